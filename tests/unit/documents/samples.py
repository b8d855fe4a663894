"""One builder for the sample content of every kind and variant."""

from jiuzhu.casework.documents.rendering.data import DocumentContent
from unit.documents.aid_samples import AID
from unit.documents.application_samples import APPLICATION_SAMPLES
from unit.documents.assessment_samples import ASSESSMENT
from unit.documents.early_samples import EARLY
from unit.documents.late_samples import LATE
from unit.documents.tekun_samples import TEKUN

SAMPLES: tuple[DocumentContent, ...] = (
    *EARLY,
    *APPLICATION_SAMPLES,
    *ASSESSMENT,
    *LATE,
    *TEKUN,
    *AID,
)


def sample(kind: str, variant: str = "") -> DocumentContent:
    """Return the first sample of a kind; without a variant, of whichever comes first."""
    return next(
        content
        for content in SAMPLES
        if kind == content.KIND and (not variant or variant == content.VARIANT)
    )


def sample_name(content: DocumentContent) -> str:
    """Return the name under which a sample is listed."""
    return f"{content.KIND}{'-' + content.VARIANT if content.VARIANT else ''}"
