"""Say who belongs to the family unit (共同生活的家庭成员), by the version of the law in force.

220号 art. 5 until 2021-06-30 (it also lists the parents of minor children), 57号 art. 7 since. The
hukou booklet is evidence, never the unit. Two numbers come out: who counts for income, who
receives.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.pack_rows import FamilyRule
from jiuzhu.policy.packs import Pack


class Absence(StrEnum):
    """Say why a member of the family does not count (57号 art. 7; 220号 art. 6)."""

    NONE = "NONE"
    RELIGIOUS = "RELIGIOUS"
    PRISON = "PRISON"
    REHABILITATION = "REHABILITATION"
    DECLARED_MISSING = "DECLARED_MISSING"


ABSENCE_LABELS: dict[Absence, str] = {
    Absence.RELIGIOUS: "脱离家庭、在宗教场所居住三年以上的宗教教职人员",
    Absence.PRISON: "在监狱服刑",
    Absence.REHABILITATION: "在戒毒场所强制隔离戒毒",
    Absence.DECLARED_MISSING: "被宣告失踪",
}


class OtherBenefit(StrEnum):
    """Name a benefit that excludes dibao for the person who has it."""

    NONE = "NONE"
    TEKUN = "TEKUN"
    ORPHAN = "ORPHAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPerson:
    """Hold one person who might belong to the family unit; `relation` is a code of the pack."""

    key: str
    relation: str
    absence: Absence = Absence.NONE
    other_benefit: OtherBenefit = OtherBenefit.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Hold how one person stands in the unit, with the ground."""

    key: str
    counts_for_income: bool
    counts_for_benefit: bool
    text: str
    article: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyUnit:
    """Hold the family unit: everyone's standing and the two numbers."""

    standings: tuple[Standing, ...]

    @property
    def n_income(self) -> int:
        """Count who counts for income."""
        return sum(one.counts_for_income for one in self.standings)

    @property
    def n_benefit(self) -> int:
        """Count who may receive."""
        return sum(one.counts_for_benefit for one in self.standings)


def family_unit(people: Iterable[FamilyPerson], pack: Pack, on: date) -> FamilyUnit:
    """Decide for each person whether they count and whether they may receive.

    Raises: Refused('family.relation') for a relation the law of that day does not know,
    Refused('policy.hole') for a day without law.
    """
    rules = {rule.relation: rule for rule in pack.rows(FamilyRule, on)}
    if not rules:
        raise Refused(
            "policy.hole",
            "%(on)s没有可用的家庭成员认定规定，请由政策管理员登记后再办理。",
            values={"on": on.isoformat()},
        )
    return FamilyUnit(standings=tuple(_standing(person, rules) for person in people))


def _standing(person: FamilyPerson, rules: dict[str, FamilyRule]) -> Standing:
    """Decide one person's standing."""
    rule = rules.get(person.relation)
    if rule is None:
        raise Refused(
            "family.relation",
            "家庭关系“%(relation)s”不在规定之内，请从列表中选择。",
            values={"relation": person.relation},
            field="relation",
        )
    counts = rule.counts and person.absence is Absence.NONE
    receives = counts and person.other_benefit is OtherBenefit.NONE
    return Standing(
        key=person.key,
        counts_for_income=counts,
        counts_for_benefit=receives,
        text=_ground(person, rule),
        article=rule.citation,
    )


def _ground(person: FamilyPerson, rule: FamilyRule) -> str:
    """Say why a person counts or not."""
    if person.absence is not Absence.NONE:
        return f"{ABSENCE_LABELS[person.absence]}，不计入"
    if not rule.counts:
        return f"{rule.label}，不计入"
    if person.other_benefit is OtherBenefit.TEKUN:
        return f"{rule.label}，已享受特困供养，只计入家庭人口"
    if person.other_benefit is OtherBenefit.ORPHAN:
        return f"{rule.label}，已享受孤儿或事实无人抚养儿童保障，只计入家庭人口"
    return f"{rule.label}，计入"
