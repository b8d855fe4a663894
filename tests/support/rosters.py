"""Rule on every hit of a roster at once, as tests do that are about something else."""

from __future__ import annotations

from jiuzhu.casework.payments.enums import HitKind, RulingKind
from jiuzhu.casework.payments.roster import Roster, roster_of
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.rule_hits import RulingGiven, hit_key, rule_hits
from jiuzhu.kernel.periods import Month
from support.world import COUNTY, World


def roster(world: World, month: Month) -> Roster:
    """Return the roster of the county as its payroll officer sees it now."""
    world.as_("fafang", COUNTY)
    county = world.organ(COUNTY)
    return roster_of(county_id=county.pk, scheme="dibao", month=month, at=world.at)


def rule_all(
    world: World, month: Month, ruling: RulingKind = RulingKind.PAY, *, only: HitKind | None = None
) -> int:
    """Rule on what is open, if anything; return how many."""
    hits = [hit_key(hit) for hit in roster(world, month).open_hits if only in {None, hit.kind}]
    if hits:
        rule_hits(
            payroll=PayrollGiven(county_code=COUNTY, month=month),
            given=RulingGiven(hits=hits, ruling=ruling, reason="测试"),
            actor=world.as_("fafang", COUNTY),
            at=world.at,
        )
    return len(hits)
