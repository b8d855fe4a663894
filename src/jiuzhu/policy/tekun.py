"""Assess a person for tekun: three tests, the care grade, and basic living plus care.

649号 art. 14, 43号 art. 4–9, 19, 21–22: no ability to work, no source of livelihood, and nobody
obliged who is able. The tests are rows of the pack; a person decides.
"""

from dataclasses import replace
from datetime import date

from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.money import format_yuan
from jiuzhu.policy.ages import full_years
from jiuzhu.policy.arithmetic import below_standard
from jiuzhu.policy.facts import CATEGORY_LABELS, HouseholdFacts, IncomeItem
from jiuzhu.policy.means import Means, blocking, means_of, sheet_with
from jiuzhu.policy.obligors import has_disability, judge_obligors
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.results import Eligibility, HitStatus
from jiuzhu.policy.scheme_arithmetic import tekun_amount
from jiuzhu.policy.scheme_facts import TekunClaim, TekunFacts
from jiuzhu.policy.scheme_results import Finding, Pays, SchemeResult, concluded, reasons_of
from jiuzhu.policy.scheme_rows import AbilityRule, CareGrade, SelfCareAbility
from jiuzhu.policy.worksheet import Worksheet

SCHEME = "tekun"
RULES_VERSION = "tekun-1"


def assess_tekun(facts: TekunFacts, pack: Pack, on: date) -> SchemeResult:
    """Run the three tests on a person and give the monthly amount.

    Raises: Refused('policy.hole') when a value of that day is unknown, Refused('facts.…') or
    Refused('tekun.…') naming what is missing or impossible.
    """
    if facts.claim.key != facts.person.key:
        raise Refused("tekun.person", "特困认定的人与所填的人不一致，请核对。", field="claim")
    means = means_of_person(facts, pack, on)
    sheet = sheet_with(means, pack, on)
    tests = sheet.value("tekun.three_tests")
    _test_ability(facts, pack, sheet, str(tests.source))
    livelihood = sheet.value("tekun.livelihood")
    if not below_standard(means.income_fen, means.standard_fen, means.months, 1):
        text = "本人月收入不低于低保标准，有生活来源"
        sheet.hit("tekun.livelihood", HitStatus.HIT, text, str(livelihood.source))
    judge_obligors(facts.claim.obligors, facts.category, pack, sheet)
    _test_choice(facts.claim, sheet)
    grade = _care_grade(facts.claim, pack, sheet)
    eligible = concluded(blocking(sheet.hits))
    amount = 0
    if eligible is not Eligibility.NOT_ELIGIBLE:
        amount = _amount(facts, grade, sheet)
    return SchemeResult(
        scheme=SCHEME,
        eligible=eligible,
        amount_fen=amount,
        pays=Pays.MONTHLY,
        findings=() if grade is None else (_finding(grade),),
        lines=tuple(sheet.lines),
        hits=tuple(sheet.hits),
        reasons=reasons_of(tuple(sheet.hits)),
        uses=tuple(sheet.uses.values()),
        place=pack.place,
        on=on,
        rules_version=RULES_VERSION,
    )


def means_of_person(facts: TekunFacts, pack: Pack, on: date) -> Means:
    """Count the means of the person alone, by the property rules of tekun.

    Raises: Refused('policy.hole'), Refused('facts.…').
    """
    return means_of(_alone(facts, pack, on), pack, on, scheme=SCHEME)


def _alone(facts: TekunFacts, pack: Pack, on: date) -> HouseholdFacts:
    """Give the person as a household of one, without the income that tekun leaves out."""
    left_out = set(pack.value("tekun.exempt_income", on).items)
    counted: tuple[IncomeItem, ...] = tuple(
        item for item in facts.person.income if item.kind not in left_out
    )
    return HouseholdFacts(
        category=facts.category,
        members=(replace(facts.person, income=counted, counts_for_income=True),),
        assets=facts.assets,
        unit=facts.unit,
    )


def _test_ability(facts: TekunFacts, pack: Pack, sheet: Worksheet, article: str) -> None:
    """Write the ground of having no ability to work, or the hit where there is none."""
    exempt = sheet.value("tekun.exempt_income")
    left_out = [item for item in facts.person.income if item.kind in exempt.items]
    for item in left_out:
        sheet.line(
            code=f"tekun.exempt.{item.kind}",
            label="特困人员不计入的收入",
            formula_text=f"{format_yuan(item.amount_fen)}（不计入）",
            value_fen=0,
            article=str(exempt.source),
        )
    age = full_years(facts.person.born_on, sheet.on, sheet)
    rules = pack.rows(AbilityRule, sheet.on)
    if facts.claim.ability_ground not in {"", *(rule.code for rule in rules if rule.named)}:
        raise Refused(
            "tekun.ability_ground",
            "无劳动能力的理由“%(ground)s”不在规定之内，请从列表中选择。",
            values={"ground": facts.claim.ability_ground},
            field="claim",
        )
    ground = next((rule for rule in rules if _fits(rule, facts.claim, age, sheet)), None)
    if ground is None:
        text = f"{age}周岁，没有规定的无劳动能力情形"
        sheet.hit("tekun.ability", HitStatus.HIT, text, article)
        return
    sheet.note(ground, f"tekun.no_ability.{ground.code}", ground.label)
    sheet.line(
        code="tekun.ability",
        label="无劳动能力",
        formula_text=f"{age}周岁，{ground.label}",
        value_fen=0,
        article=ground.citation,
    )


def _fits(rule: AbilityRule, claim: TekunClaim, age: int, sheet: Worksheet) -> bool:
    """Say whether everything that a ground names holds."""
    return (
        (rule.age_from is None or age >= rule.age_from)
        and (rule.age_below is None or age < rule.age_below)
        and (not rule.receiving or claim.receives_tekun)
        and (not rule.in_school or claim.in_school)
        and (not rule.named or claim.ability_ground == rule.code)
        and (
            not rule.disability_kinds
            or has_disability(claim.disabilities, rule.disability_kinds, rule.grade_to, sheet)
        )
    )


def _test_choice(claim: TekunClaim, sheet: Worksheet) -> None:
    """Write that a child who chose the benefit for orphans is not tekun (43号 art. 9)."""
    if claim.chose_orphan_benefit:
        source = sheet.value("tekun.orphan_choice").source
        text = "已选择孤儿或事实无人抚养儿童保障，不再纳入特困"
        sheet.hit("tekun.orphan_choice", HitStatus.HIT, text, str(source))


def _care_grade(claim: TekunClaim, pack: Pack, sheet: Worksheet) -> CareGrade | None:
    """Give the care grade of the self-care test; an open test is a question, never a grade.

    Raises: Refused('tekun.ability'), Refused('policy.hole').
    """
    if claim.failed_abilities is None:
        source = sheet.value("tekun.three_tests").source
        text = "生活自理能力尚未评估，照料护理标准待评估后计发"
        sheet.hit("tekun.care_grade", HitStatus.UNKNOWN, text, str(source))
        return None
    grade = grade_of(claim.failed_abilities, pack, sheet.on)
    sheet.note(grade, f"tekun.care_grade.{grade.code}", grade.label)
    return grade


def grade_of(failed_abilities: tuple[str, ...], pack: Pack, on: date) -> CareGrade:
    """Give the care grade for the abilities that somebody does not have (43号 art. 21–22).

    Raises: Refused('tekun.self_care'), Refused('policy.hole').
    """
    known = {one.code for one in pack.rows(SelfCareAbility, on)}
    failed = set(failed_abilities)
    if not failed <= known or len(failed) != len(failed_abilities):
        raise Refused(
            "tekun.self_care",
            "生活自理能力项目重复或不在规定的项目之内，请从列表中选择。",
            field="claim",
        )
    for grade in pack.rows(CareGrade, on):
        if grade.failed_from <= len(failed) <= grade.failed_to:
            return grade
    raise Refused("policy.hole", "政策包没有这种生活自理能力对应的护理等级，请补充后再办理。")


def _finding(grade: CareGrade) -> Finding:
    """Tell the care grade."""
    return Finding(
        code="tekun.care_grade", value=grade.code, label=grade.label, article=grade.citation
    )


def _amount(facts: TekunFacts, grade: CareGrade | None, sheet: Worksheet) -> int:
    """Give basic living plus care, rounded once, with a line for each."""
    dims = {"unit": facts.unit} if facts.unit else {}
    basic = sheet.value("tekun.basic_living", category=facts.category.value, **dims)
    sheet.line(
        code="tekun.basic_living",
        label=f"{CATEGORY_LABELS[facts.category]}特困人员基本生活标准",
        formula_text="，".join(
            filter(None, (f"自{basic.effective_from.isoformat()}起", basic.stated))
        ),
        value_fen=basic.amount,
        article=str(basic.source),
    )
    care = 0
    if grade is not None:
        value = sheet.value("tekun.care", grade=grade.code, category=facts.category.value, **dims)
        care = value.amount
        sheet.line(
            code="tekun.care",
            label=f"照料护理标准（{grade.label}）",
            formula_text=f"自理能力评估：{grade.label}",
            value_fen=care,
            article=str(value.source),
        )
    step = sheet.value("tekun.rounding_step")
    amount: int = tekun_amount(basic.amount, care, step.amount)
    sheet.line(
        code="tekun.amount",
        label="每月救助供养金额",
        formula_text=f"{format_yuan(basic.amount)} + {format_yuan(care)}，"
        f"向上取整到{format_yuan(step.amount)}元，一人一次",
        value_fen=amount,
        article=str(step.source),
    )
    return amount
