"""One submitted form, one result: the second submit shows the first one's result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from jiuzhu.infra.models import SubmittedForm
from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.errors import Conflict


def submit_once(
    *,
    key: UUID,
    user_id: int | None,
    route: str,
    content: dict[str, Any],
    at: datetime,
    act: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """Run `act` for the first submit of this key; later ones get the stored result.

    Runs inside the caller's transaction: key, digest and result are one row in it. Two submits at
    the same time wait for one another on the key.

    Raises: Conflict `form.other_content` when the key was used for something else.
    """
    digest = sha256(canonical_json({"route": route, "user": user_id, "content": content}))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(key)])
    earlier = SubmittedForm.objects.filter(key=key).first()
    if earlier is None:
        result = act()
        SubmittedForm.objects.create(
            key=key, user=user_id, route=route, digest=digest, result=result, at=at
        )
        return result
    if bytes(earlier.digest) != digest:
        raise Conflict(
            "form.other_content",
            "这张表单已经提交过，而这次的内容与上次不同。请刷新页面，核对已保存的结果后再办理。",
        )
    return dict(earlier.result)


def kept_result(*, key: UUID, user_id: int | None) -> dict[str, Any] | None:
    """Return what a submitted form of this account had for a result; None for anybody else's."""
    found = SubmittedForm.objects.filter(key=key, user=user_id).first()
    return None if found is None or user_id is None else dict(found.result)
