"""Where a connector may go: the tricks of SSRF by name, and rebinding (reliability T-14)."""

from pathlib import Path

import pytest

from jiuzhu.casework.verification.ports import SourceRefused, SourceUnavailable
from jiuzhu.gateways.departments.connections import ConnectionsError, one_gate, read_connections
from jiuzhu.gateways.departments.egress import choose_target, read_url, resolve_host

TRICKS = [
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://127.0.1/",
    "http://127.000.000.001/",
    "http://0/",
    "http://[::ffff:127.0.0.1]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::0001]/",
    "http://[fe80::1%25eth0]/",
    "http://[::1%lo]/",
    "http://user@departments.example/",
    "http://departments.example@127.0.0.1/",
    "http://departments.example:80@127.0.0.1/",
    "http://departments.example#@127.0.0.1/",
    "http://departments.example?@127.0.0.1/",
    "http://127.0.0.1\\@departments.example/",
    "http:\\\\127.0.0.1/",
    "http:/127.0.0.1/",
    "http:127.0.0.1/",
    "//127.0.0.1/",
    "127.0.0.1/",
    "file:///etc/passwd",
    "ftp://departments.example/",
    "gopher://127.0.0.1:6379/_x",
    "dict://127.0.0.1:11211/",
    "javascript:alert(1)",
    "data:text/plain,x",
    "HTTP://departments.example/",
    "https://Departments.example/",
    "https://departments.example./",
    "https://.departments.example/",
    "https://departments..example/",
    "https://-departments.example/",
    "https://departments-.example/",
    "https://ｄepartments.example/",
    "https://１２７.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://departments。example/",
    "https://departments.example:0/",
    "https://departments.example:65536/",
    "https://departments.example:٨٠/",
    "https://departments.example:/",
    "https://departments.example:80:80/",
    "https://departments.example/a?url=http://127.0.0.1",
    "https://departments.example/a#b",
    "https://departments.example/../control",
    "https://departments.example/./a",
    "https://departments.example//a",
    "https://departments.example/%2e%2e/a",
    "https://departments.example/a\r\nX: y",
    "https://departments.example/\t",
    " https://departments.example/",
    "https://departments.example/\n",
    "https://departments.example\x00.evil/",
    "https://[::1",
    "https://::1/",
    "https://",
    "",
]


@pytest.mark.parametrize("url", TRICKS)
def test_read_url_refuses_the_trick(url):
    assert read_url(url) is None
    with pytest.raises(SourceRefused) as refusal:
        choose_target(url, private_hosts={"127.0.0.1"}, seconds=1, resolve=_nobody)
    assert refusal.value.code == "source.url"


def _nobody(*_):
    raise AssertionError("must not be resolved")


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("https://departments.example", "https://departments.example:443", ""),
        ("http://127.0.0.1:8701/vehicles", "http://127.0.0.1:8701", "/vehicles"),
        ("http://[::1]:8701/a/b_c/d.e", "http://[::1]:8701", "/a/b_c/d.e"),
        ("https://a-b.example/", "https://a-b.example:443", "/"),
    ],
)
def test_read_url_takes_the_plain_one(url, origin, path):
    place = read_url(url)
    assert (place.origin, place.path) == (origin, path)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - an address to be refused
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fc00::1",
        "fe80::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378::1",
        "not an address",
    ],
)
def test_choose_target_refuses_an_inner_address_of_an_outer_name(address):
    with pytest.raises(SourceRefused) as refusal:
        choose_target(
            "https://departments.example/", private_hosts=(), seconds=1, resolve=_says(address)
        )
    assert refusal.value.code == "source.address"


@pytest.mark.parametrize("address", ["169.254.169.254", "224.0.0.1", "fe80::1", "::"])
def test_choose_target_refuses_even_a_listed_host_at_a_forbidden_address(address):
    with pytest.raises(SourceRefused):
        choose_target(
            "http://inner.example/",
            private_hosts={"inner.example"},
            seconds=1,
            resolve=_says(address),
        )


def test_choose_target_refuses_where_one_of_the_addresses_is_inner():
    with pytest.raises(SourceRefused):
        choose_target(
            "https://departments.example/",
            private_hosts=(),
            seconds=1,
            resolve=_says("1.1.1.1", "10.0.0.1"),
        )


def test_choose_target_pins_the_judged_address():
    answers = [("1.1.1.1",), ("127.0.0.1",)]
    target = choose_target(
        "https://departments.example/a",
        private_hosts=(),
        seconds=1,
        resolve=lambda *_: answers.pop(0),
    )
    assert target.url == "https://1.1.1.1:443/a"
    assert target.place.authority == "departments.example:443"
    assert answers == [("127.0.0.1",)]


def test_choose_target_takes_a_listed_private_host():
    target = choose_target(
        "http://[::1]:8701/a", private_hosts={"[::1]"}, seconds=1, resolve=_says("::1")
    )
    assert target.url == "http://[::1]:8701/a"


def test_choose_target_refuses_plain_http_to_the_outside():
    with pytest.raises(SourceRefused) as refusal:
        choose_target(
            "http://departments.example/", private_hosts=(), seconds=1, resolve=_says("1.1.1.1")
        )
    assert refusal.value.code == "source.plain_http"


def test_choose_target_unresolved_is_worth_another_try():
    with pytest.raises(SourceUnavailable) as fault:
        choose_target("https://departments.example/", private_hosts=(), seconds=1, resolve=_says())
    assert fault.value.code == "source.unresolved"


def test_resolve_host_reads_an_address_as_itself():
    assert resolve_host("127.0.0.1", 80, 5) == ("127.0.0.1",)
    assert resolve_host("[::1]", 80, 5) == ("::1",)


def _says(*addresses):
    return lambda *_: addresses


SETTINGS = {
    "urls": "vehicles=https://a.example/x/; social_insurance=http://127.0.0.1:1",
    "callback_origins": "https://jiuzhu.example/;http://127.0.0.1:8000",
    "private_hosts": "127.0.0.1",
    "keys_path": Path("keys.json"),
}


def test_read_connections_reads_what_is_given():
    connections = read_connections(**SETTINGS)
    assert connections.sources() == ("vehicles", "social_insurance")
    assert connections.base_url("vehicles") == "https://a.example/x"
    connections.require_callback("https://jiuzhu.example/inbound")
    connections.require_callback("http://127.0.0.1:8000/inbound")


@pytest.mark.parametrize(
    "url",
    [
        "https://jiuzhu.example:444/inbound",
        "http://jiuzhu.example/inbound",
        "https://jiuzhu.example.evil/inbound",
        "https://evil.example/jiuzhu.example",
        "https://jiuzhu.example@evil.example/",
    ],
)
def test_require_callback_refuses_any_other_origin(url):
    with pytest.raises(SourceRefused) as refusal:
        read_connections(**SETTINGS).require_callback(url)
    assert refusal.value.code == "source.callback"


def test_base_url_of_a_source_that_is_not_connected():
    with pytest.raises(SourceRefused) as refusal:
        read_connections(**SETTINGS).base_url("real_estate")
    assert refusal.value.code == "source.not_connected"


@pytest.mark.parametrize(
    "other",
    [
        {"urls": "tax=https://a.example"},
        {"urls": "vehicles=https://user@a.example"},
        {"urls": "vehicles=https://a.example;vehicles=https://b.example"},
        {"urls": "vehicles"},
        {"callback_origins": "https://jiuzhu.example/path"},
        {"callback_origins": "*"},
    ],
)
def test_read_connections_refuses_what_is_not_plain(other):
    with pytest.raises(ConnectionsError):
        read_connections(**{**SETTINGS, **other})


def test_one_gate_serves_every_source():
    connections = one_gate(
        url="http://127.0.0.1:8701/",
        callback_url="http://127.0.0.1:8000",
        private_hosts="127.0.0.1",
        keys_path=Path("keys.json"),
    )
    assert connections.sources() == ("vehicles", "real_estate", "social_insurance")
    assert connections.base_url("real_estate") == "http://127.0.0.1:8701/real_estate"
