"""The key file: private, whole, and changed without a gap."""

import json

import pytest

from jiuzhu.gateways.departments.keys import KeysError, load_keys


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "keys.malformed"),
        ("[]", "keys.malformed"),
        ('{"vehicles": []}', "keys.malformed"),
        ('{"vehicles": {}}', "keys.malformed"),
        ('{"vehicles": [{"id": "a"}]}', "keys.malformed"),
        ('{"vehicles": [{"id": "a", "secret": "zz"}]}', "keys.malformed"),
        ('{"vehicles": [{"id": "a", "secret": "00"}]}', "keys.malformed"),
    ],
)
def test_load_keys_refuses_what_is_no_key_file(tmp_path, content, code):
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    path.write_text(content)
    with pytest.raises(KeysError) as refusal:
        load_keys(path)
    assert refusal.value.code == code


def test_load_keys_refuses_a_link(tmp_path):
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    path.write_text("{}")
    (tmp_path / "link").symlink_to(path)
    with pytest.raises(KeysError) as refusal:
        load_keys(tmp_path / "link")
    assert refusal.value.code == "keys.missing"


def test_keys_change_without_a_gap(tmp_path):
    path = tmp_path / "keys.json"
    path.touch(mode=0o600)
    new, old = {"id": "new", "secret": "11" * 32}, {"id": "old", "secret": "22" * 32}
    path.write_text(json.dumps({"vehicles": [new, old]}))
    keys = load_keys(path)
    assert keys.signing("vehicles").key_id == "new"
    assert keys.find("vehicles", "old").secret == b"\x22" * 32
    assert keys.find("vehicles", "other") is None
    assert "2222" not in repr(keys)
    with pytest.raises(KeysError) as refusal:
        keys.signing("real_estate")
    assert refusal.value.code == "keys.source"
