"""Write down a democratic appraisal: who came, what was said, what was found (D16)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.queries import members_of
from jiuzhu.casework.cases.services.advance import record_act
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.services.describe import officer_of
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.casework.objections.access import case_to_handle
from jiuzhu.casework.objections.enums import Ballot, Finding, Seat
from jiuzhu.casework.objections.models import Appraisal, Attendee, Objection
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import clean_name, match_key
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.appraisal import Composition, composition, has_quorum
from jiuzhu.registers.kinship.queries import related_officers
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.models import Officer, Post


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken:
    """One person who came; staff of the township give their staff number."""

    name: str
    seat: Seat
    staff_number: str = ""
    statement: str = ""
    ballot: Ballot = Ballot.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class MinutesGiven:
    """Who came, what was found, and the fact that can be checked.

    `declared_unrelated`: everybody said before the meeting that they are no relative.
    """

    people: tuple[SeatTaken, ...]
    finding: Finding
    fact: str = ""
    declared_unrelated: bool = False


@transaction.atomic
def conclude_appraisal(
    *, number: str, given: MinutesGiven, actor: Actor, at: datetime
) -> Appraisal:
    """Keep the minutes; the finding speaks to the truth of the survey and decides nothing.

    220号 art. 22: representatives are the larger part; 57号 art. 16: no relative sits in it. That
    objections are true needs a fact that can be checked (domain.md §0.2 (7)).

    Raises: NotVisible, Forbidden, Refused `appraisal.none`, `appraisal.too_early`,
    `appraisal.not_yours`, `appraisal.people`, `appraisal.relative`, `appraisal.named`,
    `appraisal.declaration`, `appraisal.quorum`, `appraisal.ballots`, `appraisal.no_fact`.
    """
    case = case_to_handle(number=number, actor=actor)
    appraisal = _open_appraisal(case, at)
    _refuse_hidden(appraisal)
    rule = composition(pack_in_force(), legal_day(appraisal.meets_at))
    people = _people(case, appraisal, given)
    _check(rule, given)
    fact = clean_text(given.fact, max_length=400, multiline=True)
    if given.finding is Finding.UPHELD and not fact:
        raise Refused(
            "appraisal.no_fact",
            "认定异议属实，须写明可以核实的事实。只有意见、没有事实的，不改变结果。",
            field="fact",
        )
    appraisal.record = _record(case, appraisal, rule, people, given, actor, at)
    appraisal.finding, appraisal.fact = given.finding, fact
    appraisal.concluded_at, appraisal.concluded_by_id = at, actor.officer()
    appraisal.save(update_fields=["record", "finding", "fact", "concluded_at", "concluded_by"])
    Attendee.objects.bulk_create(people)
    Objection.objects.filter(appraisal=appraisal).update(finding=given.finding)
    record_act(
        case=case,
        action="conclude_appraisal",
        actor=actor,
        at=at,
        summary=f"民主评议：{given.finding.label}",
        detail={"appraisal": appraisal.pk, "people": len(people), "finding": given.finding.value},
    )
    return appraisal


def _open_appraisal(case: Case, at: datetime) -> Appraisal:
    found = (
        Appraisal.objects.select_for_update().filter(case=case, concluded_at__isnull=True).first()
    )
    if found is None:
        raise Refused("appraisal.none", "还没有通知评议，或者已经记录结论。请刷新页面查看。")
    if at < found.meets_at:
        raise Refused("appraisal.too_early", "会议时间还没有到，会后再来记录。")
    return found


def _refuse_hidden(appraisal: Appraisal) -> None:
    """Refuse who may not see all that the meeting is about: it may be about them.

    Raises: Refused `appraisal.not_yours`.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT jiuzhu_joined_objections(%s)", [appraisal.pk])
        (joined,) = cursor.fetchone()
    if joined != Objection.objects.filter(appraisal=appraisal).count():
        raise Refused(
            "appraisal.not_yours",
            "这次评议涉及您不能经办的异议，不能由您记录结论。请由县级民政部门或另一名同事记录。",
        )


def _people(case: Case, appraisal: Appraisal, given: MinutesGiven) -> list[Attendee]:
    """Return who sat in the meeting; nobody related to the household, nobody whom it concerns.

    Raises: Refused `appraisal.people`, `appraisal.relative`, `appraisal.named`.
    """
    keys = Counter(match_key(each.name) for each in given.people)
    if any(times > 1 for times in keys.values()):
        raise Refused("appraisal.people", "到会人员有重复。请核对姓名。", field="people")
    family = {match_key(member.person.name) for member in members_of(case)}
    officers = [_officer(case, each) for each in given.people]
    related = _related(case, legal_day(appraisal.meets_at))
    named = {
        officer
        for against in Objection.objects.filter(appraisal=appraisal).values_list(
            "against", flat=True
        )
        for officer in against
    }
    rows = []
    for each, officer in zip(given.people, officers, strict=True):
        if match_key(each.name) in family or (officer is not None and officer.pk in related):
            raise Refused(
                "appraisal.relative",
                "%(name)s是申请家庭的成员或近亲属，应当回避。请从到会人员中去掉。",
                field="people",
                values={"name": each.name},
            )
        if officer is not None and officer.pk in named:
            raise Refused(
                "appraisal.named",
                "%(name)s不能参加这次评议，请换一名工作人员。",
                field="people",
                values={"name": each.name},
            )
        rows.append(
            Attendee(
                appraisal=appraisal,
                seat=each.seat,
                name=clean_name(each.name),
                officer=officer,
                statement=clean_text(each.statement, max_length=400, multiline=True),
                ballot=each.ballot,
            )
        )
    return rows


def _officer(case: Case, given: SeatTaken) -> Officer | None:
    """Return the officer: by staff number, or a cadre of the village by name.

    Raises: Refused `appraisal.people`.
    """
    if given.staff_number:
        found = Officer.objects.filter(staff_number=given.staff_number).first()
        if found is None or match_key(found.name) != match_key(given.name):
            raise Refused(
                "appraisal.people",
                "%(name)s的工号不对。请核对工号和姓名。",
                field="people",
                values={"name": given.name},
            )
        return found
    if given.seat is Seat.TOWNSHIP:
        raise Refused(
            "appraisal.people",
            "%(name)s是乡镇（街道）工作人员，请填写工号。",
            field="people",
            values={"name": given.name},
        )
    posts = Post.objects.filter(organ=case.village).select_related("officer")
    return next(
        (post.officer for post in posts if match_key(post.officer.name) == match_key(given.name)),
        None,
    )


def _related(case: Case, on: date) -> set[int]:
    people = [member.person_id for member in members_of(case)]
    return {found.officer_id for found in related_officers(person_ids=people, on=on)}


def _check(rule: Composition, given: MinutesGiven) -> None:
    """Check what a meeting needs before its finding counts.

    Raises: Refused `appraisal.declaration`, `appraisal.quorum`, `appraisal.ballots`.
    """
    if not given.declared_unrelated:
        raise Refused(
            "appraisal.declaration",
            "到会人员须先声明与申请家庭没有近亲属关系。请逐人询问后勾选。",
            field="declared_unrelated",
        )
    representatives = _representatives(given)
    if not has_quorum(rule, representatives=representatives, people=len(given.people)):
        raise Refused(
            "appraisal.quorum",
            "到会%(people)s人，其中村（居）民代表%(representatives)s人，不够开会：%(rule)s。请补足后重开。",
            field="people",
            values={
                "people": len(given.people),
                "representatives": representatives,
                "rule": rule.text,
            },
        )
    if rule.votes and any(each.ballot is Ballot.NONE for each in given.people):
        raise Refused("appraisal.ballots", "本地要求表决，请登记每个人的表决。", field="people")


def _representatives(given: MinutesGiven) -> int:
    return sum(each.seat is Seat.REPRESENTATIVE for each in given.people)


def _record(
    case: Case,
    appraisal: Appraisal,
    rule: Composition,
    people: list[Attendee],
    given: MinutesGiven,
    actor: Actor,
    at: datetime,
) -> Document:
    return issue_document(
        kind="W20",
        case=case,
        organ=case.organ,
        actor=actor,
        at=at,
        build=lambda head: papers.AppraisalRecord(
            head=head,
            village=case.village.name,
            question=appraisal.question,
            objections=Objection.objects.filter(appraisal=appraisal).count(),
            met_at=appraisal.meets_at,
            place=appraisal.place,
            people=tuple(
                papers.SatDown(
                    name=each.name,
                    seat=Seat(each.seat).label,
                    statement=each.statement,
                    ballot=Ballot(each.ballot).label,
                )
                for each in people
            ),
            representatives=_representatives(given),
            composition=rule.text,
            has_votes=rule.votes,
            finding=given.finding.label,
            fact=given.fact,
            recorder=officer_of(actor),
        ),
    )
