"""Write the two sheets of a result (W26) or an opinion (W21): for the village board and the web."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from jiuzhu.casework.cases.enums import Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering import data as papers
from jiuzhu.casework.documents.rendering.checks import forbidden_in_public
from jiuzhu.casework.documents.services.issue_document import issue_document
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.publicity import (
    BOARD_FIELDS,
    WEB_FIELDS,
    board_fields,
    board_name,
    leaks_in,
    notice_period,
    web_fields,
    web_name,
)
from jiuzhu.registers.law.queries import calendar_in_force, pack_in_force
from jiuzhu.registers.organs.models import Organ

CITY_HOTLINE = "12345"
"""泰安市政务服务便民热线: printed where a township has registered no telephone of its own."""

WEB_MARK = "某户"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What a sheet announces: the amount in fen and for how many people; decided, or proposed."""

    amount_fen: int
    persons: int
    is_decided: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheets:
    """Both versions as they were issued, and whether they say nothing that is not allowed."""

    board: dict[str, str]
    web: dict[str, str]
    board_document: Document
    web_document: Document
    is_clean: bool


def write_sheets(
    *, case: Case, told: Announced, planned_on: date, exempt: bool, actor: Actor, at: datetime
) -> Sheets:
    """Issue the board sheet and the web sheet from the allowed fields only.

    57号 art. 24; domain.md §0.2 (5): the board names an adult applicant in full, the web masks
    every name, a minor or an exempted household is named nowhere.
    """
    facts = _facts(case, told, planned_on, exempt=exempt)
    pack = pack_in_force()
    on = legal_day(at)
    board = {field: facts[field] for field in board_fields(pack, on)}
    web = {field: facts[field] for field in web_fields(pack, on)}
    clean: list[bool] = []

    def build_board(head: papers.Head) -> papers.BoardSheet:
        board["sheet_number"] = web["sheet_number"] = head.number
        sheet = _board_sheet(head, case, told, facts)
        clean.append(not forbidden_in_public(sheet))
        return sheet

    def build_web(head: papers.Head) -> papers.WebSheet:
        sheet = _web_sheet(head, case, told, facts)
        clean.append(not forbidden_in_public(sheet))
        return sheet

    kind = "W26" if told.is_decided else "W21"
    issued = [
        issue_document(kind=kind, case=case, organ=case.organ, actor=actor, at=at, build=build)
        for build in (build_board, build_web)
    ]
    clean.append(not leaks_in(board, BOARD_FIELDS) and not leaks_in(web, WEB_FIELDS))
    return Sheets(
        board=board,
        web=web,
        board_document=issued[0],
        web_document=issued[1],
        is_clean=all(clean),
    )


def hotline_of(organ: Organ) -> str:
    """Return the number to which objections are made."""
    return organ.phone or CITY_HOTLINE


def _facts(case: Case, told: Announced, planned_on: date, *, exempt: bool) -> dict[str, str]:
    starts_on, ends_on = notice_period(planned_on, calendar_in_force())
    born_on = case.applicant.born_on
    hidden = exempt or born_on is None
    named = born_on or planned_on
    masked = web_name(case.applicant.name, named, planned_on, exempt=hidden)
    return {
        "applicant_name": board_name(case.applicant.name, named, planned_on, exempt=hidden),
        "masked_name": WEB_MARK + masked if masked.startswith("（") else masked,
        "persons": str(told.persons),
        "monthly_amount": format_yuan(told.amount_fen),
        "village": case.village.name,
        "township": case.organ.name,
        "hotline": hotline_of(case.organ),
        "posted_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "sheet_number": "",
        "organ": case.organ.name,
    }


def _board_sheet(
    head: papers.Head, case: Case, told: Announced, facts: dict[str, str]
) -> papers.BoardSheet:
    sheet = _board_kind(case, told)
    return sheet(
        head=_public(head),
        village=case.village.name,
        lines=(_line(facts["applicant_name"], told),),
        posted_from=date.fromisoformat(facts["posted_on"]),
        posted_to=date.fromisoformat(facts["ends_on"]),
        hotline=facts["hotline"],
        township=case.organ.name,
        objection_way=_objection_way(case.organ),
    )


def _web_sheet(
    head: papers.Head, case: Case, told: Announced, facts: dict[str, str]
) -> papers.WebSheet:
    sheet = _web_kind(case, told)
    return sheet(
        head=_public(head),
        village=case.organ.short_name,
        lines=(_line(facts["masked_name"], told),),
        posted_from=date.fromisoformat(facts["posted_on"]),
        posted_to=date.fromisoformat(facts["ends_on"]),
        hotline=facts["hotline"],
        township=case.organ.name,
        objection_way=_objection_way(case.organ),
    )


def _board_kind(case: Case, told: Announced) -> type[papers.BoardSheet]:
    if told.is_decided:
        return papers.TekunBoardSheet if case.scheme == Scheme.TEKUN else papers.BoardSheet
    return papers.AidBoardSheet if case.scheme == Scheme.TEMPORARY else papers.OpinionBoardSheet


def _web_kind(case: Case, told: Announced) -> type[papers.WebSheet]:
    if told.is_decided:
        return papers.TekunWebSheet if case.scheme == Scheme.TEKUN else papers.WebSheet
    return papers.AidWebSheet if case.scheme == Scheme.TEMPORARY else papers.OpinionWebSheet


def _public(head: papers.Head) -> papers.PublicHead:
    """Return the head without the case number: it leads to the family."""
    return papers.PublicHead(
        organ=head.organ,
        number=head.number,
        check_url=head.check_url,
        check_code=head.check_code,
        demo=head.demo,
    )


def _line(name: str, told: Announced) -> papers.SheetLine:
    return papers.SheetLine(shown_name=name, persons=told.persons, amount_fen=told.amount_fen)


def _objection_way(organ: Organ) -> str:
    return (
        f"公示期内对公示内容有异议的，请拨打监督电话或到{organ.short_name}社会救助窗口反映，"
        "可以不留姓名；留下姓名和联系方式的，我们书面答复。"
    )
