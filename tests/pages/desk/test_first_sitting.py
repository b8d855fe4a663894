"""The first sitting in the browser: register, write down the family, let everybody sign."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.intents.models import (
    Authorization,
    AuthorizationLink,
    Declaration,
    OneTimeNotice,
)
from jiuzhu.casework.intents.queries import declared
from jiuzhu.infra.models import AccessEvent, SubmittedForm
from jiuzhu.kernel.identity import make_identity_number
from support.browser import Browser, hidden_values
from support.stream import ACCOUNT, to_authorised, to_authorising, to_intent
from support.world import FANZHEN, OTHER_TOWNSHIP, World

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
APPLICANT = make_identity_number("370911", date(1965, 5, 20), 901)
SPOUSE = make_identity_number("370911", date(1967, 3, 2), 902)
CHILD = make_identity_number("370911", date(2009, 7, 9), 903)
SUPPORTER = make_identity_number("370982", date(1989, 1, 8), 904)


def intent_values(world: World, **changes: str) -> dict[str, str]:
    return {
        "name": "测试甲",
        "identity_number": APPLICANT,
        "phone": "19900000000",
        "village": world.village.code,
        "household_size": "3",
        "category": "RURAL",
        "category_ground": "有承包地",
        "need": "户主患病，收入减少",
        "channel": "COUNTER",
        "identity_checked": "on",
        "purpose_told": "on",
        **changes,
    }


def family_values(**changes: str) -> dict[str, str]:
    return {
        "cause": "户主患病，失去主要收入",
        "account_holder": "测试甲",
        "account_bank": "测试银行",
        "account_number": ACCOUNT,
        "kin": "NONE",
        "members-0-name": "测试乙",
        "members-0-identity_number": SPOUSE,
        "members-0-relation": "SPOUSE",
        "members-1-name": "测试丙",
        "members-1-identity_number": CHILD,
        "members-1-relation": "SON",
        "income-0-kind": "ODD_JOBS",
        "income-0-amount": "3600",
        "income-0-months": "12",
        "assets-0-owner": "测试乙",
        "assets-0-kind": "DEPOSIT",
        "assets-0-count": "1",
        "assets-0-value": "1,200.50",
        "supporters-0-name": "测试丁",
        "supporters-0-identity_number": SUPPORTER,
        "supporters-0-relation": "DAUGHTER",
        "supporters-0-family_size": "3",
        "supporters-0-family_income": "3000",
        "supporters-0-received": "100",
        **changes,
    }


def path_of(case: Case, action: str) -> str:
    return f"/w/cases/{case.number}/{action}/"


def test_one_person_is_registered_and_the_notice_told(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    answer = browser.submit("/w/intents/new/", intent_values(world))
    assert answer.status_code == 302, answer.content.decode()
    world.as_("shouli")
    case = Case.objects.get()
    assert answer.headers["Location"] == f"/w/cases/{case.number}/"
    page = browser.get(answer.headers["Location"]).content.decode()
    assert f"已登记。案件编号 {case.number}，查询码 {case.progress_code}" in page
    assert "下一步：开始授权" in page
    assert case.applicant.is_test
    assert APPLICANT not in page
    seen = AccessEvent.objects.filter(kind="VIEW", case_number=case.number).latest("pk")
    assert seen.subjects == [case.applicant_id]


def test_double_submit_shows_the_same_case(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    shown = browser.get("/w/intents/new/")
    values = {**hidden_values(shown), **intent_values(world)}
    first = browser.post("/w/intents/new/", values)
    second = browser.post("/w/intents/new/", values)
    assert first.headers["Location"] == second.headers["Location"]
    world.as_("shouli")
    assert Case.objects.count() == 1
    changed = browser.post("/w/intents/new/", {**values, "need": "别的事"})
    assert changed.status_code == 409
    assert "这张表单已经提交过" in changed.content.decode()


def test_second_case_of_a_person_is_refused_at_the_number(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    browser.submit("/w/intents/new/", intent_values(world))
    world.as_("shouli")
    number = Case.objects.get().number
    known = browser.post("/w/intents/known/", {"identity_number": f" {APPLICANT} "})
    assert number in known.content.decode()
    assert "1965-05-20 出生" in known.content.decode()
    again = browser.submit("/w/intents/new/", intent_values(world, need="还有别的困难"))
    text = again.content.decode()
    assert again.status_code == 409
    assert "已有在办或在保的低保案件" in text
    assert "还有别的困难" in text
    assert number in text


def test_another_county_is_not_told_of_the_case(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser_as("shouli").submit("/w/intents/new/", intent_values(world))
    other = browser_as("shouli", OTHER_TOWNSHIP)
    known = other.post("/w/intents/known/", {"identity_number": APPLICANT})
    assert "本辖区没有这个人的案件" in known.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "没有填写姓名"),
        ("name", "测\u202e试", "姓名"),
        ("identity_number", APPLICANT[:-1] + ("0" if APPLICANT[-1] != "0" else "1"), "校验"),
        ("identity_number", "12345", "位"),
        ("phone", "1990000", "手机号应为 11 位"),
        ("village", "370982101001", "不在列表中"),
        ("category", "CITY", "不在列表中"),
        ("need", "请先开收入证明", "收入证明"),
        ("identity_checked", "", "请先勾选确认"),
        ("purpose_told", "", "请先勾选确认"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_lost(
    world: World, browser_as: Callable[..., Browser], field: str, value: str, sentence: str
) -> None:
    values = intent_values(world, **{field: value})
    if not value:
        values.pop(field)
    answer = browser_as("shouli").submit("/w/intents/new/", values)
    text = answer.content.decode()
    assert answer.status_code == 422
    errors = re.findall(r'id="id_(\w+)-error">([^<]*)', text)
    assert [name for name, words in errors if sentence in words] == [field], errors
    assert "有承包地" in text
    world.as_("shouli")
    assert not Case.objects.exists()


def test_person_without_number_gives_sex_and_birthday(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    bare = intent_values(world)
    del bare["identity_number"]
    refused = browser.submit("/w/intents/new/", bare)
    assert refused.status_code == 422
    assert refused.content.decode().count("没有证件号码的，请填写这一项") == 4
    accepted = browser.submit("/w/intents/new/", {**bare, "sex": "FEMALE", "born_on": "1950.3.1"})
    assert accepted.status_code == 302, accepted.content.decode()
    world.as_("shouli")
    assert Case.objects.get().applicant.born_on == date(1950, 3, 1)


def test_family_is_written_down_and_told_everything_once(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    answer = browser.submit(path_of(case, "open-authorization"), family_values())
    assert answer.status_code == 302, answer.content.decode()
    world.as_("shouli")
    household = declared(case)
    assert household.facts.members[0].income[0].amount_fen == 360_000
    assert household.facts.assets[0].value_fen == 120_050
    assert household.facts.supporters[0].family_income_fen == 300_000
    assert household.kin_statement.endswith("没有近亲属关系")
    kinds = set(Document.objects.filter(case=case).values_list("kind", flat=True))
    assert {"W09", "W11"} <= kinds
    listed = browser.get(path_of(case, "open-authorization"))
    assert listed.status_code == 409
    assert "授权中" in listed.content.decode()


def test_list_of_papers_follows_the_circumstances(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    path = path_of(case, "open-authorization")
    first = browser.get(path)
    assert "委托申请书" not in first.content.decode()
    refreshed = browser.post(
        path,
        {**hidden_values(first), **family_values(rows="list:refresh"), "circumstances": "proxy"},
    )
    text = refreshed.content.decode()
    assert refreshed.status_code == 200
    assert "委托申请书" in text
    assert "测试丙" in text
    assert "处需要更正" not in text
    world.as_("shouli")
    assert not OneTimeNotice.objects.filter(case=case).exists()


def test_rows_grow_and_take_a_paste_without_losing_anything(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    browser = browser_as("shouli")
    path = path_of(case, "open-authorization")
    shown = browser.get(path)
    grown = browser.post(
        path, {**hidden_values(shown), **family_values(rows="members:add", cause="只写了一半")}
    ).content.decode()
    assert "只写了一半" in grown
    assert "members-4-name" in grown
    assert 'class="error"' not in grown
    pasted = browser.post(
        path,
        {
            **hidden_values(shown),
            **family_values(rows="income:paste"),
            "income-paste": "测试乙\tRENT\t500\t1",
        },
    ).content.decode()
    assert "测试乙" in pasted
    assert 'value="500"' in pasted


def test_spare_rows_are_no_mistakes(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_intent(world)
    spare = {
        "members-2-name": "",
        "members-2-identity_number": "",
        "members-2-relation": "",
        "income-1-kind": "",
        "income-1-amount": "",
        "income-1-months": "12",
        "assets-1-kind": "",
        "assets-1-count": "1",
        "assets-1-value": "",
        "supporters-1-name": "",
        "supporters-1-relation": "",
        "supporters-1-family_size": "1",
    }
    browser = browser_as("shouli")
    path = path_of(case, "open-authorization")
    refused = browser.submit(path, family_values(**spare, cause=""))
    text = refused.content.decode()
    assert refused.status_code == 422
    assert re.findall(r'id="id_([^"]+)-error"', text) == ["cause"]
    assert browser.submit(path, family_values(**spare)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"members-0-identity_number": SPOUSE[:-1]}, "家庭成员第1行"),
        ({"members-0-identity_number": CHILD}, "填了两次"),
        ({"members-1-relation": "FATHER"}, "请从列表选择"),
        ({"income-0-owner": "外人"}, "名单里没有“外人”"),
        ({"assets-0-value": ""}, "请填写余额"),
        ({"assets-0-value": "-5"}, "财产第1行"),
        ({"account_number": "6222020200000000007"}, "账号"),
        ({"account_bank": ""}, "请填写开户银行"),
        ({"kin": "HAS"}, "请写明近亲属是谁"),
        ({"cause": ""}, "这一项必须填写"),
    ],
)
def test_bad_family_input_is_named_and_nothing_is_lost(
    world: World,
    browser_as: Callable[..., Browser],
    changes: dict[str, str],
    sentence: str,
) -> None:
    case = to_intent(world)
    answer = browser_as("shouli").submit(
        path_of(case, "open-authorization"), family_values(**changes)
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text
    assert "测试丁" in text
    world.as_("shouli")
    assert not Declaration.objects.filter(case=case).exists()


def test_member_of_another_live_case_is_refused_with_everything_kept(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shouli")
    first = to_intent(world, name="测试一")
    browser.submit(path_of(first, "open-authorization"), family_values())
    second = to_intent(world, name="测试二")
    answer = browser.submit(path_of(second, "open-authorization"), family_values())
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "已在另一户的低保案件中" in text
    assert "测试丙" in text


def sign_values(case: Case, **changes: str) -> dict[str, object]:
    values: dict[str, object] = {
        "way": "COUNTER",
        "sources": ["vehicles", "real_estate", "social_insurance"],
        "statement": "on",
    }
    for row in case.members.select_related("person").order_by("pk"):
        prefix = f"sign-{row.person_id}"
        is_child = row.person.born_on is not None and row.person.born_on.year > 2004
        values[f"{prefix}-signs"] = "on"
        values[f"{prefix}-capacity"] = "GUARDIAN" if is_child else "SELF"
        values[f"{prefix}-signer_name"] = case.applicant.name if is_child else row.person.name
        values[f"{prefix}-signer_ground"] = "父母，民法典第27条" if is_child else ""
    return {**values, **changes}


def test_everybody_signs_in_one_sitting(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_authorising(world)
    values = sign_values(case)
    browser = browser_as("shouli")
    answer = browser.submit(path_of(case, "sign-authorization"), values)
    assert answer.status_code == 302, answer.content.decode()
    page = browser.get(answer.headers["Location"]).content.decode()
    assert "已登记 4 人的授权。诚信声明已签。" in page
    assert "现在等：核对专员" in page.replace("</span>", "")
    world.as_("shouli")
    assert Authorization.objects.filter(case=case).count() == 4


def test_a_refused_signature_keeps_none_of_the_others(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorising(world)
    child = case.members.get(person__name="测试丙")
    values = sign_values(case)
    values[f"sign-{child.person_id}-capacity"] = "SELF"
    values[f"sign-{child.person_id}-signer_name"] = "测试丙"
    answer = browser_as("shouli").submit(path_of(case, "sign-authorization"), values)
    assert answer.status_code == 422
    assert "未满18周岁" in answer.content.decode()
    world.as_("shouli")
    assert not Authorization.objects.filter(case=case).exists()


def test_paper_signature_needs_its_scan(world: World, browser_as: Callable[..., Browser]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    case = to_authorising(world)
    browser = browser_as("shouli")
    applicant = f"sign-{case.applicant_id}"
    only = {
        f"{applicant}-signs": "on",
        f"{applicant}-capacity": "SELF",
        f"{applicant}-signer_name": case.applicant.name,
        "way": "PAPER",
        "sources": ["vehicles"],
    }
    path = path_of(case, "sign-authorization")
    without = browser.submit(path, only)
    assert without.status_code == 422
    assert "请上传扫描件或照片" in without.content.decode()
    wrong = browser.submit(
        path, {**only, f"{applicant}-scan": SimpleUploadedFile("a.pdf", b"MZ not a scan")}
    )
    assert "只接收 PDF、JPG、PNG" in wrong.content.decode()
    right = browser.submit(path, {**only, f"{applicant}-scan": SimpleUploadedFile("a.png", PNG)})
    assert right.status_code == 302, right.content.decode()
    world.as_("shouli")
    row = Authorization.objects.get(case=case)
    assert (row.channel, row.sources, row.evidence is not None) == ("PAPER", ["vehicles"], True)


def test_link_goes_to_who_is_elsewhere(world: World, browser_as: Callable[..., Browser]) -> None:
    case = to_authorising(world)
    person = case.members.get(person__name="测试丁").person_id
    browser = browser_as("shouli")
    path = f"{path_of(case, 'send-authorization-link')}?person={person}"
    landline = browser.submit(path, {"phone": "0538-8000000"})
    assert "要能收短信的手机号" in landline.content.decode()
    answer = browser.submit(path, {"phone": "199 0000 0001"})
    assert answer.status_code == 302
    world.as_("shouli")
    assert AuthorizationLink.objects.get(case=case).person_id == person


def test_mandate_is_taken_back_with_a_reason(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_authorised(world)
    browser = browser_as("shouli")
    path = f"{path_of(case, 'withdraw-authorization')}?person={case.applicant_id}"
    assert browser.submit(path, {"reason": ""}).status_code == 422
    assert browser.submit(path, {"reason": "本人要求"}).status_code == 302
    world.as_("shouli")
    row = Authorization.objects.get(case=case, person_id=case.applicant_id)
    assert row.withdrawn_reason == "本人要求"
    assert browser.get(f"{path_of(case, 'withdraw-authorization')}?person=1").status_code == 404


def test_who_may_not_register_is_refused_and_that_is_kept(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    browser = browser_as("shenpi")
    assert browser.get("/w/intents/new/").status_code == 403
    world.as_("jianguan", "370911")
    assert AccessEvent.objects.filter(kind="REFUSED", reason="actor.capability").exists()
    assert not SubmittedForm.objects.exists()


@pytest.mark.parametrize("township", [FANZHEN, OTHER_TOWNSHIP])
def test_case_of_another_township_is_as_absent_as_none(
    world: World, browser_as: Callable[..., Browser], township: str
) -> None:
    case = to_authorising(world)
    other = browser_as("shouli", township)
    absent = other.get("/w/cases/9999999999999999999999/")
    for action in ("", "open-authorization/", "sign-authorization/", "trace/", "verification/"):
        hidden = other.get(f"/w/cases/{case.number}/{action}")
        assert hidden.status_code == 404
        assert case.applicant.name not in hidden.content.decode()
    shown = other.get(f"/w/cases/{case.number}/").content
    assert absent.status_code == 404
    assert absent.content == shown


def test_village_assistant_signs_people_but_opens_and_invites_nobody(
    world: World, browser_as: Callable[..., Browser]
) -> None:
    case = to_intent(world)
    village = browser_as("xieli", world.village.code)
    assert village.get(path_of(case, "open-authorization")).status_code == 403
    page = village.get(f"/w/cases/{case.number}/").content.decode()
    assert "开始授权" not in page
    crafted = village.post(
        path_of(case, "open-authorization"),
        {**family_values(), "idempotency_key": "6f1c7c52-8b1e-4d38-9a3e-333333333333"},
    )
    assert crafted.status_code == 403
    world.as_("shouli")
    assert Case.objects.get(pk=case.pk).state == "INTENT"
