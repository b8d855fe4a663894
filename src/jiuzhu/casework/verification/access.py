"""Who may touch verification: the county centre asks, named officers read, with purpose."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import is_related
from jiuzhu.casework.verification.enums import RequestState
from jiuzhu.casework.verification.models import VerificationRequest
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, Refused
from jiuzhu.policy.guards import GUARDS
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.queries import centre_of, has_live_agreement


def centre_actor(*, case: Case, actor: Actor, at: datetime) -> None:
    """Let only an unrelated officer of the case's county centre, under agreement, go on.

    A township cannot call a source, also by a crafted request.

    Raises: Forbidden `verification.centre_only`, `verification.related`, Refused
    `guard.agreement_live`.
    """
    actor.require("verification.accept")
    if actor.organ_kind != OrganKind.CENTRE or actor.organ_id != centre_of(case.county).pk:
        raise Forbidden(
            "verification.centre_only", "只有本县核对中心的核对员可以办理。请提请县核对中心。"
        )
    on = legal_day(at)
    if not has_live_agreement(officer_id=actor.officer_id, on=on):
        raise Refused("guard.agreement_live", GUARDS["agreement_live"].refusal)
    if is_related(case=case, officer_id=actor.officer_id, on=on):
        raise Forbidden(
            "verification.related", "您与这一家有近亲属关系，应当回避。请交由其他核对员办理。"
        )


def request_to_change(*, case: Case, states: tuple[RequestState, ...]) -> VerificationRequest:
    """Return the open request of a locked case in one of these states.

    Raises: Conflict `verification.state`.
    """
    request = (
        VerificationRequest.objects.select_for_update(of=("self",))
        .filter(case=case, state__in=states)
        .order_by("-pk")
        .first()
    )
    if request is None:
        raise Conflict("verification.state", "这一件的核对不在这个环节。请刷新页面后再办理。")
    return request


def report_reader(*, case: Case, actor: Actor, at: datetime) -> None:
    """Let only a named officer under agreement, not a relative, open a report (S10–S13).

    Raises: Forbidden `report.not_named`, `verification.related`, Refused `guard.agreement_live`.
    """
    if not actor.may("report.open"):
        raise Forbidden(
            "report.not_named", "您的岗位不能查看核对报告。需要了解结论，请询问核对专员。"
        )
    on = legal_day(at)
    if not has_live_agreement(officer_id=actor.officer_id, on=on):
        raise Refused("guard.agreement_live", GUARDS["agreement_live"].refusal)
    if is_related(case=case, officer_id=actor.officer_id, on=on):
        raise Forbidden("verification.related", "您与这一家有近亲属关系，不能查看核对报告。")
