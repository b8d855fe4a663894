"""Papers print the pack's standing sentences of their day and say what nobody has checked."""

from __future__ import annotations

import json
from datetime import date

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.rendering.data import content_from_json
from jiuzhu.infra.storage import read_bytes
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.standing import bodies_of, standing_values
from jiuzhu.registers.law.models import ConfirmedValue
from jiuzhu.registers.organs.models import DelegationOrder
from support.stream import to_decided, to_intent, to_opinion, to_refused
from support.world import COUNTY, World
from unit.documents.pdf_reading import document_text

pytestmark = pytest.mark.typeset
MARK = "未经法制审核"
DAY = date(2020, 9, 1)


def paper_of(case: Case, kind: str) -> Document:
    return Document.objects.get(case=case, kind=kind)


def unchecked_on(document: Document) -> tuple[str, ...]:
    return content_from_json(json.loads(document.content)).head.unchecked  # type: ignore[attr-defined]


def words_of(document: Document) -> str:
    return document_text(read_bytes(bytes(document.pdf.digest)))


def test_unchecked_sentences_are_printed_and_marked(world: World) -> None:
    notice = paper_of(to_intent(world), "W02")
    assert len(unchecked_on(notice)) == 7
    words = words_of(notice)
    assert MARK in words
    assert "保存期限：办结或停止救助后10年。" in words
    assert "{" not in words


def test_a_paper_without_standing_sentences_carries_no_mark(world: World) -> None:
    registration = paper_of(to_intent(world), "W01")
    assert unchecked_on(registration) == ()
    assert MARK not in words_of(registration)


def test_a_confirmed_sentence_is_not_marked(world: World) -> None:
    ConfirmedValue.objects.bulk_create(
        ConfirmedValue(
            organ=world.organ(COUNTY),
            key=value.ref,
            effective_from=date(2020, 8, 1),
            basis="测试确认",
            first_by=world.officer("xianshenpi", COUNTY),
            second_by=world.officer("xianshenpi2", COUNTY),
        )
        for value in standing_values(load_pack("taian"), "W02", DAY)
    )
    notice = paper_of(to_intent(world), "W02")
    assert unchecked_on(notice) == ()
    assert MARK not in words_of(notice)


def test_the_reviewing_body_of_the_pack_is_marked_on_a_decision(world: World) -> None:
    body = bodies_of(load_pack("taian"), COUNTY, DAY)
    order = DelegationOrder.objects.get(to_organ=to_opinion(world).organ, power="dibao.decide")
    assert order.reviewing_body == body.items[0]
    assert body.label in unchecked_on(paper_of(to_refused(world), "W25"))


def test_a_body_that_two_typed_in_is_theirs(world: World) -> None:
    DelegationOrder.objects.update(reviewing_body="测试复议机关")
    marks = unchecked_on(paper_of(to_decided(world), "W24"))
    assert marks == ("批准通知书：您需要做的", "批准通知书：您的权利")
