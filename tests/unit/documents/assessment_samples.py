"""Sample contents of the assessment: W14, W19, W23."""

from datetime import date

from jiuzhu.casework.documents.rendering import data
from jiuzhu.kernel.periods import Month
from unit.documents.sample_parts import (
    APPLICANT,
    ASSESSOR,
    CLERK,
    SCHEME,
    SECOND_CLERK,
    at,
    head,
    photos,
)

SURVEY = data.HomeSurvey(
    head=head("泰岱汶调〔2020〕22号"),
    scheme=SCHEME,
    household=APPLICANT,
    visited_at=at(9, 21, 9, 50),
    surveyors=(CLERK, SECOND_CLERK),
    present=("赵䶮喆", "孙㛃"),
    members=(
        data.MemberSeen(
            name="赵䶮喆", relation="本人", present=True, work="不能劳动", health="右侧肢体活动受限"
        ),
        data.MemberSeen(name="孙㛃", relation="配偶", present=True, work="照护丈夫", health="健康"),
        data.MemberSeen(
            name="赵𠅤", relation="儿子", present=False, work="学生", health="健康", note="在校"
        ),
    ),
    dwelling=data.Dwelling(
        kind="平房",
        ownership="自有",
        area="112.4平方米",
        rooms="4间",
        condition="砖木结构，屋面局部漏雨",
        address="柏子村4组18号",
    ),
    things=(
        data.ThingSeen(name="电视机", quantity="1台", note="约2012年购"),
        data.ThingSeen(name="电动三轮车", quantity="1辆", note="下地用"),
    ),
    work="本人病后不能劳动；配偶2020年6月后未再打零工。",
    illness="本人2020年4月脑梗住院，每月服药约260元，残疾评定正在申请。",
    crops="承包地3.2亩，种小麦、玉米，由亲戚代耕，年净收入约4,200元。",
    spending=(
        data.Spending(label="药费", monthly_fen=26_000, evidence="药店小票4张"),
        data.Spending(label="水电", monthly_fen=9_500, evidence="缴费记录"),
        data.Spending(label="孩子伙食", monthly_fen=40_000, evidence="本人陈述"),
    ),
    discrepancies=(
        data.Discrepancy(
            item="小型轿车",
            declared="未申报",
            seen="院内未见车辆",
            explanation="2020年3月卖与同村吴某未过户，已出示转让协议和收款记录",
        ),
    ),
    photos=photos(),
    summary="家庭人口与申报一致；本人病后无劳动能力，生活困难属实；车辆登记与实际不符，转让材料可信，"
    "建议按排除处理。",
    accompanied_by="柏子村协理员 吴学民",
)

COMPUTATION = data.ComputationSheet(
    head=head("泰岱汶算〔2020〕22号"),
    scheme=SCHEME,
    applicant=APPLICANT,
    category="农村",
    household_size=3,
    covered_persons=3,
    standard_fen=47_500,
    standard_source="泰民字〔2020〕标准（2020年7月1日起）",
    computed_on=date(2020, 9, 22),
    rules_version="taian 2020-07-01",
    income_lines=(
        data.ComputationLine(
            label="零工收入",
            person="孙㛃",
            formula="6,000.00 ÷ 12",
            amount_fen=50_000,
            article="57号第十三条（一）",
            evidence="本人申报",
        ),
        data.ComputationLine(
            label="种植净收入",
            person="全家",
            formula="4,200.00 ÷ 12",
            amount_fen=35_000,
            article="57号第十三条（二）",
            evidence="入户调查",
            verified=False,
        ),
        data.ComputationLine(
            label="必要就业成本",
            person="孙㛃",
            formula="500.00 × 10%",
            amount_fen=-5_000,
            article="57号第十三条",
            evidence="规则估算",
        ),
    ),
    support_lines=(
        data.ComputationLine(
            label="长子赵立德的赡养费",
            formula="实际给付，高于公式结果",
            amount_fen=20_000,
            article="57号第十三条（四）",
            evidence="本人说明",
        ),
    ),
    property_lines=(
        data.PropertyLine(
            rule_id="dibao.property.vehicle",
            label="机动车",
            value="登记1辆",
            limit="0辆",
            outcome=data.RuleOutcome.CLEARED,
            article="财产规定第六条",
            note="已转让未过户，有协议和收款记录",
        ),
        data.PropertyLine(
            rule_id="dibao.property.financial",
            label="金融资产",
            value="人均1,040.15元",
            limit="人均17,100.00元",
            outcome=data.RuleOutcome.PASSED,
            article="财产规定第三条",
            verified=False,
        ),
    ),
    result_lines=(
        data.ComputationLine(
            label="家庭月收入",
            formula="500 + 350 − 50 + 200",
            amount_fen=100_000,
            article="57号第十三条",
        ),
        data.ComputationLine(
            label="人均月收入",
            formula="1,000.00 ÷ 3",
            amount_fen=33_333,
            article="57号第十三条",
        ),
        data.ComputationLine(
            label="补差",
            formula="(475.00 − 333.33) × 3",
            amount_fen=42_501,
            article="57号第二十三条",
        ),
        data.ComputationLine(
            label="按元进位", formula="425.01 进到元", amount_fen=42_600, article="57号第二十三条"
        ),
    ),
    monthly_income_fen=100_000,
    per_person_fen=33_333,
    amount_fen=42_600,
    eligible=True,
    conclusion="人均月收入低于保障标准，财产规则无未排除的触及项，符合保障条件。",
    handler=CLERK,
    reviewer=ASSESSOR,
    inputs_digest="3b7c9e1f55d2408aa6c1",
)

APPROVAL = data.ReviewApproval(
    head=head("泰岱汶审〔2020〕22号"),
    scheme=SCHEME,
    applicant=APPLICANT,
    category="农村",
    household_size=3,
    covered_persons=3,
    proposal=data.Proposal.GRANT,
    steps=(
        data.CaseStep(label="意愿登记", on=date(2020, 9, 1), reference="泰岱汶救意〔2020〕27号"),
        data.CaseStep(label="核对报告", on=date(2020, 9, 8), reference="泰岱核报〔2020〕215号"),
        data.CaseStep(label="受理", on=date(2020, 9, 14), reference="泰岱汶受〔2020〕22号"),
        data.CaseStep(label="入户调查", on=date(2020, 9, 21), reference="泰岱汶调〔2020〕22号"),
    ),
    standard_fen=47_500,
    per_person_fen=33_333,
    amount_fen=42_600,
    formula="(475.00 − 333.33) × 3 = 425.01，进到元为426.00",
    start_month=Month(2020, 10),
    review_class="B类（每半年复核一次）",
    reasons=(),
    opinions=(
        data.Opinion(
            role="经办人意见",
            text="材料齐全，情况属实，建议纳入。",
            officer=CLERK,
            given_on=date(2020, 9, 22),
        ),
        data.Opinion(
            role="审核意见",
            text="车辆登记已由入户调查排除，核算无误，拟同意。",
            officer=ASSESSOR,
            given_on=date(2020, 9, 23),
        ),
        data.Opinion(role="审批意见", text=""),
    ),
    power_basis="岱岳区低保审批权下放第1号令（委托），以区民政局名义作出",
    due_on=date(2020, 10, 20),
)

ASSESSMENT = (SURVEY, COMPUTATION, APPROVAL)
