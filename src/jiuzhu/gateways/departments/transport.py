"""Post one body to one judged address: bounded in time and size, no redirect, no raw error.

httpx bounds each read, not the whole: a source that drips a byte a second would hold a job for
hours. So the exchange runs under one deadline, in a thread of its own, for the caller may have an
event loop. Proxies of the environment are ignored: they would go round the judged address.
"""

import asyncio
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from jiuzhu.casework.verification.ports import SourceUnavailable
from jiuzhu.gateways.departments.egress import Target

_LATER = "系统稍后自动重试，案件显示等待原因。"


@dataclass(frozen=True, slots=True)
class Limits:
    """Bound an exchange."""

    connect_seconds: float = 2.0
    total_seconds: float = 10.0
    body_bytes: int = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold what came back, whatever it is."""

    status: int
    content_type: str
    retry_after: str
    body: bytes


def post(
    target: Target,
    *,
    headers: Mapping[str, str],
    body: bytes,
    limits: Limits,
    tls: ssl.SSLContext,
) -> Reply:
    """Post a body and return the reply.

    Raises SourceUnavailable with codes source.unreachable, source.timeout, source.broken_off,
    source.too_large.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="department") as thread:
        exchange = thread.submit(lambda: asyncio.run(_bounded(target, headers, body, limits, tls)))
        try:
            return exchange.result()
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise SourceUnavailable("source.unreachable", f"部门接口连接不上，{_LATER}") from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise SourceUnavailable("source.timeout", f"部门接口超时未应答，{_LATER}") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError) as error:
            raise SourceUnavailable("source.broken_off", f"部门接口应答中断，{_LATER}") from error


async def _bounded(
    target: Target, headers: Mapping[str, str], body: bytes, limits: Limits, tls: ssl.SSLContext
) -> Reply:
    async with asyncio.timeout(limits.total_seconds):
        return await _exchange(target, headers, body, limits, tls)


async def _exchange(
    target: Target, headers: Mapping[str, str], body: bytes, limits: Limits, tls: ssl.SSLContext
) -> Reply:
    timeout = httpx.Timeout(limits.total_seconds, connect=limits.connect_seconds)
    named = {
        **headers,
        "Host": target.place.authority,
        "Content-Type": "application/json; charset=utf-8",
        "Accept-Encoding": "identity",
    }
    server_name = {"sni_hostname": target.place.host.strip("[]")}
    async with (
        httpx.AsyncClient(
            timeout=timeout, trust_env=False, follow_redirects=False, verify=tls
        ) as client,
        client.stream(
            "POST", target.url, headers=named, content=body, extensions=server_name
        ) as response,
    ):
        return Reply(
            status=response.status_code,
            content_type=response.headers.get("content-type", ""),
            retry_after=response.headers.get("retry-after", ""),
            body=await _read(response, limits.body_bytes),
        )


async def _read(response: httpx.Response, most: int) -> bytes:
    parts = bytearray()
    async for part in response.aiter_raw():
        parts += part
        if len(parts) > most:
            raise SourceUnavailable("source.too_large", f"部门接口应答过大，已放弃读取，{_LATER}")
    return bytes(parts)
