"""Named reads of expense-based aid: what was paid, what the family holds, what it was given."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import QuerySet

from jiuzhu.casework.applications.models import Outlay, ReliefRequest
from jiuzhu.casework.cases.enums import MemberPart, Scheme
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.infra.reading import page_read
from jiuzhu.infra.together import Read
from jiuzhu.kernel.periods import Month
from jiuzhu.policy.facts import Grade
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.scheme_facts import Outlay as OutlayFacts
from jiuzhu.policy.scheme_facts import PastAid
from jiuzhu.policy.scheme_rows import AidCause
from jiuzhu.policy.scheme_terms import AidKind, Identity
from jiuzhu.policy.temporary_aid import asked_about_outlay_only

# What a family lives on while it is in payment; the identity follows from the case itself.
IDENTITY_OF = {"dibao": Identity.DIBAO, "tekun": Identity.TEKUN}
HOLDING = ("IN_PAYMENT", "REVIEW")


def outlays_of(case: Case) -> tuple[Outlay, ...]:
    """Return the outlays that stand, in the order in which they were listed."""
    return tuple(outlays_read(case))


def outlays_read(case: Case) -> Read[Outlay]:
    """Return the read of the outlays that stand."""
    return page_read("outlays", _standing, case.pk)


def _standing(case: int) -> QuerySet[Outlay]:
    rows = Outlay.objects.filter(case_id=case, freed_at__isnull=True)
    return rows.select_related("person").order_by("pk")


def relief_request(case: Case) -> ReliefRequest | None:
    """Return for what cause aid is asked; None before anybody wrote it down."""
    return ReliefRequest.objects.filter(case=case).first()


def identities_of(case: Case) -> tuple[Identity, ...]:
    """Return what the family holds: what is in payment here, and what a certificate states."""
    request = relief_request(case)
    stated = () if request is None else request.holds
    members = case.members.filter(part=MemberPart.MEMBER).values("person_id")
    paid = CaseMember.objects.filter(
        person_id__in=members,
        part=MemberPart.MEMBER,
        case__scheme__in=list(IDENTITY_OF),
        case__state__in=HOLDING,
    ).values_list("case__scheme", flat=True)
    known = {Identity(one) for one in stated} | {IDENTITY_OF[one] for one in paid}
    return tuple(one for one in Identity if one in known)


def outlay_only(case: Case, pack: Pack, on: date) -> tuple[Identity, ...]:
    """Return the identities for which only the outlay is checked; empty for another scheme."""
    if case.scheme != Scheme.TEMPORARY:
        return ()
    return asked_about_outlay_only(identities_of(case), pack, on)


def outlay_facts(case: Case) -> tuple[OutlayFacts, ...]:
    """Return the outlays as the rules read them."""
    return tuple(
        OutlayFacts(
            cause=one.cause,
            amount_fen=one.amount_fen,
            borne_by_others_fen=one.borne_fen,
            person=str(one.person_id),
            invoice=one.invoice,
            grade=Grade.VERIFIED if one.invoice else Grade.DECLARED,
            evidence=evidence_of(one),
        )
        for one in outlays_of(case)
    )


def evidence_of(outlay: Outlay) -> str:
    """Name the bill of an outlay."""
    number = f"票据{outlay.invoice}" if outlay.invoice else "没有票据"
    return f"{outlay.paid_from:%Y-%m-%d}至{outlay.paid_to:%Y-%m-%d}，{number}"


def past_aid(case: Case, pack: Pack, on: date) -> tuple[PastAid, ...]:
    """Return the aid that anybody of this family was given anywhere within the window."""
    window = pack.value("temporary_aid.window_months", on).amount
    since = Month.of(on).plus(-window).first_day
    members = case.members.filter(part=MemberPart.MEMBER).values_list("person_id", flat=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, cause, given_on, amount_fen FROM jiuzhu_relief_given(%s, %s, %s)",
            [list(members), case.pk, since],
        )
        rows = cursor.fetchall()
    return tuple(
        PastAid(kind=AidKind(kind), cause=cause, on=given_on, amount_fen=amount)
        for kind, cause, given_on, amount in rows
    )


def are_proved(case: Case) -> bool:
    """Tell whether every outlay of the cause has its bill."""
    request = relief_request(case)
    rows = [one for one in outlays_of(case) if request is not None and one.cause == request.cause]
    return bool(rows) and all(one.invoice for one in rows)


def is_listed(case: Case) -> bool:
    """Tell whether cause and outlays are written down."""
    return relief_request(case) is not None and bool(outlays_of(case))


def listed_last(case: Case) -> datetime | None:
    """Return when the list was last changed; None where there is none."""
    request = relief_request(case)
    return None if request is None else request.stated_at


def cause_label(case: Case, pack: Pack, on: date) -> str:
    """Return the cause of the request in the words of the pack."""
    request = relief_request(case)
    labels = cause_labels(pack, on)
    return "" if request is None else labels.get(request.cause, request.cause)


def cause_labels(pack: Pack, on: date) -> dict[str, str]:
    """Return the causes of a day with their names."""
    return {row.code: row.label for row in pack.rows(AidCause, on)}


def own_share(case: Case) -> int:
    """Return what the family bore itself for the cause of its request, in fen."""
    request = relief_request(case)
    return sum(
        one.amount_fen - one.borne_fen
        for one in outlays_of(case)
        if request is not None and one.cause == request.cause
    )
