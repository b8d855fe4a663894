"""Release the report (D4): it advises, with five meanings kept apart; it decides nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.access import case_to_change, note_part
from jiuzhu.casework.cases.enums import Involvement
from jiuzhu.casework.cases.services.advance import advance
from jiuzhu.casework.verification.access import centre_actor, request_to_change
from jiuzhu.casework.verification.enums import Conclusion, RequestState
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.casework.verification.queries import is_settled, judge_replies, reply_facts
from jiuzhu.casework.verification.services.hand_over import give_up
from jiuzhu.casework.verification.services.issue_report import issue_report
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.digests import canonical_json
from jiuzhu.policy.deadlines import report_carries_decision_until, report_valid_until
from jiuzhu.registers.law.queries import pack_in_force

ACTIONS = {Conclusion.FIT: "release_fit", Conclusion.UNFIT: "release_unfit"}


@transaction.atomic
def release_report(
    *, number: str, actor: Actor, at: datetime, mark_unanswered: bool = False
) -> VerificationReport:
    """Judge the replies by the rules of the day and issue the report with W06.

    `mark_unanswered` gives up on sources that stay silent: they are listed as not answered and go
    to the home visit, never as "no record".

    Raises: Forbidden `verification.centre_only`, Refused `guard.sources_settled`, Conflict.
    """
    case = case_to_change(number=number, actor=actor)
    centre_actor(case=case, actor=actor, at=at)
    request = request_to_change(case=case, states=(RequestState.RUNNING, RequestState.SETTLED))
    on = legal_day(at)
    if mark_unanswered:
        for query in request.queries.filter(state__in=["WAITING", "ASKED"]):
            give_up(query_id=query.pk, code="marked.unanswered")
    judgement = judge_replies(case, reply_facts(request), pack_in_force(), on)
    conclusion = Conclusion(judgement.conclusion.value)
    advance(
        case=case,
        action=ACTIONS[conclusion],
        actor=actor,
        at=at,
        facts={"sources_settled": is_settled(request), "agreement_live": True},
        summary=f"出具核对报告（{conclusion.label}）",
        detail={"judgement": judgement.digest()},
    )
    request.state = RequestState.RELEASED
    request.save(update_fields=["state"])
    report = VerificationReport.objects.create(
        request=request,
        case=case,
        conclusion=conclusion,
        content=canonical_json(judgement.to_record()).decode(),
        issued_at=at,
        issued_by_id=actor.officer(),
        valid_until=report_valid_until(on, pack_in_force()),
        decision_until=report_carries_decision_until(on, pack_in_force()),
    )
    report.document = issue_report(
        case=case, report=report, judgement=judgement, actor=actor, at=at
    )
    report.save(update_fields=["document"])
    note_part(case=case, actor=actor, part=Involvement.VERIFIED, at=at)
    return report
