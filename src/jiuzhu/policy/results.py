"""Hold what an assessment gives back: amount, lines, hits, reasons and the values it rests on."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.policy.records import from_plain, to_plain


class HitStatus(StrEnum):
    """Say how a rule came out; never a bare boolean."""

    HIT = "HIT"
    CLEARED = "CLEARED"
    WAIVED = "WAIVED"
    UNKNOWN = "UNKNOWN"


class Eligibility(StrEnum):
    """Say whether the household qualifies."""

    ELIGIBLE = "ELIGIBLE"
    NOT_ELIGIBLE = "NOT_ELIGIBLE"
    UNDECIDABLE = "UNDECIDABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold one line of a computation: what, how, how much, on which article, with which evidence.

    A sealed line rests on figures of a person outside the household; they never go to the
    applicant.
    """

    label: str
    formula_text: str
    value_fen: int
    article: str
    evidence: str
    code: str = ""
    sealed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Hold one rule that fired, was cleared, was waived or cannot be answered yet."""

    rule_id: str
    status: HitStatus
    text: str
    article: str
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Hold one reason of an unfavourable result, bound to a rule and its article."""

    rule_id: str
    text: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueUse:
    """Name one value of the law that a result rests on; `ref` is what a unit confirms."""

    ref: str
    label: str
    document: str
    article: str
    verified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DibaoResult:
    """Hold the whole result of one dibao assessment, line by line.

    `per_head_fen` is for display only (cut to the fen); eligibility and amount are computed from
    the exact fraction. `amount_fen` is the household's monthly amount, rounded once.
    """

    eligible: Eligibility
    amount_fen: int
    per_head_fen: int
    standard_fen: int
    n_income: int
    n_benefit: int
    income_fen: int
    counting_months: int
    lines: tuple[Line, ...]
    hits: tuple[Hit, ...]
    reasons: tuple[Reason, ...]
    uses: tuple[ValueUse, ...]
    place: str
    on: date
    rules_version: str

    @property
    def prefix(self) -> str:
        """Give the word before the codes of this scheme's own lines."""
        return "dibao"

    @property
    def amount_line(self) -> Line | None:
        """Give the line that ends in the amount; None where nothing is paid."""
        code = f"{self.prefix}.amount"
        return next((line for line in self.lines if line.code == code), None)

    @property
    def standard(self) -> int:
        """Give the standard per head and month in fen."""
        return self.standard_fen

    @property
    def uses_unverified(self) -> tuple[ValueUse, ...]:
        """Give the values this result rests on that nobody has checked against the gazette."""
        return tuple(use for use in self.uses if not use.verified)

    def lines_for_applicant(self) -> tuple[Line, ...]:
        """Give the lines without those that rest on figures of a person outside (P39)."""
        return tuple(line for line in self.lines if not line.sealed)

    def to_record(self) -> dict[str, object]:
        """Give the result as plain JSON values."""
        record: dict[str, object] = to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: object) -> "DibaoResult":
        """Read a result back from plain JSON values.

        Raises: Refused('policy.record') when the record does not have this shape.
        """
        return from_plain(cls, record)

    def digest(self) -> str:
        """Give the SHA-256 over the canonical record, in hex."""
        return sha256(canonical_json(self.to_record())).hex()
