"""Write the application that a person confirmed; shared by applying and insisting (D8, D8b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.cases.access import note_part
from jiuzhu.casework.cases.enums import Involvement, Scheme, VisitKind
from jiuzhu.casework.cases.models import Case, CaseVisit
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import officer_of, party_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.intents.queries import declared
from jiuzhu.casework.intents.services.issue_papers import issue_form
from jiuzhu.casework.verification.models import VerificationReport
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.outbox import write_message
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.contact import parse_phone
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import parse_identity_number
from jiuzhu.kernel.names import clean_name, match_key
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.deadlines import months_later
from jiuzhu.registers.organs.enums import OrganKind

MANDATE_MONTHS = 6
MANDATE_SCOPE = (
    "确认并提交申请",
    "提交补正材料",
    "签收通知书",
    "核对授权仍由本人签署，不在委托范围",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyGiven:
    """Who applies for the person, and the written mandate (57号 art. 6)."""

    name: str
    relation: str
    mandate: bytes
    mandate_name: str = "委托申请书"
    identity_number: str = ""
    phone: str = ""
    reason: str = "本人行动不便"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationGiven:
    """How the pre-filled application was confirmed; nothing is filled in anew (S8, S56)."""

    confirmation: Confirmation
    confirmed_by_name: str
    proxy: ProxyGiven | None = None
    note: str = ""


def confirmation_facts(*, case: Case, given: ApplicationGiven, actor: Actor) -> dict[str, bool]:
    """Return the guards about the confirmation.

    The person confirms, or the proxy with a mandate. By phone and at the counter an officer of the
    organ writes it down; by code only the signed-in applicant; the assistant only with a mandate.
    """
    proxy = given.proxy
    has_mandate = proxy is not None and bool(proxy.mandate)
    named = match_key(given.confirmed_by_name)
    confirmers = {match_key(case.applicant.name)}
    if proxy is not None:
        confirmers.add(match_key(proxy.name))
    return {
        "confirmed_by_applicant": bool(named)
        and named in confirmers
        and _way_fits(case, given, actor),
        "mandate_if_proxy": has_mandate
        if proxy is not None or given.confirmation == Confirmation.ASSISTANT
        else True,
    }


def _way_fits(case: Case, given: ApplicationGiven, actor: Actor) -> bool:
    if given.confirmation == Confirmation.CODE:
        return actor.person_id is not None and actor.person_id == case.applicant_id
    if given.confirmation == Confirmation.ASSISTANT:
        return actor.organ_kind == OrganKind.VILLAGE and actor.officer_id is not None
    return actor.officer_id is not None and actor.organ_kind != OrganKind.VILLAGE


def write_application(
    *,
    case: Case,
    given: ApplicationGiven,
    report: VerificationReport | None,
    insisted: bool,
    actor: Actor,
    at: datetime,
) -> Application:
    """Write the application with W09 dated today, and W10 where a proxy applied.

    Raises: Refused from the parsers, `file.*` for a mandate that is no picture or PDF.
    """
    proxy = given.proxy
    mandate = (
        None if proxy is None else store_upload(proxy.mandate, shown_name=proxy.mandate_name, at=at)
    )
    row = Application.objects.create(
        case=case,
        report=report,
        confirmation=given.confirmation,
        confirmed_by_name=clean_name(given.confirmed_by_name),
        proxy_name="" if proxy is None else clean_name(proxy.name),
        mandate=mandate,
        insisted=insisted,
        submitted_at=at,
        submitted_by_id=actor.officer_id,
    )
    _issue_papers(case, given, actor, at)
    if given.confirmation == Confirmation.COUNTER:
        CaseVisit.objects.create(case=case, kind=VisitKind.COUNTER, at=at, reason="当面确认申请")
    note_part(case=case, actor=actor, part=Involvement.RECEIVED, at=at)
    write_message(
        topic="application.submitted", reference=case.number, content={"case": case.number}, at=at
    )
    return row


def _issue_papers(case: Case, given: ApplicationGiven, actor: Actor, at: datetime) -> None:
    proxy = given.proxy
    number = "" if proxy is None else _issue_mandate(case, proxy, actor, at)
    issue_form(
        case=case,
        household=declared(case),
        actor=actor,
        at=at,
        confirmation=papers.Confirmation(
            method=given.confirmation.label,
            confirmed_on=legal_day(at),
            recorded_by=actor.name,
            note=clean_text(given.note, max_length=120),
        ),
        proxy=None
        if proxy is None
        else papers.Proxy(
            name=clean_name(proxy.name),
            relation=clean_text(proxy.relation, max_length=30),
            phone=_phone(proxy),
            mandate_number=number,
        ),
    )


def _issue_mandate(case: Case, proxy: ProxyGiven, actor: Actor, at: datetime) -> str:
    on = legal_day(at)
    document = issue_document(
        kind="W10",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.Mandate(
            head=head,
            scheme=Scheme(case.scheme).label,
            principal=party_of(case.applicant),
            proxy=papers.Party(
                name=clean_name(proxy.name),
                identity_number=_identity(proxy),
                phone=_phone(proxy),
            ),
            relation=clean_text(proxy.relation, max_length=30),
            reason=clean_text(proxy.reason, max_length=120),
            scope=MANDATE_SCOPE,
            valid_from=on,
            valid_to=months_later(on, MANDATE_MONTHS),
            witness=officer_of(actor).name,
        ),
    )
    return document.number


def _identity(proxy: ProxyGiven) -> str:
    return parse_identity_number(proxy.identity_number).number if proxy.identity_number else ""


def _phone(proxy: ProxyGiven) -> str:
    return parse_phone(proxy.phone).number if proxy.phone else ""


def refuse_second(case: Case) -> None:
    """Refuse a second application in one case.

    Raises: Refused `application.exists`.
    """
    if Application.objects.filter(case=case).exists():
        raise Refused("application.exists", "本案已经有正式申请，不用再申请一次。请查看办理进度。")
