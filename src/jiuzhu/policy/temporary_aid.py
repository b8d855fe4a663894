"""Assess one request for temporary aid (临时救助): expense-based, urgent or small quick relief.

649号 art. 47–50. Bands, limits and ceilings are rows of the pack. Urgent relief comes first and
asks for no verification; whoever holds a certified identity is asked about the outlay only.
"""

from collections.abc import Iterable
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import MAX_FEN, format_yuan
from jiuzhu.policy.aid_limits import room_left
from jiuzhu.policy.arithmetic import below_standard, least
from jiuzhu.policy.facts import CATEGORY_LABELS, Category
from jiuzhu.policy.means import blocking, means_of, sheet_with
from jiuzhu.policy.outlays import paid_by_family, refuse_used_invoices
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Eligibility, HitStatus
from jiuzhu.policy.scheme_arithmetic import band_aid, within_limits
from jiuzhu.policy.scheme_facts import AidFacts
from jiuzhu.policy.scheme_results import Finding, Pays, SchemeResult, concluded, reasons_of
from jiuzhu.policy.scheme_rows import AidBand, AidCause, UrgentTier
from jiuzhu.policy.scheme_terms import AID_LABELS, IDENTITY_LABELS, AidKind, Identity
from jiuzhu.policy.worksheet import Worksheet

SCHEME = "temporary_aid"
RULES_VERSION = "aid-1"
FEN = 100
TOWNSHIP, COUNTY = "TOWNSHIP", "COUNTY"
DECIDER_LABELS = {TOWNSHIP: "乡镇（街道）决定", COUNTY: "县级决定"}


def asked_about_outlay_only(
    holds: Iterable[Identity], pack: Pack, on: date
) -> tuple[Identity, ...]:
    """Give the identities held by which a family is asked about its outlay only that day.

    Raises: Refused('policy.hole').
    """
    checked = pack.value("temporary_aid.outlay_only_for", on).items
    held = set(holds)
    return tuple(one for one in Identity if one in held and one.value in checked)


def assess_aid(facts: AidFacts, pack: Pack, on: date) -> SchemeResult:
    """Say whether and how much temporary aid is given, and whether a township may decide it.

    Raises: Refused('policy.hole') when a value of that day is unknown, Refused('aid.…') or
    Refused('outlay.…') naming what is missing or impossible.
    """
    _check(facts, pack, on)
    sheet = Worksheet(pack, on)
    sheet.value("temporary_aid.kinds")
    findings: list[Finding] = []
    if facts.kind is AidKind.EXPENSE:
        sheet, wanted = _expense_based(facts, pack, sheet, findings)
    elif facts.kind is AidKind.URGENT:
        wanted = _urgent(facts, pack, sheet, findings)
    else:
        wanted = _quick(facts, sheet)
    room = room_left(facts, pack, sheet)
    eligible = concluded(blocking(sheet.hits))
    amount = 0
    if eligible is Eligibility.ELIGIBLE:
        amount = _amount(wanted, room, sheet)
        findings.append(_decider(facts, amount, sheet))
    return SchemeResult(
        scheme=SCHEME,
        eligible=eligible,
        amount_fen=amount,
        pays=Pays.ONCE,
        findings=tuple(findings),
        lines=tuple(sheet.lines),
        hits=tuple(sheet.hits),
        reasons=reasons_of(tuple(sheet.hits)),
        uses=tuple(sheet.uses.values()),
        place=pack.place,
        on=on,
        rules_version=RULES_VERSION,
    )


def _check(facts: AidFacts, pack: Pack, on: date) -> None:
    """Refuse a way or cause the law of that day does not know, and figures that cannot be."""
    if facts.kind.value not in pack.value("temporary_aid.kinds", on).items:
        raise Refused(
            "policy.hole",
            "%(on)s没有“%(kind)s”的规定，请选择其他方式，或由政策管理员登记后再办理。",
            values={"on": on.isoformat(), "kind": AID_LABELS[facts.kind]},
        )
    if facts.cause not in {row.code for row in pack.rows(AidCause, on)}:
        raise Refused(
            "aid.cause",
            "救助原因“%(cause)s”不在规定之内，请从列表中选择。",
            values={"cause": facts.cause},
            field="cause",
        )
    amounts = [facts.need_fen or 0, *(one.amount_fen for one in facts.past)]
    if not all(0 <= amount < MAX_FEN for amount in amounts):
        raise Refused("aid.amount", "金额不能为负，也不能过大，请核对。", field="need")


def _expense_based(
    facts: AidFacts, pack: Pack, sheet: Worksheet, findings: list[Finding]
) -> tuple[Worksheet, int]:
    """Test means and outlay and give what the band of the outlay pays."""
    checked = sheet.value("temporary_aid.outlay_only_for")
    known = asked_about_outlay_only(facts.holds, pack, sheet.on)
    if known:
        sheet.line(
            code="aid.holds",
            label="已认定身份",
            formula_text="、".join(IDENTITY_LABELS[one] for one in known) + "：只核查支出",
            value_fen=0,
            article=str(checked.source),
        )
    else:
        sheet = _with_means(facts, pack, sheet)
    own = tuple(one for one in facts.outlays if one.cause == facts.cause)
    outlay = paid_by_family(own, pack, sheet)
    article = str(sheet.value("temporary_aid.kinds").source)
    refuse_used_invoices(own, facts.used_invoices, article, sheet)
    band = _band(facts.cause, outlay, pack, sheet.on)
    if band is None:
        text = "自付的必需支出没有达到规定的起点"
        sheet.hit("aid.outlay", HitStatus.HIT, text, article)
        return sheet, 0
    return sheet, _by_band(band, outlay, facts, sheet, findings)


def _with_means(facts: AidFacts, pack: Pack, sheet: Worksheet) -> Worksheet:
    """Test income and property of a household that holds no certified identity."""
    means = means_of(facts.household, pack, sheet.on, scheme=SCHEME)
    filled = sheet_with(means, pack, sheet.on)
    filled.uses.update(sheet.uses)
    category = facts.household.category.value
    line = filled.value("income.disposable_per_head", category=category)
    filled.line(
        code="aid.line",
        label="上年度人均可支配收入（每月）",
        formula_text=line.stated or format_yuan(line.amount),
        value_fen=line.amount,
        article=str(line.source),
    )
    if not below_standard(means.income_fen, line.amount, means.months, means.heads):
        text = "家庭月人均收入不低于上年度人均可支配收入"
        filled.hit("aid.income_test", HitStatus.HIT, text, str(line.source))
    return filled


def _band(cause: str, outlay: int, pack: Pack, on: date) -> AidBand | None:
    """Give the highest band of the cause that the outlay reaches."""
    bands: Iterable[AidBand] = (
        band
        for band in pack.rows(AidBand, on)
        if band.cause == cause and outlay >= band.outlay_from_yuan * FEN
    )
    return max(bands, key=lambda band: band.outlay_from_yuan, default=None)


def _by_band(
    band: AidBand, outlay: int, facts: AidFacts, sheet: Worksheet, findings: list[Finding]
) -> int:
    """Give what a band pays, not rounded yet."""
    sheet.note(band, f"aid.bands.{band.code}", band.label)
    standard = _aid_standard(facts, sheet)
    capped = sheet.value("temporary_aid.not_above_outlay")
    raised = set(facts.holds) & set(band.least_for)
    floor = band.least_yuan * FEN if raised else 0
    wanted: int = band_aid(band.months_of_standard, standard, floor, outlay, capped.amount)
    least_text = f"，不低于{format_yuan(floor)}" if floor else ""
    cap_text = "，不超过自付支出" if capped.is_on else ""
    sheet.line(
        code="aid.band",
        label=f"支出分档：{band.label}",
        formula_text=f"{format_yuan(standard)} × {band.months_of_standard}{least_text}{cap_text}",
        value_fen=wanted,
        article=band.citation,
    )
    findings.append(
        Finding(code="aid.band", value=band.code, label=band.label, article=band.citation)
    )
    return wanted


def _aid_standard(facts: AidFacts, sheet: Worksheet) -> int:
    """Give the monthly dibao standard that multiples of aid are counted in."""
    named = sheet.value("temporary_aid.standard_category").text
    category = Category(named) if named in Category.__members__ else facts.household.category
    unit = {"unit": facts.household.unit} if facts.household.unit else {}
    standard = sheet.value("dibao.standard", category=category.value, **unit)
    sheet.line(
        code="aid.standard",
        label=f"{CATEGORY_LABELS[category]}低保标准（每人每月）",
        formula_text=f"自{standard.effective_from.isoformat()}起",
        value_fen=standard.amount,
        article=str(standard.source),
    )
    return standard.amount


def _urgent(facts: AidFacts, pack: Pack, sheet: Worksheet, findings: list[Finding]) -> int:
    """Give urgent relief: what is needed, up to the ceiling of its tier; the gravest are talked of.

    Raises: Refused('aid.tier'), Refused('aid.need').
    """
    tiers = {row.code: row for row in pack.rows(UrgentTier, sheet.on)}
    if facts.tier not in tiers:
        raise Refused(
            "aid.tier",
            "困难程度“%(tier)s”不在规定之内，请从列表中选择。",
            values={"tier": facts.tier},
            field="tier",
        )
    tier = tiers[facts.tier]
    sheet.note(tier, f"aid.urgent.{tier.code}", tier.label)
    findings.append(
        Finding(code="aid.tier", value=tier.code, label=tier.label, article=tier.citation)
    )
    if not tier.most_yuan:
        text = f"{tier.label}：由县级困难群众基本生活保障工作协调机制一事一议"
        sheet.hit("aid.conference", HitStatus.UNKNOWN, text, tier.citation)
        return 0
    return _up_to(facts, tier.most_yuan * FEN, tier.label, tier.citation, sheet)


def _quick(facts: AidFacts, sheet: Worksheet) -> int:
    """Give small quick relief: what is needed, up to some months of the own standard."""
    months = sheet.value("temporary_aid.quick_months")
    own = sheet.value(
        "dibao.standard",
        category=facts.household.category.value,
        **({"unit": facts.household.unit} if facts.household.unit else {}),
    )
    return _up_to(facts, own.amount * months.amount, "小额快速救助上限", str(months.source), sheet)


def _up_to(facts: AidFacts, ceiling: int, label: str, article: str, sheet: Worksheet) -> int:
    """Give the need, cut at a ceiling.

    Raises: Refused('aid.need') while nobody has said what is needed.
    """
    if not facts.need_fen:
        raise Refused("aid.need", "没有填写需要多少，请写明现场估计的金额。", field="need")
    wanted: int = least(facts.need_fen, ceiling)
    sheet.line(
        code="aid.need",
        label=label,
        formula_text=f"需要 {format_yuan(facts.need_fen)}，上限 {format_yuan(ceiling)}",
        value_fen=wanted,
        article=article,
    )
    return wanted


def _amount(wanted: int, room: int | None, sheet: Worksheet) -> int:
    """Round once and keep within the room that the limits leave."""
    step = sheet.value("temporary_aid.rounding_step")
    amount: int = within_limits(wanted, MAX_FEN if room is None else room, step.amount)
    left = "" if room is None else f"，限额内还可救助 {format_yuan(max(room, 0))}"
    sheet.line(
        code="aid.amount",
        label="救助金额（一次性）",
        formula_text=f"{format_yuan(wanted)}，向上取整到{format_yuan(step.amount)}元{left}",
        value_fen=amount,
        article=str(step.source),
    )
    return amount


def _decider(facts: AidFacts, amount: int, sheet: Worksheet) -> Finding:
    """Say who decides: the township below its limit, the county else and for a second relief."""
    limit = sheet.value("temporary_aid.township_below")
    again = bool(facts.event) and any(one.event == facts.event for one in facts.past)
    who = COUNTY if again or amount >= limit.amount else TOWNSHIP
    return Finding(
        code="aid.decider", value=who, label=DECIDER_LABELS[who], article=str(limit.source)
    )
