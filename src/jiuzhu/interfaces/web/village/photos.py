"""Keep each photo as soon as it was taken: a weak signal loses one picture at most.

The page's script sends one picture and gets the token with which the form asks for it; without the
script the form sends its pictures itself. A draft belongs to the account that sent it and is gone
after a working day.
"""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from jiuzhu.infra.drafts import forget_draft, keep_draft
from jiuzhu.infra.storage import LARGEST, kind_of
from jiuzhu.interfaces.web.parts.actor import HttpRequestWithActor
from jiuzhu.interfaces.web.parts.language import said
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.uploads import TOO_LARGE
from jiuzhu.interfaces.web.village.home import assistant_of
from jiuzhu.kernel.errors import Refused

NOTHING = "没有收到照片，请再拍一次。"


@require_POST
@refusals_as_pages
def keep(request: HttpRequest) -> HttpResponse:
    """Keep one photo and answer with its token; an earlier one that it replaces is forgotten."""
    here = assistant_of(request)
    forget_draft(request.POST.get("remove", "")[:100])
    if "remove" in request.POST and not request.FILES:
        return JsonResponse({"removed": True})
    try:
        token, name = _kept(here)
    except Refused as refusal:
        return JsonResponse({"error": said(refusal)}, status=422)
    return JsonResponse({"token": token, "name": name})


def _kept(here: HttpRequestWithActor) -> tuple[str, str]:
    sent, owner = here.FILES.get("photo"), here.actor.user_id
    if not isinstance(sent, UploadedFile) or owner is None:
        raise Refused("file.none", NOTHING)
    if (sent.size or 0) > LARGEST:
        raise Refused("file.too_large", TOO_LARGE)
    content, name = sent.read(), sent.name or "照片"
    kind_of(content)
    return keep_draft(content=content, shown_name=name, owner=owner, at=here.at), name
