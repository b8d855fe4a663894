"""Show the bills of a case: on its own page, beside the decision, at the filing."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.applications.relief import (
    cause_label,
    cause_labels,
    identities_of,
    outlays_of,
    own_share,
)
from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.interfaces.web.acts.stage import Section, table
from jiuzhu.interfaces.web.parts.presenters import Fact, Row
from jiuzhu.policy.scheme_terms import IDENTITY_LABELS
from jiuzhu.registers.law.queries import pack_in_force

HEADS = (
    "谁的:head 支出原因 费用起:date 费用止:date 票据号码 票据金额（元）:money "
    "报销等（元）:money 自付（元）:money"
)


def outlay_section(case: Case, on: date) -> tuple[Section, ...]:
    """Return the bills of a case; empty for another scheme, or before anything is listed."""
    rows = outlays_of(case) if case.scheme == Scheme.TEMPORARY else ()
    if not rows:
        return ()
    pack = pack_in_force()
    labels = cause_labels(pack, on)
    held = "、".join(IDENTITY_LABELS[one] for one in identities_of(case))
    return (
        Section(
            "支出和票据",
            facts=(
                Fact("救助原因", cause_label(case, pack, on)),
                Fact("已认定身份", held or "无"),
                Fact("这一原因自付合计", own_share(case), "money"),
            ),
            table=table(
                "支出和票据",
                HEADS,
                tuple(
                    Row(
                        (
                            one.person.name,
                            labels.get(one.cause, one.cause),
                            one.paid_from,
                            one.paid_to,
                            one.invoice or "没有票据",
                            one.amount_fen,
                            one.borne_fen,
                            one.amount_fen - one.borne_fen,
                        )
                    )
                    for one in rows
                ),
                "还没有登记支出。",
            ),
        ),
    )
