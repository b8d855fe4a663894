"""Hold what the schemes beside dibao give back: same lines, hits, reasons and values as dibao."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.policy.records import from_plain, to_plain
from jiuzhu.policy.results import Eligibility, Hit, HitStatus, Line, Reason, ValueUse


class Pays(StrEnum):
    """Say what an amount is: paid by the month, paid once, or nothing but an identity."""

    MONTHLY = "MONTHLY"
    ONCE = "ONCE"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Hold something found beside the amount: the care grade, the band, who decides."""

    code: str
    value: str
    label: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeResult:
    """Hold the whole result of one assessment; `amount_fen` is rounded once."""

    scheme: str
    eligible: Eligibility
    amount_fen: int
    pays: Pays
    findings: tuple[Finding, ...]
    lines: tuple[Line, ...]
    hits: tuple[Hit, ...]
    reasons: tuple[Reason, ...]
    uses: tuple[ValueUse, ...]
    place: str
    on: date
    rules_version: str

    @property
    def uses_unverified(self) -> tuple[ValueUse, ...]:
        """Give the values this result rests on that nobody has checked against the gazette."""
        return tuple(use for use in self.uses if not use.verified)

    def found(self, code: str) -> str:
        """Give what was found under a code, or nothing."""
        return next((one.value for one in self.findings if one.code == code), "")

    def lines_for_applicant(self) -> tuple[Line, ...]:
        """Give the lines without those that rest on figures of a person outside (P39)."""
        return tuple(line for line in self.lines if not line.sealed)

    def to_record(self) -> dict[str, object]:
        """Give the result as plain JSON values."""
        record: dict[str, object] = to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: object) -> "SchemeResult":
        """Read a result back from plain JSON values.

        Raises: Refused('policy.record') when the record does not have this shape.
        """
        return from_plain(cls, record)

    def digest(self) -> str:
        """Give the SHA-256 over the canonical record, in hex."""
        return sha256(canonical_json(self.to_record())).hex()


def concluded(hits: tuple[Hit, ...]) -> Eligibility:
    """Conclude from the hits: a real hit excludes, an open question leaves it open."""
    if any(hit.status is HitStatus.HIT for hit in hits):
        return Eligibility.NOT_ELIGIBLE
    if any(hit.status is HitStatus.UNKNOWN for hit in hits):
        return Eligibility.UNDECIDABLE
    return Eligibility.ELIGIBLE


def reasons_of(hits: tuple[Hit, ...]) -> tuple[Reason, ...]:
    """Bind every ground of an unfavourable result to its rule and article."""
    return tuple(
        Reason(rule_id=hit.rule_id, text=hit.text, article=hit.article)
        for hit in hits
        if hit.status is HitStatus.HIT
    )
