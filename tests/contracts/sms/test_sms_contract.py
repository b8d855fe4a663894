"""The same promises for console and carrier folder; below them, what only the folder has."""

import threading
from datetime import date

import pytest

from jiuzhu.gateways.sms.templates import TEMPLATES, fields_of, render
from jiuzhu.kernel.disclosure import find_personal_data
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.registers.accounts.ports import SmsAcceptance, SmsDelivery, SmsState

PHONE = "19900001234"
CODE = {"code": "482913", "minutes": "5"}
SAMPLES = {
    "code": "482913",
    "minutes": "5",
    "hours": "12",
    "link": "https://jiuzhu.example/a/k3Jf-9_x",
    "case_number": "泰低保〔2020〕000123号",
    "day": "2020年9月30日",
    "organ": "测试镇人民政府（便民服务中心）",
    "hotline": "0538-12345",
}
IDENTITY = make_identity_number("370902", date(1965, 4, 12), 1)


def test_send_is_accepted_and_known(variant):
    sender = variant.sender()
    receipt = sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1")
    assert receipt.state is SmsAcceptance.ACCEPTED
    assert receipt.failure_code == ""
    assert sender.delivery(receipt.provider_id).state in {SmsState.QUEUED, SmsState.SENT}
    (sent,) = variant.sent()
    assert PHONE in sent
    assert "【社会救助】您的登录验证码是482913，5分钟内有效" in sent


def test_send_same_reference_is_one_message(variant):
    sender = variant.sender()
    first = sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1")
    assert sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1") == first
    assert len(variant.sent()) == 1


def test_send_same_reference_from_many_threads_is_one_message(variant):
    sender = variant.sender()
    gate = threading.Barrier(8)
    receipts = []

    def send():
        gate.wait()
        receipts.append(sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1"))

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    assert len(variant.sent()) == 1


@pytest.mark.parametrize(
    ("phone", "code"), [(PHONE, "111111"), ("19900009999", "482913")], ids=["text", "phone"]
)
def test_send_same_reference_with_other_content_is_refused(variant, phone, code):
    sender = variant.sender()
    sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1")
    with pytest.raises(Conflict) as refusal:
        sender.send(phone, "SIGN_IN_CODE", {**CODE, "code": code}, "sign-in:1")
    assert refusal.value.code == "sms.reference"
    assert len(variant.sent()) == 1


def test_send_other_reference_is_another_message(variant):
    sender = variant.sender()
    first = sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1")
    assert sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:2").provider_id != first.provider_id
    assert len(variant.sent()) == 2


def test_delivery_of_unknown_message(variant):
    assert variant.sender().delivery("0" * 32) is None
    assert variant.sender().delivery("../../etc/passwd") is None


@pytest.mark.parametrize(
    ("phone", "template", "values", "reference", "code"),
    [
        (PHONE, "NO_SUCH", CODE, "r", "sms.template"),
        (PHONE, "SIGN_IN_CODE", {"code": "482913"}, "r", "sms.values"),
        (PHONE, "SIGN_IN_CODE", {**CODE, "name": "x"}, "r", "sms.values"),
        (PHONE, "SIGN_IN_CODE", {**CODE, "code": "48 2913"}, "r", "sms.values"),
        (PHONE, "SIGN_IN_CODE", {**CODE, "code": "４８２９"}, "r", "sms.values"),
        (PHONE, "SIGN_IN_CODE", {**CODE, "code": "4829\n"}, "r2\n", "sms.reference"),
        (PHONE, "SIGN_IN_CODE", {**CODE, "code": IDENTITY}, "r", "sms.personal_data"),
        ("0538-8888888", "SIGN_IN_CODE", CODE, "r", "sms.phone"),
        ("1990000123", "SIGN_IN_CODE", CODE, "r", "sms.phone"),
        (PHONE, "SIGN_IN_CODE", CODE, "", "sms.reference"),
        (PHONE, "SIGN_IN_CODE", CODE, "a" * 101, "sms.reference"),
    ],
)
def test_send_refuses_with_a_named_reason(variant, phone, template, values, reference, code):
    with pytest.raises(Refused) as refusal:
        variant.sender().send(phone, template, values, reference)
    assert refusal.value.code == code
    assert variant.sender().delivery("0" * 32) is None
    assert variant.sent() == []


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_template_reads_without_a_number_of_a_person(template):
    text = render(template, {name: SAMPLES[name] for name in fields_of(template)})
    assert text.startswith("【社会救助】")
    assert "{" not in text
    assert find_personal_data(text) == ()


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_template_never_takes_an_identity_number_in_any_value(template):
    for name in fields_of(template):
        values = {field: SAMPLES[field] for field in fields_of(template)}
        for spelling in (IDENTITY, " ".join(IDENTITY), f"{IDENTITY[:6]}-{IDENTITY[6:]}"):
            with pytest.raises(Refused) as refusal:
                render(template, {**values, name: spelling})
            assert (refusal.value.code, refusal.value.field) == ("sms.personal_data", name)


def test_link_with_many_digits_is_no_account():
    values = {name: SAMPLES[name] for name in fields_of("AUTHORIZATION_CODE")}
    link = "https://jiuzhu.example/a/1234567890123456"
    assert link in render("AUTHORIZATION_CODE", {**values, "link": link})


def test_folder_delivery_follows_the_carrier_and_never_goes_back(folder):
    sender = folder.sender()
    known = sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1").provider_id
    other = sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:2").provider_id
    assert sender.delivery(known) == SmsDelivery(SmsState.QUEUED)
    folder.report(id=known, state="SENT")
    assert sender.delivery(known) == SmsDelivery(SmsState.SENT)
    folder.report(id=known, state="DELIVERED")
    folder.report(id=known, state="SENT")
    folder.report(id=other, state="FAILED", code="UNREACHABLE")
    assert sender.delivery(known) == SmsDelivery(SmsState.DELIVERED)
    assert sender.delivery(other) == SmsDelivery(SmsState.FAILED, "UNREACHABLE")


def test_folder_reports_that_do_not_read_are_passed_over(folder):
    sender = folder.sender()
    known = sender.send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1").provider_id
    folder.report(id=known, state="TELEPORTED")
    with (folder.root / "deliveries.jsonl").open("ab") as file:
        file.write(b"\xff\xfe\n[1]\n{}\n")
        file.write(b'{"id": "' + known.encode() + b'", "state": "DELIV')
    assert sender.delivery(known) == SmsDelivery(SmsState.QUEUED)


def test_folder_delivery_looks_nowhere_else(folder):
    folder.sender().send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1")
    (folder.root / "elsewhere.json").write_text("{}")
    assert folder.sender().delivery("../elsewhere") is None


def test_folder_message_is_for_the_carrier_only(folder):
    known = folder.sender().send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1").provider_id
    assert (folder.root / "out" / f"{known}.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (folder.root / "out").iterdir()] == [f"{known}.json"]


def test_folder_that_cannot_be_written_fails_with_a_receipt(folder):
    (folder.root / "out").write_text("a file where the folder should be")
    receipt = folder.sender().send(PHONE, "SIGN_IN_CODE", CODE, "sign-in:1")
    assert (receipt.state, receipt.failure_code) == (SmsAcceptance.FAILED, "folder")
    assert folder.sender().delivery(receipt.provider_id) is None
