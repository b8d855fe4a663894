"""Callbacks as pure functions: signature, time, shape, and every field's one strict form."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiuzhu.casework.verification.ports import AnswerMeaning
from jiuzhu.gateways.departments.inbound import SignedCallbacks, read_answer, read_callback
from jiuzhu.gateways.departments.keys import DepartmentKey, DepartmentKeys
from jiuzhu.gateways.departments.signing import Envelope, read_envelope, seal
from jiuzhu.kernel.errors import Refused

AT = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
SECRET = bytes(range(32))
KEYS = DepartmentKeys(
    {
        "vehicles": (DepartmentKey("v-2", b"\x02" * 32), DepartmentKey("v-1", SECRET)),
        "real_estate": (DepartmentKey("r-1", b"\x03" * 32),),
    }
)
QUERY = "0b9d2c1e-8a0f-4d5b-9c3e-2f1a6b7c8d9e"
NUMBER = "370902196504120012"
NONCE = "0123456789abcdef0123456789abcdef"
ROW = {
    "SFZMHM": NUMBER,
    "HPHM": "鲁J12345",
    "CLLX": "K",
    "CLPP1": "五菱",
    "SYXZ": "非营运",
    "CCDJRQ": "2018-03-05",
    "ZT": "A",
}
CONTENT = {
    "QQBH": QUERY,
    "LY": "vehicles",
    "ZJHM": NUMBER,
    "JZRQ": "2020-09-01",
    "JG": "1",
    "SJTS": 1,
    "SJ": [ROW],
}
ENVELOPE = Envelope("vehicles", "v-1", 0, NONCE, "-")


def encoded(**other):
    return json.dumps({**CONTENT, **other}, ensure_ascii=False).encode()


def signed_headers(body, *, source="vehicles", key_id="v-1", at=AT, direction="answer"):
    """Sign by hand, as the interface paper says, not through the code under test."""
    time_ms = str(round(at.timestamp() * 1000))
    digest = hashlib.sha256(body).hexdigest()
    text = f"jiuzhu-departments-1\n{direction}\n{source}\n{key_id}\n{time_ms}\n{NONCE}\n{digest}"
    signature = base64.b64encode(hmac.new(SECRET, text.encode(), hashlib.sha256).digest())
    return {
        "x-department-source": source,
        "X-Department-Key": key_id,
        "X-DEPARTMENT-TIME": time_ms,
        "X-Department-Nonce": NONCE,
        "X-Department-Signature": signature.decode(),
    }


def refusal_of(headers, body, at=AT):
    with pytest.raises(Refused) as refusal:
        read_callback(headers, body, keys=KEYS, received_at=at)
    return refusal.value.code


def test_callback_signed_by_hand_is_read():
    body = encoded()
    answer = read_callback(signed_headers(body), body, keys=KEYS, received_at=AT)
    assert answer.query_id == QUERY
    assert answer.meaning is AnswerMeaning.FOUND
    assert answer.nonce == NONCE
    assert answer.sent_at == AT
    assert answer.records[0].plate == "鲁J12345"


def test_callback_personal_numbers_stay_out_of_repr():
    assert NUMBER not in repr(read_answer(encoded(), ENVELOPE))


def test_seal_gives_what_is_signed_by_hand():
    body = encoded()
    envelope = seal(
        "answer",
        body,
        source="vehicles",
        key=DepartmentKey("v-1", SECRET),
        sent_at=AT,
        nonce=NONCE,
    )
    assert envelope == read_envelope(signed_headers(body))


def test_signed_callbacks_read_the_keys_anew(tmp_path):
    path, body = tmp_path / "keys.json", encoded()
    callbacks = SignedCallbacks(path)
    with pytest.raises(Refused) as refusal:
        callbacks.read(signed_headers(body), body, received_at=AT)
    assert refusal.value.code == "callback.not_ready"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"vehicles": [{"id": "v-1", "secret": SECRET.hex()}]}))
    assert callbacks.read(signed_headers(body), body, received_at=AT).nonce == NONCE


@pytest.mark.parametrize("minutes", [-5, 5])
def test_callback_within_five_minutes_is_fresh(minutes):
    body = encoded()
    at = AT + timedelta(minutes=minutes)
    assert read_callback(signed_headers(body), body, keys=KEYS, received_at=at)


@pytest.mark.parametrize(
    "distance",
    [timedelta(minutes=5, milliseconds=1), timedelta(minutes=-5, milliseconds=-1), timedelta(1)],
)
def test_callback_outside_five_minutes_is_stale(distance):
    body = encoded()
    assert refusal_of(signed_headers(body), body, AT + distance) == "callback.stale"


def test_callback_every_changed_byte_is_found():
    body = encoded()
    headers = signed_headers(body)
    for place in range(len(body)):
        changed = bytearray(body)
        changed[place] ^= 1
        assert refusal_of(headers, bytes(changed)) == "callback.signature"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("X-Department-Nonce", "f" * 32, "callback.signature"),
        ("X-DEPARTMENT-TIME", str(round(AT.timestamp() * 1000) + 1), "callback.signature"),
        ("X-Department-Key", "v-2", "callback.signature"),
        ("X-Department-Key", "r-1", "callback.unknown_key"),
        ("x-department-source", "real_estate", "callback.unknown_key"),
        ("x-department-source", "social_insurance", "callback.unknown_key"),
        ("x-department-source", "tax", "callback.unknown_key"),
        ("X-Department-Signature", "!", "callback.signature"),
        ("X-Department-Signature", "签名", "callback.signature"),
        ("X-Department-Signature", "", "callback.unsigned"),
        ("X-Department-Nonce", "", "callback.unsigned"),
        ("X-Department-Nonce", "f" * 31, "callback.unsigned"),
        ("X-Department-Nonce", "F" * 32, "callback.unsigned"),
        ("X-DEPARTMENT-TIME", "-1", "callback.unsigned"),
        ("X-DEPARTMENT-TIME", "１" * 13, "callback.unsigned"),
        ("X-Department-Key", "v-1\nvehicles", "callback.unsigned"),
    ],
)
def test_callback_changed_header_is_refused(name, value, code):
    body = encoded()
    assert refusal_of({**signed_headers(body), name: value}, body) == code


@pytest.mark.parametrize("name", list(signed_headers(b"")))
def test_callback_missing_header_is_refused(name):
    body = encoded()
    headers = signed_headers(body)
    del headers[name]
    assert refusal_of(headers, body) == "callback.unsigned"


def test_callback_question_played_back_is_no_answer():
    body = encoded()
    assert refusal_of(signed_headers(body, direction="ask"), body) == "callback.signature"


def test_callback_too_large_is_refused_before_it_is_read():
    assert refusal_of({}, b" " * (1024 * 1024 + 1)) == "callback.too_large"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        '{"QQBH": "测"}'.encode("gb18030"),
        b'{"QQBH": "q-1", "QQBH": "q-2"}',
        b'{"QQBH": NaN}',
        b"[" * 100_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"a": ' + b"9" * 5_000 + b"}",
    ],
    ids=range(10),
)
def test_answer_that_is_no_plain_object_is_malformed(body):
    with pytest.raises(Refused) as refusal:
        read_answer(body, ENVELOPE)
    assert refusal.value.code == "callback.malformed"


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"LY": "real_estate"}, "callback.malformed"),
        ({"QQBH": ""}, "callback.malformed"),
        ({"QQBH": 1}, "callback.malformed"),
        ({"QQBH": "a b"}, "callback.malformed"),
        ({"QQBH": QUERY.upper()}, "callback.malformed"),
        ({"QQBH": QUERY + "\n"}, "callback.malformed"),
        ({"QQBH": "\ud800"}, "callback.malformed"),
        ({"ZJHM": "37090219650412001"}, "callback.malformed"),
        ({"ZJHM": "３７０９０２１９６５０４１２００１２"}, "callback.malformed"),
        ({"JZRQ": "20200901"}, "callback.malformed"),
        ({"JZRQ": "2020-02-30"}, "callback.malformed"),
        ({"JG": "9"}, "callback.malformed"),
        ({"JG": 1}, "callback.malformed"),
        ({"JG": []}, "callback.malformed"),
        ({"JG": "0"}, "callback.malformed"),
        ({"JG": "2"}, "callback.malformed"),
        ({"SJ": [], "SJTS": 0}, "callback.malformed"),
        ({"SJ": {}}, "callback.malformed"),
        ({"SJ": None}, "callback.malformed"),
        ({"SJTS": 2}, "callback.row_count"),
        ({"SJTS": "1"}, "callback.row_count"),
        ({"SJTS": True}, "callback.row_count"),
        ({"SJ": [ROW] * 501, "SJTS": 501}, "callback.too_many_rows"),
    ],
)
def test_answer_field_out_of_shape_is_refused(other, code):
    body = json.dumps({**CONTENT, **other}).encode()
    with pytest.raises(Refused) as refusal:
        read_answer(body, ENVELOPE)
    assert refusal.value.code == code


@pytest.mark.parametrize(("code", "meaning"), [("0", "NOT_FOUND"), ("2", "MISMATCH")])
def test_answer_without_rows_keeps_its_meaning(code, meaning):
    answer = read_answer(encoded(JG=code, SJ=[], SJTS=0), ENVELOPE)
    assert (answer.meaning, answer.records) == (meaning, ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.sampled_from(sorted(CONTENT)), JSON),
    st.dictionaries(st.sampled_from(sorted(ROW)), JSON),
)
def test_answer_of_any_json_is_read_or_refused(other, row):
    content = {**CONTENT, "SJ": [{**ROW, **row}], **other}
    try:
        answer = read_answer(json.dumps(content).encode(), ENVELOPE)
    except Refused:
        return
    assert len(answer.records) + len(answer.quarantined) + answer.duplicate_rows == content["SJTS"]


@given(st.binary(max_size=200))
def test_answer_of_any_bytes_is_refused(body):
    with pytest.raises(Refused):
        read_answer(body, ENVELOPE)
