"""The slip a family takes home: code, what comes next, whom to call, and the way to its progress.

The sign on it leads to the page that asks for the last digits: whoever finds the slip learns
neither the full name nor how the case stands.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from jiuzhu.casework.documents.rendering.qr import qr_svg
from jiuzhu.casework.workspace.own import PLACES
from jiuzhu.interfaces.web.parts.presenters import Slip
from jiuzhu.kernel.names import mask_name


def slip_page(
    *,
    code: str,
    applicant: str,
    scheme: str,
    state: str,
    organ: str,
    telephone: str,
    at: datetime,
    back_url: str,
) -> Slip:
    """Build the slip of a case as it stands at a moment."""
    address = f"{settings.JIUZHU_PUBLIC_URL}{reverse('citizen:follow_code', args=[code])}"
    place = PLACES[state]
    return Slip(
        code=code,
        applicant=mask_name(applicant),
        scheme=scheme,
        headline=place.headline,
        todo=place.todo,
        organ=organ,
        telephone=telephone,
        address=address,
        sign=Markup(qr_svg(address)),  # noqa: S704 - drawn here from our own address
        printed_at=at,
        back_url=back_url,
    )
