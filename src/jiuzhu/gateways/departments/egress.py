"""Decide where a connector may go: only where the configuration says, and only to that address.

A URL is read by one narrow pattern (no user part, no query, no escapes, one spelling of an
address), its host is resolved once, every address is judged, and the connection goes to the judged
address: a name that answers differently a moment later (rebinding) gains nothing.
"""

import ipaddress
import queue
import re
import socket
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass

from jiuzhu.casework.verification.ports import SourceRefused, SourceUnavailable

Resolver = Callable[[str, int, float], tuple[str, ...]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:]{2,39}\])"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<path>(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?)",
    re.ASCII,
)
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65535


@dataclass(frozen=True, slots=True)
class Place:
    """Hold the parts of a URL that passed the pattern."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def origin(self) -> str:
        """Write scheme, host and port, the port always shown."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def authority(self) -> str:
        """Write host and port as the Host header wants them."""
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Target:
    """Hold a place together with the one address that was judged for it."""

    place: Place
    address: str

    @property
    def url(self) -> str:
        """Write the URL that names the address instead of the host."""
        host = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.place.scheme}://{host}:{self.place.port}{self.place.path or '/'}"


def read_url(url: str) -> Place | None:
    """Read a URL by the narrow pattern, or None where it is anything else."""
    match = _URL.fullmatch(url)
    if match is None or not _is_plain_host(match["host"]):
        return None
    port = int(match["port"] or _PORTS[match["scheme"]])
    if port > _LAST_PORT:
        return None
    return Place(match["scheme"], match["host"], port, match["path"])


def choose_target(
    url: str,
    *,
    private_hosts: Collection[str],
    seconds: float,
    resolve: Resolver | None = None,
) -> Target:
    """Resolve a configured URL once and return the address to connect to.

    Loopback and private addresses pass only for hosts listed by name; plain HTTP too, for what is
    asked is personal. Link-local, multicast and unspecified addresses never pass.

    Raises SourceRefused with codes source.url, source.plain_http, source.address, and
    SourceUnavailable with code source.unresolved.
    """
    place = read_url(url)
    if place is None:
        raise SourceRefused("source.url", "部门接口地址写法不被接受，请系统管理员检查配置。")
    listed = place.host in private_hosts
    if place.scheme == "http" and not listed:
        raise SourceRefused(
            "source.plain_http", "部门接口须用 https；内网地址须先列入允许名单，请检查配置。"
        )
    addresses = (resolve or resolve_host)(place.host, place.port, seconds)
    if not addresses:
        raise SourceUnavailable("source.unresolved", "部门接口域名解析不到，系统稍后自动重试。")
    if not all(_may_connect(address, listed=listed) for address in addresses):
        raise SourceRefused(
            "source.address", "部门接口解析到不允许的网络地址，已拒绝连接，请系统管理员核查。"
        )
    return Target(place, addresses[0])


def resolve_host(host: str, port: int, seconds: float) -> tuple[str, ...]:
    """Ask the system's resolver, at most for the given time; no answer is an empty tuple."""
    answers: queue.SimpleQueue[tuple[str, ...]] = queue.SimpleQueue()
    name = host.strip("[]")
    thread = threading.Thread(
        target=lambda: answers.put(_lookup(name, port)), name="resolve", daemon=True
    )
    thread.start()
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return ()


def _lookup(name: str, port: int) -> tuple[str, ...]:
    try:
        found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _is_plain_host(host: str) -> bool:
    if host.startswith("["):
        return _is_canonical(host.strip("[]"), ipaddress.IPv6Address)
    labels = host.split(".")
    if "" in labels or any(label[0] == "-" or label[-1] == "-" for label in labels):
        return False
    if _NUMERIC_LABEL.fullmatch(labels[-1]):
        return _is_canonical(host, ipaddress.IPv4Address)
    return True


def _is_canonical(text: str, kind: type[Address]) -> bool:
    try:
        return str(kind(text)) == text
    except ValueError:
        return False


def _may_connect(text: str, *, listed: bool) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and _carries_v4(address):
        return False
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    return address.is_global or (listed and (address.is_private or address.is_loopback))


def _carries_v4(address: ipaddress.IPv6Address) -> bool:
    nat64 = ipaddress.IPv6Network("64:ff9b::/96")
    return bool(address.ipv4_mapped or address.sixtofour or address.teredo) or address in nat64
