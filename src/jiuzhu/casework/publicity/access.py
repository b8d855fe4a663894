"""Who may see or change a public notice; it is reached by the code printed on the sheet."""

from __future__ import annotations

from jiuzhu.casework.cases.access import case_to_change
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import NotVisible

ABSENT = "没有找到这张公示单。请核对公示单上的查验码；如不在您的管辖范围，请联系所属乡镇。"


def notice_to_change(*, code: str, actor: Actor) -> tuple[PublicNotice, Case]:
    """Return a notice and its case, the case locked first and the notice after it.

    Raises: NotVisible, same answer for absent and hidden.
    """
    seen = PublicNotice.objects.filter(code=code).values_list("pk", "case__number").first()
    if seen is None:
        raise NotVisible("notice.not_visible", ABSENT)
    pk, number = seen
    case = case_to_change(number=number, actor=actor)
    notice = (
        PublicNotice.objects.select_for_update(of=("self",))
        .select_related("document", "web_document", "village", "decision", "photo", "posted_by")
        .get(pk=pk)
    )
    return notice, case
