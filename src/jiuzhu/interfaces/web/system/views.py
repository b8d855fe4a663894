"""Health for machines and people, and the callback gate of departments."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from jiuzhu.casework.verification.ports import DepartmentCallbacks
from jiuzhu.casework.verification.services.receive_reply import receive_reply
from jiuzhu.infra.actor import system_actor
from jiuzhu.infra.ports import port
from jiuzhu.infra.scope import apply_scope
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.kernel.errors import Conflict, NotVisible, Refused


@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    del request
    return JsonResponse({"status": "ok"})


@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Say that the database answers too."""
    del request
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM law_proceduretransition")
        (steps,) = cursor.fetchone()
    return JsonResponse({"status": "ok" if steps else "empty"}, status=200 if steps else 503)


@csrf_exempt
@require_POST
def department_callback(request: HttpRequest, source: str) -> HttpResponse:
    """Take a signed answer; a replay is answered like the first time (reliability T-17).

    The signature is compared with the machine's own clock, never with the demo clock.
    """
    here = asked(request)
    try:
        answer = port(DepartmentCallbacks).read(
            request.headers,
            request.body,
            received_at=datetime.now(UTC),  # noqa: TID251 -- signatures carry machine time
        )
        if answer.source != source:
            return _problem(NotVisible("reply.unknown", "没有与此反馈对应的查询。"), 404)
        apply_scope(system_actor(organs=_organs_of(answer.query_id)))
        receive_reply(answer=answer, at=here.at)
    except Conflict:
        return JsonResponse({"status": "known"})
    except NotVisible as refusal:
        return _problem(refusal, 404)
    except Refused as refusal:
        return _problem(refusal, 400)
    return JsonResponse({"status": "taken"})


def _organs_of(query_code: str) -> tuple[int, ...]:
    """Return the organ of the question, through the narrow function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT jiuzhu_organ_of_query(%s)", [query_code])
        (organ,) = cursor.fetchone()
    return () if organ is None else (int(organ),)


def _problem(refusal: Refused, status: int) -> HttpResponse:
    return JsonResponse(
        {"type": refusal.code, "title": refusal.message, "status": status},
        status=status,
        content_type="application/problem+json",
    )
