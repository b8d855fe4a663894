"""Assess a tekun case of the stream: the result in the shape of dibao, with what tekun adds.

Papers, pages and decisions read one shape; income, heads and standard mean the same for both.
"""

from dataclasses import dataclass, fields, replace
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.facts import HouseholdFacts
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import DibaoResult
from jiuzhu.policy.scheme_facts import TekunClaim, TekunFacts
from jiuzhu.policy.scheme_results import Finding, SchemeResult
from jiuzhu.policy.tekun import SCHEME, assess_tekun, means_of_person


@dataclass(frozen=True, slots=True, kw_only=True)
class TekunResult(DibaoResult):
    """Hold the result of tekun: `standard_fen` is the standard of basic living."""

    scheme: str
    findings: tuple[Finding, ...] = ()

    @property
    def prefix(self) -> str:
        """Give the word before the codes of this scheme's own lines."""
        return self.scheme

    @property
    def grade_label(self) -> str:
        """Give the care grade as it is called, or nothing."""
        return next((one.label for one in self.findings if one.code == "tekun.care_grade"), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SubAccount:
    """Hold one part of a monthly amount: what for and how much."""

    code: str
    label: str
    amount_fen: int


def tekun_facts(household: HouseholdFacts, claim: TekunClaim | None) -> TekunFacts:
    """Put the one person of a case and what tekun asks together.

    Raises: Refused('tekun.claim'), Refused('tekun.person').
    """
    if claim is None:
        raise Refused("tekun.claim", "还没有登记特困认定需要的情况，请先补充后再核算。")
    if [one.key for one in household.members] != [claim.key]:
        raise Refused("tekun.person", "特困以本人为单位办理，家庭成员只填本人。请核对。")
    return TekunFacts(
        category=household.category,
        person=household.members[0],
        claim=claim,
        assets=household.assets,
        unit=household.unit,
    )


def household_of(facts: TekunFacts) -> HouseholdFacts:
    """Give the person as a household of one."""
    return HouseholdFacts(
        category=facts.category,
        members=(facts.person,),
        assets=facts.assets,
        unit=facts.unit,
    )


def with_household(facts: TekunFacts, household: HouseholdFacts) -> TekunFacts:
    """Give the same claim with what was found out about person and property."""
    return replace(tekun_facts(household, facts.claim), unit=facts.unit)


def assess_tekun_case(facts: TekunFacts, pack: Pack, on: date) -> TekunResult:
    """Run the three tests; the amount is basic living and care.

    Raises: as `assess_tekun`.
    """
    found = assess_tekun(facts, pack, on)
    means = means_of_person(facts, pack, on)
    dims = {"unit": facts.unit} if facts.unit else {}
    basic = pack.value("tekun.basic_living", on, category=facts.category.value, **dims)
    return TekunResult(
        scheme=SCHEME,
        findings=found.findings,
        eligible=found.eligible,
        amount_fen=found.amount_fen,
        per_head_fen=means.per_head_fen,
        standard_fen=basic.amount,
        n_income=1,
        n_benefit=1,
        income_fen=means.income_fen,
        counting_months=means.months,
        lines=found.lines,
        hits=found.hits,
        reasons=found.reasons,
        uses=found.uses,
        place=found.place,
        on=found.on,
        rules_version=found.rules_version,
    )


def plain_result(result: TekunResult) -> DibaoResult:
    """Give the result without what only tekun finds, as a report keeps it."""
    return DibaoResult(**{one.name: getattr(result, one.name) for one in fields(DibaoResult)})


def sub_accounts(result: DibaoResult | SchemeResult) -> tuple[SubAccount, ...]:
    """Split the monthly amount of tekun into its accounts, sum-preserving (43号 art. 19).

    What rounding added belongs to basic living; every other scheme has none.
    """
    if not isinstance(result, TekunResult) or result.amount_line is None:
        return ()
    care = next((line.value_fen for line in result.lines if line.code == "tekun.care"), 0)
    living = SubAccount(code="LIVING", label="基本生活", amount_fen=result.amount_fen - care)
    if not care:
        return (living,)
    return (living, SubAccount(code="CARE", label="照料护理", amount_fen=care))
