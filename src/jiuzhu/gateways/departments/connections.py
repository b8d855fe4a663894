"""Read from explicit settings where the departments are and where they may answer to.

Nothing here comes from a request or a row: no user can point a connector anywhere (T-14).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeGuard

from jiuzhu.casework.verification.ports import SOURCES, SourceCode, SourceRefused
from jiuzhu.gateways.departments.egress import read_url


class ConnectionsError(ValueError):
    """Say which setting about departments cannot be used."""


@dataclass(frozen=True, slots=True)
class Connections:
    """Hold the base URL per source, the origins answers may come to, and listed private hosts."""

    base_urls: Mapping[SourceCode, str]
    callback_origins: frozenset[str]
    private_hosts: frozenset[str]
    keys_path: Path

    def sources(self) -> tuple[SourceCode, ...]:
        """List the connected sources in the fixed order."""
        return tuple(source for source in SOURCES if source in self.base_urls)

    def base_url(self, source: SourceCode) -> str:
        """Return where a source is.

        Raises SourceRefused with code source.not_connected.
        """
        url = self.base_urls.get(source)
        if url is None:
            raise SourceRefused("source.not_connected", "该部门尚未接入，此项按“未查询”记录。")
        return url

    def require_callback(self, url: str) -> None:
        """Check that an answer may be asked to come to this URL.

        Raises SourceRefused with code source.callback.
        """
        place = read_url(url)
        if place is None or place.origin not in self.callback_origins:
            raise SourceRefused(
                "source.callback", "回调地址不在允许名单内，未发送查询；请系统管理员检查配置。"
            )


def read_connections(
    *, urls: str, callback_origins: str, private_hosts: str, keys_path: Path
) -> Connections:
    """Read settings: `vehicles=https://host/path;real_estate=https://...`, lists with `;` too.

    Raises ConnectionsError.
    """
    base_urls: dict[SourceCode, str] = {}
    for entry in _split(urls):
        source, _, url = entry.partition("=")
        if not _is_source(source) or source in base_urls or read_url(url) is None:
            raise ConnectionsError(f"not a source with a plain URL, or given twice: {entry!r}")
        base_urls[source] = url.rstrip("/")
    return Connections(
        base_urls=base_urls,
        callback_origins=frozenset(_origin(entry) for entry in _split(callback_origins)),
        private_hosts=frozenset(_split(private_hosts)),
        keys_path=keys_path,
    )


def one_gate(*, url: str, callback_url: str, private_hosts: str, keys_path: Path) -> Connections:
    """Read settings where one gate (an exchange platform, the simulator) serves every source.

    Raises ConnectionsError.
    """
    base = url.rstrip("/")
    return read_connections(
        urls=";".join(f"{source}={base}/{source}" for source in SOURCES),
        callback_origins=callback_url,
        private_hosts=private_hosts,
        keys_path=keys_path,
    )


def _origin(url: str) -> str:
    place = read_url(url)
    if place is None or place.path not in {"", "/"}:
        raise ConnectionsError(f"not an origin: {url!r}")
    return place.origin


def _split(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(";") if entry.strip()]


def _is_source(text: str) -> TypeGuard[SourceCode]:
    return text in SOURCES
