"""Which relations to the applicant cannot be: two spouses, oneself twice, a parent younger."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.periods import years_between

OLDER = frozenset({"FATHER", "MOTHER", "GRANDPARENT"})
UNLIKELY_GAP = 15  # a check of the typing, not a rule of law
YOUNGER = frozenset({"SON", "DAUGHTER", "GRANDCHILD"})


@dataclass(frozen=True, slots=True)
class Related:
    """One person beside the applicant: name, relation to the applicant, day of birth if known."""

    name: str
    relation: str
    born_on: date | None


def narrow_gaps(
    people: Iterable[Related], *, applicant_born_on: date | None
) -> tuple[Related, ...]:
    """Return ancestors and descendants who are less than fifteen years apart from the applicant.

    It happens (step-parents, adoption), so it is no refusal; somebody has to look and say why.
    """
    return tuple(
        one
        for one in people
        if one.relation in OLDER | YOUNGER
        and one.born_on is not None
        and applicant_born_on is not None
        and years_between(min(one.born_on, applicant_born_on), max(one.born_on, applicant_born_on))
        < UNLIKELY_GAP
    )


def refuse_impossible(people: Iterable[Related], *, applicant_born_on: date | None) -> None:
    """Refuse a list of relations that cannot be true together.

    Raises: Refused `relation.self`, `relation.two_spouses`, `relation.age_order`.
    """
    spouses: list[str] = []
    for one in people:
        if one.relation == "SELF":
            raise Refused(
                "relation.self",
                "“%(name)s”的关系选成了本人。申请人只有一个，请改为与申请人的关系。",
                values={"name": one.name},
                field="members",
            )
        if one.relation == "SPOUSE":
            spouses.append(one.name)
        if applicant_born_on is not None and _is_out_of_order(one, applicant_born_on):
            raise Refused(
                "relation.age_order",
                "“%(name)s”的出生日期与所选关系不符（父母应年长，子女应年幼）。请核对证件和关系；"
                "继亲等特殊情况请选“其他”。",
                values={"name": one.name},
                field="members",
            )
    if len(spouses) > 1:
        raise Refused(
            "relation.two_spouses",
            "填了两名配偶（%(names)s）。请核对户口簿、结婚证后改正。",
            values={"names": "、".join(spouses)},
            field="members",
        )


def _is_out_of_order(one: Related, applicant_born_on: date) -> bool:
    if one.born_on is None:
        return False
    if one.relation in OLDER:
        return one.born_on >= applicant_born_on
    return one.relation in YOUNGER and one.born_on <= applicant_born_on
