"""Record what the police found about a number that stood under two names; the hold ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import doubtful_numbers
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.cases.services.keep_holds import end_hold
from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.identity import IdentityNumber, parse_identity_number
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.households.enums import IdentityKind
from jiuzhu.registers.households.models import IdentityDocument
from jiuzhu.registers.households.queries import HELD_TWICE


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceAnswer:
    """What the police wrote; an empty `right_number` means that the number is this person's."""

    paper: str
    dated_on: date
    right_number: str = ""


@transaction.atomic
def settle_identity(*, number: str, given: PoliceAnswer, actor: Actor, at: datetime) -> Case:
    """Keep or correct the number of the person of this case, and let the case go on.

    A correction ends the old identity document and adds another. The other case goes on with the
    answer that its own office records.

    Raises: NotVisible, Forbidden, Conflict `case.state`, `identity.held`, Refused `identity.*`,
    `settle.*`.
    """
    case = case_to_change(number=number, actor=actor)
    on = legal_day(at)
    if given.dated_on > on or not given.paper.strip():
        raise Refused(
            "settle.paper", "请填写公安机关答复的文号和日期，日期不能晚于今天。", field="paper"
        )
    paper = clean_text(given.paper, max_length=80)
    record_act(
        case=case,
        action="settle_identity",
        actor=actor,
        at=at,
        summary="登记公安机关核对结果：" + ("更正证件号码" if given.right_number else "号码无误"),
        detail={
            "paper": paper,
            "dated_on": given.dated_on.isoformat(),
            "corrected": bool(given.right_number),
        },
    )
    row = _doubtful(case)
    if given.right_number:
        _correct(row, parse_identity_number(given.right_number), paper, on)
    else:
        row.warnings = [warning for warning in row.warnings if warning != HELD_TWICE]
        row.save(update_fields=["warnings"])
    if not doubtful_numbers(case).exists():
        end_hold(case=case, kind=HoldKind.IDENTITY_TWICE, actor=actor, at=at)
    return case


def _doubtful(case: Case) -> IdentityDocument:
    row = doubtful_numbers(case).first()
    if row is None:
        raise Refused("settle.none", "本案没有待公安机关核对的证件号码，不用登记。")
    return row


def _correct(row: IdentityDocument, right: IdentityNumber, paper: str, on: date) -> None:
    index = keys.blind_index(right.number, kind="identity")
    if index == bytes(row.number_index):
        raise Refused("settle.same", "更正后的号码与原来的相同。号码无误的，更正一栏留空。")
    row.effective_to = max(on, row.effective_from + timedelta(days=1))
    row.save(update_fields=["effective_to"])
    try:
        with transaction.atomic():
            IdentityDocument.objects.create(
                person_id=row.person_id,
                kind=IdentityKind(right.kind.value),
                number=right.number,
                number_index=index,
                last_four=right.number[-4:],
                reason=f"公安机关核对更正（{paper}）",
                effective_from=on,
            )
    except IntegrityError as error:
        raise Conflict(
            "identity.held", "更正后的号码也已登记在别人名下。请与公安机关再核对。"
        ) from error
