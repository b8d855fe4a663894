"""Collect what a computation shows: its lines, its hits and the values of the law it used."""

from dataclasses import dataclass, field
from datetime import date

from jiuzhu.policy.facts import GRADE_LABELS, Grade
from jiuzhu.policy.law_of_day import LawOfDay, law_of_day
from jiuzhu.policy.pack_rows import Provision
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Hit, HitStatus, Line, ValueUse
from jiuzhu.policy.values import Value


@dataclass(slots=True)
class Worksheet:
    """Hold one computation while it is being written."""

    pack: Pack
    on: date
    law: LawOfDay = field(init=False)
    lines: list[Line] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    uses: dict[str, ValueUse] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.law = law_of_day(self.pack, self.on)

    def value(self, key: str, **dims: str) -> Value:
        """Give a value of the law and note that the result rests on it.

        Raises: Refused('policy.hole'), Refused('policy.ambiguous').
        """
        if not dims:
            found, use = self.law.plain(key)
        else:
            found = self.law.value(key, **dims)
            use = self.law.use(found)
        self.uses.setdefault(use.ref, use)
        return found

    def source(self, value: Value) -> str:
        """Give document and article of a value as a paper quotes them."""
        return self.law.source_of(value)

    def note(self, row: Provision, ref: str, label: str) -> None:
        """Note that the result rests on a row of a table."""
        self.used(self.law.use_of_row(row, ref, label))

    def used(self, use: ValueUse) -> None:
        """Note one value of the law, once."""
        self.uses.setdefault(use.ref, use)

    def line(
        self,
        *,
        code: str,
        label: str,
        formula_text: str,
        value_fen: int,
        article: str,
        evidence: str = "",
        sealed: bool = False,
    ) -> None:
        """Write one line."""
        self.lines.append(
            Line(
                code=code,
                label=label,
                formula_text=formula_text,
                value_fen=value_fen,
                article=article,
                evidence=evidence,
                sealed=sealed,
            )
        )

    def hit(
        self, rule_id: str, status: HitStatus, text: str, article: str, evidence: str = ""
    ) -> None:
        """Write one rule that fired, was cleared, was waived or is unknown."""
        self.hits.append(
            Hit(rule_id=rule_id, status=status, text=text, article=article, evidence=evidence)
        )


def proof(grade: Grade, evidence: str) -> str:
    """Write the evidence grade and what proves it."""
    label = GRADE_LABELS[grade]
    return f"{label}：{evidence}" if evidence else label


def percent(rate: int) -> str:
    """Write a rate per ten thousand as a percentage."""
    whole, rest = divmod(rate, 100)
    return f"{whole}.{rest:02d}".rstrip("0").rstrip(".") + "%"
