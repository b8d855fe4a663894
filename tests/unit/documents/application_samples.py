"""Sample contents of the application: W09 to W12."""

from datetime import date

from jiuzhu.casework.documents.rendering import data
from unit.documents.sample_parts import (
    APPLICANT,
    CLERK,
    CONTACT,
    PROXY_PARTY,
    SCHEME,
    SON,
    SPOUSE,
    TOWNSHIP,
    head,
    identity,
)

APPLICATION = data.ApplicationForm(
    head=head("泰岱汶低申〔2020〕22号"),
    applicant=APPLICANT,
    category="农村",
    members=(
        data.ApplicationMember(
            name="赵䶮喆",
            relation="本人",
            sex="男",
            born_on=APPLICANT.born_on,
            identity_number=APPLICANT.identity_number,
            work="务农，现无劳动能力",
            health="脑梗后遗症",
        ),
        data.ApplicationMember(
            name="孙㛃",
            relation="配偶",
            sex="女",
            born_on=SPOUSE.born_on,
            identity_number=SPOUSE.identity_number,
            work="照护家人",
            health="健康",
        ),
        data.ApplicationMember(
            name="赵𠅤",
            relation="儿子",
            sex="男",
            born_on=SON.born_on,
            identity_number=SON.identity_number,
            work="初二学生",
            health="健康",
        ),
    ),
    incomes=(
        data.DeclaredIncome(
            person="全家", kind="种植收入（承包地3.2亩）", yearly_fen=420_000, note="小麦、玉米"
        ),
        data.DeclaredIncome(person="孙㛃", kind="零工", yearly_fen=600_000, note="2020年6月后没有"),
    ),
    properties=(
        data.DeclaredProperty(person="赵䶮喆", kind="住房", description="自有平房1处，112.4平方米"),
        data.DeclaredProperty(
            person="孙㛃", kind="存款", description="农商银行活期", value_fen=312_045
        ),
    ),
    supporters=(
        data.Supporter(
            name="赵立德",
            relation="长子",
            identity_number=identity(1993, 2, 14, 53),
            address="泰安市泰山区财源街道",
            family_size=3,
            monthly_support_fen=20_000,
        ),
    ),
    cause="因病丧失劳动能力，家庭主要收入中断。",
    account=data.PayeeAccount(
        holder="赵䶮喆", bank="岱岳农商银行大汶口支行", number="6223190000000000010"
    ),
    related_parties=(),
    filled_on=date(2020, 9, 1),
    organ_applied_to=TOWNSHIP,
    confirmation=data.Confirmation(
        method="电话读回确认",
        confirmed_on=date(2020, 9, 9),
        recorded_by="张建国",
        note="通话中逐项读出，申请人表示属实",
    ),
)

MANDATE = data.Mandate(
    head=head("泰岱汶委〔2020〕6号"),
    scheme=SCHEME,
    principal=APPLICANT,
    proxy=PROXY_PARTY,
    relation="邻居",
    reason="本人行动不便",
    scope=(
        "提交申请和补充材料",
        "签收通知书",
        "了解办理进度",
        "核对授权书仍由本人签署，不在委托范围",
    ),
    valid_from=date(2020, 9, 1),
    valid_to=date(2021, 2, 28),
    fingerprint_needed=True,
    witness="柏子村村民委员会 吴学民",
)

SUPPLEMENT = data.OneTimeNotice(
    head=head("泰岱汶补〔2020〕8号"),
    scheme=SCHEME,
    recipient=APPLICANT,
    stage=data.NoticeStage.SUPPLEMENT,
    received_on=date(2020, 9, 9),
    gaps=(
        data.Gap(
            name="银行卡（折）复印件",
            why="低保金要发到申请人本人账户",
            how="带原件到窗口复印；没有账户的，可在大汶口支行当场办理",
            basis="57号第十条",
        ),
        data.Gap(
            name="长子赵立德的赡养情况说明",
            why="他负有赡养义务，需了解实际给付",
            how="由本人打电话或写信说明即可；联系不上的，由镇政府发函询问",
            basis="57号第十六条",
        ),
    ),
    deadline=date(2020, 9, 24),
    already_held=("申请表", "诚信声明", "三份核对授权书", "身份证、户口簿（证照核验）"),
    by_department=("车辆信息：公安交管部门", "住房信息：自然资源部门", "学籍信息：教育部门"),
    officer=CLERK,
    contact=CONTACT,
)

FIRST_SITTING = data.OneTimeNotice(
    head=head("泰岱汶告〔2020〕27号"),
    scheme=SCHEME,
    recipient=APPLICANT,
    stage=data.NoticeStage.FIRST_SITTING,
    received_on=date(2020, 9, 1),
    gaps=(),
    deadline=None,
    already_held=("身份证、户口簿（证照核验）", "申请表（已预填）"),
    by_department=("车辆信息：公安交管部门",),
    officer=CLERK,
    contact=CONTACT,
)

ACCEPTANCE = data.AcceptanceNotice(
    head=head("泰岱汶受〔2020〕22号"),
    scheme=SCHEME,
    recipient=APPLICANT,
    intent_on=date(2020, 9, 1),
    applied_on=date(2020, 9, 9),
    accepted_on=date(2020, 9, 14),
    due_on=date(2020, 10, 20),
    due_provisional=False,
    limit_text="20个工作日",
    limit_article="泰民〔2019〕14号第二条第（三）项",
    materials=(
        data.ReceivedMaterial(name="最低生活保障申请表", obtained="本人签字"),
        data.ReceivedMaterial(name="诚信声明", obtained="本人签字"),
        data.ReceivedMaterial(name="家庭经济状况核对授权书", obtained="各成员签字", copies=3),
        data.ReceivedMaterial(name="身份证、户口簿", obtained="证照核验，未留原件"),
    ),
    officer=CLERK,
    contact=CONTACT,
)

APPLICATION_SAMPLES = (APPLICATION, MANDATE, SUPPLEMENT, FIRST_SITTING, ACCEPTANCE)
