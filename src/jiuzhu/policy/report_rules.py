"""Judge a verification report: what each source said, what it means, whether the family fits.

Five meanings stay apart. A source that did not answer, was not asked, or knows the number under
another name is a question for the survey, never "no record" (P34). UNFIT rests on real hits only;
a contribution base is a signal, not a wage (P38). The report advises; a person decides.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from jiuzhu.kernel.digests import canonical_json, sha256
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.dibao import assess_dibao
from jiuzhu.policy.facts import AssetFacts, Grade, HouseholdFacts, IncomeItem, MemberFacts
from jiuzhu.policy.pack_rows import FoundRule, IncomeKind, TreatAs
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.records import from_plain, to_plain
from jiuzhu.policy.results import DibaoResult, Hit, HitStatus


class Meaning(StrEnum):
    """Keep the five meanings of a result apart."""

    FOUND = "FOUND"
    NOT_FOUND = "NOT_FOUND"
    NOT_ANSWERED = "NOT_ANSWERED"
    NOT_ASKED = "NOT_ASKED"
    MISMATCH = "MISMATCH"


MEANING_TEXTS: dict[Meaning, str] = {
    Meaning.FOUND: "有登记",
    Meaning.NOT_FOUND: "已查询，无登记",
    Meaning.NOT_ANSWERED: "部门未答复，需要调查",
    Meaning.NOT_ASKED: "未查询（无授权或不在范围），需要调查",
    Meaning.MISMATCH: "证件号码与姓名不一致，需要核实身份",
}
OPEN_MEANINGS = frozenset({Meaning.NOT_ANSWERED, Meaning.NOT_ASKED, Meaning.MISMATCH})


class Conclusion(StrEnum):
    """Say whether the report fits; it never refuses anything."""

    FIT = "FIT"
    UNFIT = "UNFIT"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRecord:
    """Hold one record a source returned.

    `kind` is the source's own class (a vehicle class, a use of real estate, a branch of insurance),
    `status` its state in that register, `monthly_fen` a benefit paid by the month.
    """

    kind: str
    status: str = ""
    monthly_fen: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReply:
    """Hold what one source said about one person; incomplete when rows could not be read."""

    person_key: str
    source: str
    meaning: Meaning
    records: tuple[FoundRecord, ...] = ()
    as_of: date | None = None
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Hold one field of the matrix person × source."""

    person_key: str
    source: str
    meaning: Meaning
    text: str
    needs_survey: bool
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Hold one difference between what was declared and what was found."""

    person_key: str
    source: str
    declared: str
    found: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportJudgement:
    """Hold the judgement of a report: conclusion, matrix, hits, open questions, differences."""

    conclusion: Conclusion
    matrix: tuple[Cell, ...]
    hits: tuple[Hit, ...]
    unanswered: tuple[Cell, ...]
    discrepancies: tuple[Discrepancy, ...]
    facts: HouseholdFacts
    result: DibaoResult

    def to_record(self) -> dict[str, object]:
        """Give the judgement as plain JSON values."""
        record: dict[str, object] = to_plain(self)
        return record

    @classmethod
    def from_record(cls, record: object) -> "ReportJudgement":
        """Read a judgement back.

        Raises: Refused('policy.record') when the record does not have this shape.
        """
        return from_plain(cls, record)

    def digest(self) -> str:
        """Give the SHA-256 over the canonical record, in hex."""
        return sha256(canonical_json(self.to_record())).hex()


def judge_report(
    declared: HouseholdFacts,
    replies: Iterable[SourceReply],
    pack: Pack,
    on: date,
    assess: Callable[[HouseholdFacts, Pack, date], DibaoResult] = assess_dibao,
) -> ReportJudgement:
    """Judge the report of a household: declared facts, corrected by what the sources found.

    `assess` are the rules of the scheme that is asked for.

    Supporters stand in the matrix; their records never become assets or income of the household.

    Raises: Refused('report.person'), Refused('report.source'), Refused('report.twice') for replies
    that cannot belong here; Refused('policy.hole') without a standard for the day.
    """
    answers = _by_place(declared, replies, pack, on)
    matrix = _matrix(declared, answers, pack, on)
    facts, discrepancies = declared, list[Discrepancy]()
    members = {member.key for member in declared.members}
    for cell in matrix:
        if cell.person_key in members:
            reply = answers.get((cell.person_key, cell.source))
            facts = _merged(facts, cell, reply, pack, on, discrepancies)
    result = assess(facts, pack, on)
    real = any(hit.status is HitStatus.HIT for hit in result.hits)
    return ReportJudgement(
        conclusion=Conclusion.UNFIT if real else Conclusion.FIT,
        matrix=matrix,
        hits=result.hits,
        unanswered=tuple(cell for cell in matrix if cell.meaning in OPEN_MEANINGS),
        discrepancies=tuple(discrepancies),
        facts=facts,
        result=result,
    )


def _by_place(
    declared: HouseholdFacts, replies: Iterable[SourceReply], pack: Pack, on: date
) -> dict[tuple[str, str], SourceReply]:
    """Sort the replies by person and source, refusing what cannot belong here."""
    people = {one.key for one in declared.members} | {one.key for one in declared.supporters}
    sources = {code.code for code in pack.codes("sources", on)}
    found: dict[tuple[str, str], SourceReply] = {}
    for reply in replies:
        place = (reply.person_key, reply.source)
        if reply.person_key not in people:
            raise Refused("report.person", "反馈中有不属于本案的人员，请核对后重新提请。")
        if reply.source not in sources:
            raise Refused("report.source", f"没有“{reply.source}”这个数据来源，请核对。")
        if place in found:
            raise Refused("report.twice", "同一人同一来源有两份反馈，请确认采用哪一份。")
        found[place] = reply
    return found


def _matrix(
    declared: HouseholdFacts,
    answers: dict[tuple[str, str], SourceReply],
    pack: Pack,
    on: date,
) -> tuple[Cell, ...]:
    """Fill every field of person × source; where nothing is, nobody was asked."""
    keys = [one.key for one in declared.members] + [one.key for one in declared.supporters]
    return tuple(
        _cell(key, code.code, answers.get((key, code.code)))
        for key in keys
        for code in pack.codes("sources", on)
    )


def _cell(key: str, source: str, reply: SourceReply | None) -> Cell:
    """Write one field of the matrix."""
    if reply is None:
        meaning, complete, as_of = Meaning.NOT_ASKED, True, None
    else:
        meaning, complete, as_of = reply.meaning, reply.complete, reply.as_of
    text = MEANING_TEXTS[meaning] + ("" if complete else "，部分内容无法读取，需要调查")
    survey = meaning in OPEN_MEANINGS or not complete
    return Cell(
        person_key=key,
        source=source,
        meaning=meaning,
        text=text,
        needs_survey=survey,
        as_of=as_of,
    )


def _merged(
    facts: HouseholdFacts,
    cell: Cell,
    reply: SourceReply | None,
    pack: Pack,
    on: date,
    discrepancies: list[Discrepancy],
) -> HouseholdFacts:
    """Bring one field of the matrix into the facts."""
    rules = tuple(rule for rule in pack.rows(FoundRule, on) if rule.source == cell.source)
    merged = facts
    if reply is not None and cell.meaning in {Meaning.FOUND, Meaning.NOT_FOUND}:
        merged = _with_records(facts, cell, reply.records, rules, pack, on, discrepancies)
    if cell.needs_survey:
        merged = _with_open_questions(merged, cell, rules)
    return merged


def _with_open_questions(
    facts: HouseholdFacts, cell: Cell, rules: tuple[FoundRule, ...]
) -> HouseholdFacts:
    """Mark the assets a silent source could have named as unknown: never as absent."""
    kinds = sorted({rule.as_kind for rule in rules if rule.treat_as is TreatAs.ASSET})
    asked = tuple(
        AssetFacts(kind=kind, owner=cell.person_key, unknown=True, evidence=cell.source)
        for kind in kinds
    )
    return replace(facts, assets=facts.assets + asked)


def _rule_for(record: FoundRecord, rules: tuple[FoundRule, ...]) -> FoundRule | None:
    """Find the rule of a record: the one that names its status before the one for any status."""
    fitting = [rule for rule in rules if rule.kind == record.kind]
    named = [rule for rule in fitting if rule.status == record.status]
    general = [rule for rule in fitting if not rule.status]
    return next(iter(named + general), None)


def _with_records(
    facts: HouseholdFacts,
    cell: Cell,
    records: tuple[FoundRecord, ...],
    rules: tuple[FoundRule, ...],
    pack: Pack,
    on: date,
    discrepancies: list[Discrepancy],
) -> HouseholdFacts:
    """Bring a full answer into the facts: what was found replaces what was declared of its kind."""
    sorted_records: dict[tuple[TreatAs, str], list[FoundRecord]] = {}
    for record in records:
        rule = _rule_for(record, rules)
        treat = (rule.treat_as, rule.as_kind) if rule else (TreatAs.SIGNAL, record.kind)
        sorted_records.setdefault(treat, []).append(record)
    asset_kinds = {rule.as_kind for rule in rules if rule.treat_as is TreatAs.ASSET}
    income_kinds = {rule.as_kind for rule in rules if rule.treat_as is TreatAs.INCOME}
    for kind in sorted(asset_kinds):
        found = sorted_records.get((TreatAs.ASSET, kind), [])
        facts = _with_assets(facts, cell, kind, found, discrepancies)
    for kind in sorted(income_kinds):
        found = sorted_records.get((TreatAs.INCOME, kind), [])
        facts = _with_income(facts, cell, kind, found, discrepancies)
    signals = [
        one
        for (treat, _), found in sorted_records.items()
        for one in found
        if treat is TreatAs.SIGNAL
    ]
    beside = _declared_beside(facts, cell, pack, on) if income_kinds else "未申报"
    _signals(cell, signals, pack, beside, discrepancies)
    return facts


def _with_assets(
    facts: HouseholdFacts,
    cell: Cell,
    kind: str,
    found: list[FoundRecord],
    discrepancies: list[Discrepancy],
) -> HouseholdFacts:
    """Replace the declared assets of a kind and owner by the found ones; a clearing stays."""
    mine = [one for one in facts.assets if one.kind == kind and one.owner == cell.person_key]
    declared = sum(one.count for one in mine if not one.unknown)
    if len(found) != declared:
        discrepancies.append(
            Discrepancy(
                person_key=cell.person_key,
                source=cell.source,
                declared=str(declared),
                found=str(len(found)),
                text="申报数量与登记数量不一致",
            )
        )
    if not found:
        return facts
    cleared = next((one.cleared_by for one in mine if one.cleared_by), "")
    waived = next((one.waived_for for one in mine if one.waived_for), "")
    counted = AssetFacts(
        kind=kind,
        count=max(len(found), declared),
        owner=cell.person_key,
        grade=Grade.VERIFIED,
        evidence=cell.source,
        note="；".join(one.detail for one in found if one.detail),
        cleared_by=cleared,
        waived_for=waived,
    )
    others = tuple(one for one in facts.assets if one not in mine)
    return replace(facts, assets=(*others, counted))


def _with_income(
    facts: HouseholdFacts,
    cell: Cell,
    kind: str,
    found: list[FoundRecord],
    discrepancies: list[Discrepancy],
) -> HouseholdFacts:
    """Replace a member's declared income of a kind by what is paid by the register."""
    member = next(one for one in facts.members if one.key == cell.person_key)
    declared = _monthly(member, kind)
    monthly = sum(one.monthly_fen for one in found)
    if monthly != declared:
        discrepancies.append(
            Discrepancy(
                person_key=cell.person_key,
                source=cell.source,
                declared=format_yuan(declared),
                found=format_yuan(monthly),
                text="申报的每月收入与登记不一致",
            )
        )
    if not found:
        return facts
    item = IncomeItem(
        kind=kind, amount_fen=monthly, months=1, grade=Grade.VERIFIED, evidence=cell.source
    )
    kept = tuple(one for one in member.income if one.kind != kind)
    changed = replace(member, income=(*kept, item))
    members = tuple(changed if one.key == member.key else one for one in facts.members)
    return replace(facts, members=members)


def _monthly(member: MemberFacts, kind: str) -> int:
    """Give the declared monthly income of a kind, cut to the fen, for comparison only."""
    return sum(one.amount_fen // one.months for one in member.income if one.kind == kind)


def _declared_beside(facts: HouseholdFacts, cell: Cell, pack: Pack, on: date) -> str:
    """Say what the member declared of earnings, beside a signal of a source that knows incomes."""
    member = next(one for one in facts.members if one.key == cell.person_key)
    earned = {row.code for row in pack.rows(IncomeKind, on) if row.from_work}
    declared = any(one.kind in earned for one in member.income)
    return "已申报劳动收入" if declared else "未申报劳动收入"


def _signals(
    cell: Cell,
    signals: list[FoundRecord],
    pack: Pack,
    beside: str,
    discrepancies: list[Discrepancy],
) -> None:
    """Write what only points somewhere: a question for the survey, no hit."""
    label = pack.label("sources", cell.source)
    discrepancies.extend(
        Discrepancy(
            person_key=cell.person_key,
            source=cell.source,
            declared=beside,
            found=signal.detail or signal.kind,
            text=f"{label}有线索（{signal.kind}），仅作线索，需要调查说明",
        )
        for signal in signals
    )
