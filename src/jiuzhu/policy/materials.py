"""List what may be asked of a family: every paper with its ground, nothing without one (S22–S24).

What the offices can obtain from each other is not asked for while the source answers. Five proofs
(income, illness, land contract, unemployment registration, no dibao at the place of hukou) cannot
be on the list; in their place stand a look at the original, a commitment or an inquiry.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.text import find_forbidden_proofs
from jiuzhu.policy.pack_rows import MaterialRule, ObtainedBy
from jiuzhu.policy.packs import Pack

OBTAINED_LABELS: dict[ObtainedBy, str] = {
    ObtainedBy.APPLICANT: "由您提供",
    ObtainedBy.FILLED_TOGETHER: "现场填写，一次完成",
    ObtainedBy.SHARED: "由工作人员通过部门共享获取，不用提供",
    ObtainedBy.CHECKED_ON_SIGHT: "当面核验原件，不收复印件",
    ObtainedBy.COMMITMENT: "书面承诺即可",
    ObtainedBy.ASSISTED_INQUIRY: "由工作人员发函协查",
}
SUBSTITUTES = "证照核验、告知承诺或行政协查"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """Hold what the list depends on.

    `circumstances` are codes of the pack (proxy, disabled_member, support_agreement, divorced,
    without_capacity, residence_permit, outlays); `sources_up` are the sources that answered
    that day.
    """

    circumstances: frozenset[str] = frozenset()
    sources_up: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Hold one paper of the list: its ground and how it comes into the file."""

    code: str
    name: str
    basis: str
    obtained_by: ObtainedBy
    note: str


def required_materials(facts: CaseFacts, pack: Pack, on: date) -> tuple[Material, ...]:
    """Give the papers of a case; what a working source gives is not on it.

    Raises: Refused('material.forbidden') when the pack itself asks for one of the five proofs.
    """
    due = [rule for rule in pack.rows(MaterialRule, on) if _applies(rule, facts)]
    refuse_forbidden(rule.name for rule in due)
    return tuple(
        Material(
            code=rule.code,
            name=rule.name,
            basis=rule.citation,
            obtained_by=rule.obtained_by,
            note=OBTAINED_LABELS[rule.obtained_by],
        )
        for rule in due
        if rule.shared_source not in facts.sources_up
    )


def obtained_by_sharing(facts: CaseFacts, pack: Pack, on: date) -> tuple[Material, ...]:
    """Give the papers that are not asked for because a source answers: shown as done by us."""
    return tuple(
        Material(
            code=rule.code,
            name=rule.name,
            basis=rule.citation,
            obtained_by=ObtainedBy.SHARED,
            note=OBTAINED_LABELS[ObtainedBy.SHARED],
        )
        for rule in pack.rows(MaterialRule, on)
        if _applies(rule, facts) and rule.shared_source in facts.sources_up
    )


def _applies(rule: MaterialRule, facts: CaseFacts) -> bool:
    """Say whether a paper belongs to a case."""
    return rule.when == "always" or rule.when in facts.circumstances


def refuse_forbidden(texts: Iterable[str]) -> None:
    """Refuse any text that asks for one of the five abolished proofs (泰民〔2019〕14号 三).

    Raises: Refused('material.forbidden') naming the proof and what to do instead.
    """
    for text in texts:
        found = find_forbidden_proofs(text)
        if found:
            raise Refused(
                "material.forbidden",
                "不得要求提供“%(names)s”（泰民〔2019〕14号第三条已取消），请改用%(substitutes)s。",
                values={"names": "、".join(found), "substitutes": SUBSTITUTES},
            )


def refuse_unlisted(
    codes: Iterable[str], facts: CaseFacts, pack: Pack, on: date
) -> tuple[Material, ...]:
    """Give the asked-for papers, refusing whatever is not on the list of this case (S22).

    Raises: Refused('material.unlisted').
    """
    listed = {item.code: item for item in required_materials(facts, pack, on)}
    asked = tuple(codes)
    beyond = [code for code in asked if code not in listed]
    if beyond:
        raise Refused(
            "material.unlisted",
            "“%(names)s”不在本案材料清单内，不能要求提供；确有依据的，请报县级同意后补入清单。",
            values={"names": "、".join(beyond)},
        )
    return tuple(listed[code] for code in asked)
