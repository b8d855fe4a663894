import json
from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.dibao import (
    AssetFacts,
    Category,
    HitStatus,
    HouseholdFacts,
    IncomeItem,
    MemberFacts,
    SupporterFacts,
)
from jiuzhu.policy.explain import (
    WAY_TO_INSIST,
    explain_open,
    explain_refusal,
    explain_unfit,
    way_out,
)
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.report_rules import (
    Conclusion,
    FoundRecord,
    Meaning,
    ReportJudgement,
    SourceReply,
    judge_report,
)

ON = date(2020, 9, 1)
PACK = load_pack("taian")
SOURCES = ("vehicles", "real_estate", "social_insurance")


def family(*assets, income=(), supporters=()):
    members = (
        MemberFacts(key="a", born_on=date(1960, 1, 1), income=income),
        MemberFacts(key="b", born_on=date(1962, 1, 1)),
    )
    return HouseholdFacts(
        category=Category.URBAN, members=members, assets=assets, supporters=supporters
    )


def reply(source, *records, who="a", meaning=Meaning.FOUND, **more):
    return SourceReply(
        person_key=who, source=source, meaning=meaning, records=records, as_of=ON, **more
    )


def answers(*special):
    taken = {(one.person_key, one.source) for one in special}
    plain = [
        reply(source, who=who, meaning=Meaning.NOT_FOUND)
        for who in ("a", "b")
        for source in SOURCES
        if (who, source) not in taken
    ]
    return (*special, *plain)


def judge(*special, facts=None):
    return judge_report(facts or family(), answers(*special), PACK, ON)


def test_a_family_with_nothing_fits():
    judged = judge()
    assert judged.conclusion is Conclusion.FIT
    assert judged.hits == judged.unanswered == judged.discrepancies == ()
    assert {cell.meaning for cell in judged.matrix} == {Meaning.NOT_FOUND}
    assert len(judged.matrix) == 6


def test_a_found_car_does_not_fit_and_is_a_difference():
    judged = judge(reply("vehicles", FoundRecord(kind="CAR", status="NORMAL", detail="鲁J00000")))
    assert judged.conclusion is Conclusion.UNFIT
    assert [hit.rule_id for hit in judged.hits] == ["asset.car"]
    assert [one.text for one in judged.discrepancies] == ["申报数量与登记数量不一致"]


@pytest.mark.parametrize(
    "record",
    [
        FoundRecord(kind="CAR", status="CANCELLED"),
        FoundRecord(kind="MOTORCYCLE", status="NORMAL"),
        FoundRecord(kind="TRICYCLE", status="OVERDUE"),
        FoundRecord(kind="MOBILITY_VEHICLE"),
    ],
)
def test_what_is_no_car_is_no_hit(record):
    assert judge(reply("vehicles", record)).conclusion is Conclusion.FIT


@pytest.mark.parametrize("meaning", [Meaning.NOT_ANSWERED, Meaning.NOT_ASKED, Meaning.MISMATCH])
@pytest.mark.parametrize("source", SOURCES)
def test_silence_is_a_question_never_an_absence_and_never_a_hit(meaning, source):
    judged = judge(reply(source, meaning=meaning))
    assert judged.conclusion is Conclusion.FIT
    assert [(cell.source, cell.meaning) for cell in judged.unanswered] == [(source, meaning)]
    cell = next(one for one in judged.matrix if (one.person_key, one.source) == ("a", source))
    assert cell.needs_survey
    assert "无登记" not in cell.text
    statuses = {hit.status for hit in judged.hits}
    assert statuses <= {HitStatus.UNKNOWN}
    if source == "vehicles":
        assert statuses == {HitStatus.UNKNOWN}
    assert explain_open(cell, PACK).startswith(PACK.label("sources", source))


def test_a_missing_reply_means_not_asked():
    judged = judge_report(family(), (), PACK, ON)
    assert {cell.meaning for cell in judged.matrix} == {Meaning.NOT_ASKED}
    assert judged.conclusion is Conclusion.FIT


def test_an_answer_with_unreadable_rows_needs_a_survey():
    judged = judge(reply("vehicles", meaning=Meaning.NOT_FOUND, complete=False))
    cell = next(one for one in judged.matrix if (one.person_key, one.source) == ("a", "vehicles"))
    assert cell.needs_survey
    assert HitStatus.UNKNOWN in {hit.status for hit in judged.hits}


def test_a_found_pension_replaces_the_declared_one():
    declared = family(income=(IncomeItem(kind="PENSION", amount_fen=10000, months=1),))
    pension = FoundRecord(kind="EMPLOYEE_PENSION", status="DRAWING", monthly_fen=126000)
    judged = judge(reply("social_insurance", pension), facts=declared)
    assert judged.conclusion is Conclusion.UNFIT
    assert judged.result.per_head_fen == 63000
    assert [(one.declared, one.found) for one in judged.discrepancies] == [("100.00", "1260.00")]
    below = FoundRecord(kind="EMPLOYEE_PENSION", status="DRAWING", monthly_fen=125999)
    assert judge(reply("social_insurance", below)).conclusion is Conclusion.FIT


def test_two_pensions_add_up():
    records = (
        FoundRecord(kind="EMPLOYEE_PENSION", status="DRAWING", monthly_fen=70000),
        FoundRecord(kind="PUBLIC_PENSION", status="DRAWING", monthly_fen=70000),
    )
    assert judge(reply("social_insurance", *records)).conclusion is Conclusion.UNFIT


def test_a_contribution_base_is_a_signal_not_a_wage():
    paying = FoundRecord(kind="EMPLOYEE_PENSION", status="PAYING", detail="某公司")
    judged = judge(reply("social_insurance", paying))
    assert judged.conclusion is Conclusion.FIT
    assert judged.result.income_fen == 0
    assert any(
        "线索" in one.text and one.declared == "未申报劳动收入" for one in judged.discrepancies
    )


def test_a_register_class_nobody_maps_is_a_signal():
    judged = judge(reply("vehicles", FoundRecord(kind="HOVERCRAFT")))
    assert judged.conclusion is Conclusion.FIT
    assert any("HOVERCRAFT" in one.text for one in judged.discrepancies)


def test_one_home_each_is_two_for_the_household():
    judged = judge(
        reply("real_estate", FoundRecord(kind="DWELLING")),
        reply("real_estate", FoundRecord(kind="HOMESTEAD"), who="b"),
    )
    assert [hit.rule_id for hit in judged.hits] == ["asset.homes"]
    one = judge(reply("real_estate", FoundRecord(kind="HOMESTEAD")))
    assert one.conclusion is Conclusion.FIT


def test_a_clearing_of_before_stays():
    cleared = family(AssetFacts(kind="CAR", owner="a", cleared_by="报废证明"))
    judged = judge(reply("vehicles", FoundRecord(kind="CAR")), facts=cleared)
    assert judged.conclusion is Conclusion.FIT
    assert [hit.status for hit in judged.hits] == [HitStatus.CLEARED]
    assert judged.discrepancies == ()


def test_a_declared_car_that_no_register_knows_still_counts():
    declared = family(AssetFacts(kind="CAR", owner="a"))
    judged = judge(facts=declared)
    assert judged.conclusion is Conclusion.UNFIT
    assert [(one.declared, one.found) for one in judged.discrepancies] == [("1", "0")]


def test_a_supporter_stands_in_the_matrix_and_gives_no_hit():
    facts = family(supporters=(SupporterFacts(key="s", family_income_fen=100, family_size=1),))
    car = reply("vehicles", FoundRecord(kind="CAR"), who="s")
    judged = judge(car, facts=facts)
    assert judged.conclusion is Conclusion.FIT
    cells = {cell.source: cell.meaning for cell in judged.matrix if cell.person_key == "s"}
    assert cells["vehicles"] is Meaning.FOUND
    assert cells["real_estate"] is Meaning.NOT_ASKED
    assert judged.discrepancies == ()


@pytest.mark.parametrize(
    ("special", "code"),
    [
        ((reply("vehicles", who="x"),), "report.person"),
        ((reply("banks"),), "report.source"),
        ((reply("vehicles"), reply("vehicles")), "report.twice"),
    ],
)
def test_replies_that_cannot_belong_are_refused(special, code):
    with pytest.raises(Refused) as caught:
        judge_report(family(), special, PACK, ON)
    assert caught.value.code == code


def test_no_standard_no_judgement():
    with pytest.raises(Refused) as caught:
        judge_report(family(), (), PACK, date(2021, 1, 1))
    assert caught.value.code == "policy.hole"


def test_a_judgement_survives_storage():
    judged = judge(
        reply("vehicles", FoundRecord(kind="CAR")), reply("real_estate", meaning=Meaning.MISMATCH)
    )
    stored = json.loads(json.dumps(judged.to_record()))
    assert ReportJudgement.from_record(stored) == judged
    assert ReportJudgement.from_record(stored).digest() == judged.digest()


def test_reasons_name_rule_article_and_what_to_do():
    reasons = explain_unfit(
        judge(reply("vehicles", FoundRecord(kind="CAR", detail="鲁J00000"))), PACK
    )
    assert [reason.rule_id for reason in reasons] == ["asset.car"]
    assert reasons[0].article
    assert "可以说明并申请复查" in reasons[0].text
    assert "鲁J00000" not in reasons[0].text


def test_own_income_is_shown_but_never_with_support_in_it():
    own = family(income=(IncomeItem(kind="PENSION", amount_fen=200000, months=1),))
    judged = judge_report(own, (), PACK, ON)
    assert "1000.00元" in explain_unfit(judged, PACK)[0].text
    rich = SupporterFacts(key="s", family_income_fen=98765400, family_size=1)
    mixed = judge_report(family(supporters=(rich,)), (), PACK, ON)
    text = explain_unfit(mixed, PACK)[0].text
    assert "赡养" in text
    assert "630.00" in text
    for line in mixed.result.lines:
        if line.sealed or line.code in {"income.per_head", "income.total"}:
            assert f"{line.value_fen / 100:.2f}" not in text


def test_a_fit_report_and_an_eligible_result_give_no_reasons():
    judged = judge()
    with pytest.raises(Refused) as caught:
        explain_unfit(judged, PACK)
    assert caught.value.code == "explain.fit"
    with pytest.raises(Refused) as caught:
        explain_refusal(judged.result, judged.facts, PACK)
    assert caught.value.code == "explain.no_ground"


def test_silence_is_no_ground_to_refuse():
    judged = judge(reply("vehicles", meaning=Meaning.NOT_ANSWERED))
    with pytest.raises(Refused):
        explain_refusal(judged.result, judged.facts, PACK)


def test_every_rule_has_a_way_and_no_other_has():
    for rule_id in ("dibao.income_test", "dibao.no_beneficiary", "asset.car", "asset.firm"):
        assert "可以" in way_out(rule_id, PACK, ON) or "请" in way_out(rule_id, PACK, ON)
    with pytest.raises(Refused) as caught:
        way_out("gut.feeling", PACK, ON)
    assert caught.value.code == "explain.rule"


def test_the_notice_says_that_it_refuses_nothing():
    assert "不是不予批准" in WAY_TO_INSIST
    assert "有权" in WAY_TO_INSIST
