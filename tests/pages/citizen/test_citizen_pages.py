"""Citizens sign in by code and the end of their number, read their progress, confirm once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from jiuzhu.casework.applications.models import Application
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.infra import clock
from jiuzhu.infra.models import OutboxMessage
from jiuzhu.infra.outbox import open_sealed
from jiuzhu.registers.accounts.models import CitizenCode
from support.browser import as_owner, hidden_values
from support.pages import gone_to, looks, shown, state_of
from support.stream import (
    deliver,
    to_explained,
    to_intent,
    to_invited,
    to_published,
    to_refused,
)
from support.world import World

PHONE = "19900000000"


class Phone(Client):
    """A citizen's own phone, at the moment of the world's clock."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world

    def request(self, **request: Any) -> Any:
        with as_owner():
            clock.move_to(self.world.at)
        return super().request(**request)

    def submit(self, path: str, values: dict[str, Any]) -> Any:
        return self.post(path, {**hidden_values(self.get(path)), **values})


def texts() -> list[dict[str, Any]]:
    with as_owner():
        found = OutboxMessage.objects.filter(topic="sms").order_by("pk")
        return [
            {"template": each.content["template"], **open_sealed(each.content)} for each in found
        ]


def code_in(text: dict[str, Any]) -> str:
    return str(text["values"]["code"])


def last_four(case: Case) -> str:
    with as_owner():
        return str(case.applicant.identitydocument_set.get().last_four)


def signed_in(world: World, case: Case) -> Phone:
    phone = Phone(world)
    assert gone_to(phone.post("/c/sign-in/", {"phone": PHONE})) == "/c/code/"
    values = {"code": code_in(texts()[-1]), "last_four": last_four(case)}
    assert gone_to(phone.post("/c/code/", values)) == "/c/"
    return phone


def test_signed_in_by_code_and_the_end_of_the_number(world: World) -> None:
    case = to_invited(world)
    before = looks("SIGN_IN")
    phone = signed_in(world, case)
    assert gone_to(phone.get("/c/")) == f"/c/cases/{case.number}/"
    page = shown(phone.get(f"/c/cases/{case.number}/"))
    assert "核对符合，可以正式申请了" in page
    assert "看申请表，确认申请" in page
    assert looks("SIGN_IN") == before + 1


def test_nobody_learns_whether_a_number_is_known(world: World) -> None:
    to_invited(world)
    known, unknown = Phone(world), Phone(world)
    first = known.post("/c/sign-in/", {"phone": PHONE})
    second = unknown.post("/c/sign-in/", {"phone": "18800000001"})
    assert gone_to(first) == gone_to(second)
    pages = [shown(each.get("/c/code/")) for each in (known, unknown)]
    pages = [re.sub(r"1\d\d\*+\d{4}|\d\d:\d\d，|value=\"[^\"]*\"", "", each) for each in pages]
    assert pages[0] == pages[1]
    wrong = {"code": "000000", "last_four": "000X"}
    answers = [shown(each.post("/c/code/", wrong), 422) for each in (known, unknown)]
    answers = [re.sub(r"1\d\d\*+\d{4}|\d\d:\d\d，|value=\"[^\"]*\"", "", each) for each in answers]
    assert answers[0] == answers[1]
    assert [text["phone"] for text in texts()] == [PHONE]


def test_five_tries_and_the_refusals_stay_counted(world: World) -> None:
    case = to_invited(world)
    phone = Phone(world)
    phone.post("/c/sign-in/", {"phone": PHONE})
    right = code_in(texts()[-1])
    for left in (4, 3, 2, 1):
        page = shown(phone.post("/c/code/", {"code": right, "last_four": "0000"}), 422)
        assert f"还可以试{left}次" in page
    assert "已试满5次" in shown(phone.post("/c/code/", {"code": right, "last_four": "0000"}), 422)
    dead = phone.post("/c/code/", {"code": right, "last_four": last_four(case)})
    assert "验证码已失效" in shown(dead, 422)
    with as_owner():
        assert CitizenCode.objects.get().tries_left == 0


def test_a_code_is_hashed_random_works_once_and_expires(world: World) -> None:
    case = to_invited(world)
    phone = signed_in(world, case)
    with as_owner():
        row = CitizenCode.objects.get()
    right = code_in(texts()[-1])
    assert right not in row.code_hash
    assert row.used_at is not None
    phone.post("/c/leave/")
    again = Phone(world)
    again.session["x"] = 1
    assert gone_to(again.get("/c/code/")) == "/c/sign-in/"
    world.later(minutes=2)
    again.post("/c/sign-in/", {"phone": PHONE})
    second = code_in(texts()[-1])
    used = {"code": right, "last_four": last_four(case)}
    if right != second:
        assert "验证码或证件号码后四位不对" in shown(again.post("/c/code/", used), 422)
    world.later(minutes=11)
    late = {"code": second, "last_four": last_four(case)}
    assert "验证码已失效" in shown(again.post("/c/code/", late), 422)


def test_codes_are_not_sent_as_fast_as_one_likes(world: World) -> None:
    to_invited(world)
    phone = Phone(world)
    phone.post("/c/sign-in/", {"phone": PHONE})
    page = shown(phone.post("/c/sign-in/", {"phone": PHONE}), 422)
    assert "请等一分钟再要" in page
    assert PHONE in page
    for _ in range(9):
        world.later(minutes=2)
        assert gone_to(phone.post("/c/sign-in/", {"phone": PHONE}))
    world.later(minutes=2)
    assert "今天要的验证码太多了" in shown(phone.post("/c/sign-in/", {"phone": PHONE}), 422)
    assert len({code_in(text) for text in texts()}) > 5


@pytest.mark.parametrize("number", ["1380013800", "0538-8210000", "+86 abc", "１９９０００", ""])
def test_a_wrong_number_is_named_at_its_field(world: World, number: str) -> None:
    page = shown(Phone(world).post("/c/sign-in/", {"phone": number}), 422)
    assert 'id="id_phone-error"' in page
    with as_owner():
        assert not CitizenCode.objects.exists()


@pytest.mark.parametrize("end", ["123", "12345", "x123", "一二三四", "12 3"])
def test_a_wrong_end_of_the_number_costs_no_try(world: World, end: str) -> None:
    phone = Phone(world)
    phone.post("/c/sign-in/", {"phone": PHONE})
    page = shown(phone.post("/c/code/", {"code": "123456", "last_four": end}), 422)
    assert 'id="id_last_four-error"' in page
    with as_owner():
        assert CitizenCode.objects.get().tries_left == 5


def test_nothing_is_open_without_signing_in(world: World) -> None:
    case = to_invited(world)
    paper = Document.objects.filter(case=case, kind="W09")[0]
    for path in (
        "/c/",
        f"/c/cases/{case.number}/",
        f"/c/cases/{case.number}/confirm/",
        f"/c/papers/{paper.check_code}.pdf",
    ):
        assert gone_to(Phone(world).get(path)) == "/c/sign-in/"


def test_confirmed_by_a_second_code_once(world: World) -> None:
    case = to_invited(world)
    phone = signed_in(world, case)
    path = f"/c/cases/{case.number}/confirm/"
    assert gone_to(phone.post(f"{path}send/")) == path
    text = texts()[-1]
    assert text["template"] == "APPLICATION_CODE"
    page = phone.get(path)
    assert "验证码已发到您的手机" in shown(page)
    sent = {**hidden_values(page), "read": "on", "code": code_in(text)}
    wrong = {**sent, "code": "000000" if sent["code"] != "000000" else "111111"}
    assert "还可以试4次" in shown(phone.post(path, wrong), 422)
    unread = {name: value for name, value in sent.items() if name != "read"}
    assert 'id="id_read-error"' in shown(phone.post(path, unread), 422)
    first, second = phone.post(path, sent), phone.post(path, sent)
    assert gone_to(first) == gone_to(second) == f"/c/cases/{case.number}/receipt/"
    assert state_of(case) == "APPLIED"
    receipt = shown(phone.get(gone_to(first)))
    assert "已正式申请" in receipt
    assert case.progress_code in receipt
    assert f"/c/progress/{case.progress_code}/" in receipt
    assert "<svg" in receipt
    assert last_four(case) not in re.sub(r"<path[^>]*>", "", receipt)
    with as_owner():
        row = Application.objects.get(case=case)
        assert (row.confirmation, row.submitted_by) == ("CODE", None)


def test_a_sign_in_code_confirms_nothing(world: World) -> None:
    case = to_invited(world)
    phone = signed_in(world, case)
    code = code_in(texts()[-1])
    path = f"/c/cases/{case.number}/confirm/"
    page = shown(phone.submit(path, {"read": "on", "code": code}), 422)
    assert "验证码已失效" in page
    assert state_of(case) == "INVITED"


def test_insisting_is_possible_on_the_own_phone(world: World) -> None:
    case = to_explained(world)
    deliver(world, case, "W07")
    phone = signed_in(world, case)
    assert "您仍然可以坚持申请" in shown(phone.get(f"/c/cases/{case.number}/"))
    path = f"/c/cases/{case.number}/confirm/"
    phone.post(f"{path}send/")
    assert gone_to(phone.submit(path, {"read": "on", "code": code_in(texts()[-1])}))
    with as_owner():
        assert Application.objects.get(case=case).insisted


def test_only_served_papers_and_the_own_form_are_open(world: World) -> None:
    case = to_invited(world)
    world.as_("shouli")
    papers = {
        each.kind: each.check_code for each in Document.objects.filter(case=case).order_by("pk")
    }
    phone = signed_in(world, case)
    assert phone.get(f"/c/papers/{papers['W09']}.pdf").content.startswith(b"%PDF-")
    shown(phone.get(f"/c/papers/{papers['W07']}.pdf"), 404)
    shown(phone.get(f"/c/papers/{papers['W06']}.pdf"), 404)
    deliver(world, case, "W07")
    page = shown(phone.get(f"/c/cases/{case.number}/"))
    assert papers["W07"] in page
    before = looks()
    assert phone.get(f"/c/papers/{papers['W07']}.pdf").content.startswith(b"%PDF-")
    assert looks() == before + 1


def test_somebody_elses_case_is_not_there(world: World) -> None:
    mine = to_invited(world)
    phone = signed_in(world, mine)
    theirs = to_intent(world, name="测试他")
    world.as_("shouli")
    paper = Document.objects.filter(case=theirs)[0].check_code
    absent = shown(phone.get("/c/cases/3709111010012020999999/"), 404)
    hidden = shown(phone.get(f"/c/cases/{theirs.number}/"), 404)
    assert hidden.replace(theirs.number, "") == absent.replace("3709111010012020999999", "")
    shown(phone.get(f"/c/papers/{paper}.pdf"), 404)
    shown(phone.get("/w/"), 302)


def test_the_way_in_plain_words(world: World) -> None:
    notice = to_published(world)
    phone = signed_in(world, notice.case)
    page = shown(phone.get(f"/c/cases/{notice.case.number}/"))
    assert "已经批准，正在村里公示" in page
    assert "2020年10月" in page
    assert "RESULT_PUB" not in page


def test_a_refusal_says_where_the_reasons_are(world: World) -> None:
    case = to_refused(world)
    phone = signed_in(world, case)
    page = shown(phone.get(f"/c/cases/{case.number}/"))
    assert "没有批准" in page
    assert "怎样申请复议、起诉" in page


def test_a_session_of_half_an_hour(world: World) -> None:
    case = to_invited(world)
    phone = signed_in(world, case)
    assert phone.session.get_expiry_age() <= timedelta(minutes=30).total_seconds()
    phone.post("/c/leave/")
    assert gone_to(phone.get("/c/")) == "/c/sign-in/"
