"""Sample contents of the papers before an application: W01 to W07."""

from datetime import date

from jiuzhu.casework.documents.rendering import data
from unit.documents.sample_parts import (
    APPLICANT,
    CENTRE,
    CLERK,
    CONTACT,
    PROXY_PARTY,
    QUERIES,
    REASONS,
    SCHEME,
    SON,
    SPOUSE,
    TOWNSHIP,
    VILLAGE,
    at,
    head,
)

INTENT = data.IntentRegistration(
    head=head("泰岱汶救意〔2020〕27号"),
    scheme=SCHEME,
    registered_at=at(9, 1),
    channel="到窗口",
    applicant=APPLICANT,
    need="2020年4月因脑梗住院后不能从事重体力劳动，妻子在家照护，儿子上初中，家庭没有稳定收入，"
    "希望申请低保。",
    household_size=3,
    receiver=CLERK,
    contact=CONTACT,
    next_steps=(
        "请家庭成员和负有赡养、抚养、扶养义务的亲属分别签署核对授权书；在外地的可用手机在线签署。",
        "镇政府提请区核对中心核对家庭经济状况，您不需要自己去各部门跑材料。",
        "核对报告出具后，不论结果如何，都会书面告知您；结果不符合的，您仍有权坚持申请。",
    ),
    answer_due_on=date(2020, 9, 22),
    proxy=data.Proxy(
        name="周桂兰",
        relation="邻居",
        identity_number=PROXY_PARTY.identity_number,
        phone="13605380002",
    ),
    village=VILLAGE,
)

PRIVACY = data.PrivacyNotice(
    head=head(kind="W02"),
    scheme=SCHEME,
    told=("赵䶮喆", "孙㛃", "赵𠅤（由其父赵䶮喆代为知悉）"),
    queries=QUERIES,
    verification_centre=CENTRE,
    retention="自停发或办结之日起10年，期满后依法鉴定销毁；核对的原始反馈数据保存6个月",
    contact=CONTACT,
    officer=CLERK,
)

AUTHORIZATION = data.Authorization(
    head=head("泰岱汶授〔2020〕31号", kind="W03"),
    scheme=SCHEME,
    person=SPOUSE,
    relation="配偶",
    applicant_name="赵䶮喆",
    capacity=data.SignerCapacity.SELF,
    signer=SPOUSE,
    signer_basis="",
    queries=QUERIES,
    valid_from=date(2020, 9, 1),
    valid_to=date(2021, 8, 31),
    verification_centre=CENTRE,
    fingerprint_needed=True,
    witness="周桂兰",
)

GUARDIAN_AUTHORIZATION = data.Authorization(
    head=head("泰岱汶授〔2020〕32号", kind="W03"),
    scheme=SCHEME,
    person=SON,
    relation="儿子",
    applicant_name="赵䶮喆",
    capacity=data.SignerCapacity.GUARDIAN,
    signer=APPLICANT,
    signer_basis="父亲，居民户口簿记载",
    queries=QUERIES,
    valid_from=date(2020, 9, 1),
    valid_to=date(2021, 8, 31),
    verification_centre=CENTRE,
    electronic=data.ElectronicSigning(
        method="短信链接加验证码",
        signed_at=at(9, 1, 20, 14),
        text_digest="8d1fb0c2a94e77d35c01e6b2f7a3908c",
        channel="本人手机 138****0000",
    ),
)

HONESTY = data.HonestyStatement(
    head=head(kind="W04"),
    scheme=SCHEME,
    applicant=APPLICANT,
    signers=(
        data.StatementSigner(name="赵䶮喆", relation="本人"),
        data.StatementSigner(name="孙㛃", relation="配偶"),
    ),
)

REQUEST = data.VerificationRequest(
    head=head("泰岱汶核提〔2020〕19号"),
    scheme=SCHEME,
    centre=CENTRE,
    urgency="普通",
    matter="最低生活保障申请前核对",
    as_of=date(2020, 9, 1),
    reply_by=date(2020, 9, 11),
    persons=(
        data.RequestedPerson(
            name="赵䶮喆",
            identity_number=APPLICANT.identity_number,
            relation="本人",
            authorization_number="泰岱汶授〔2020〕30号",
            valid_to=date(2021, 8, 31),
            items="机动车、不动产、社会保险",
        ),
        data.RequestedPerson(
            name="孙㛃",
            identity_number=SPOUSE.identity_number,
            relation="配偶",
            authorization_number="泰岱汶授〔2020〕31号",
            valid_to=date(2021, 8, 31),
            items="机动车、不动产、社会保险",
        ),
        data.RequestedPerson(
            name="赵𠅤",
            identity_number=SON.identity_number,
            relation="儿子",
            authorization_number="泰岱汶授〔2020〕32号",
            valid_to=date(2021, 8, 31),
            items="不动产",
        ),
    ),
    filer=data.Officer(name="陈立新", post="核对专员"),
    agreement_number="泰岱汶保密〔2020〕3号",
    contact=CONTACT,
)

S = data.SourceStatus
REPORT = data.VerificationReport(
    head=head("泰岱核报〔2020〕215号", organ=CENTRE),
    scheme=SCHEME,
    applicant=APPLICANT,
    requester=TOWNSHIP,
    request_number="泰岱汶核提〔2020〕19号",
    received_on=date(2020, 9, 2),
    valid_until=date(2020, 12, 8),
    sources=(
        data.Source(name="机动车登记", as_of=date(2020, 9, 1), answered_on=date(2020, 9, 3)),
        data.Source(name="不动产登记", as_of=date(2020, 8, 31), answered_on=date(2020, 9, 4)),
        data.Source(name="社会保险", as_of=date(2020, 9, 1)),
    ),
    rows=(
        data.MatrixRow(
            name="赵䶮喆",
            relation="本人",
            identity_number=APPLICANT.identity_number,
            statuses=(S.NOT_FOUND, S.FOUND, S.NOT_ANSWERED),
        ),
        data.MatrixRow(
            name="孙㛃",
            relation="配偶",
            identity_number=SPOUSE.identity_number,
            statuses=(S.FOUND, S.NOT_FOUND, S.MISMATCH),
        ),
        data.MatrixRow(
            name="赵𠅤",
            relation="儿子",
            identity_number=SON.identity_number,
            statuses=(S.NOT_ASKED, S.NOT_FOUND, S.NOT_ASKED),
        ),
    ),
    income=(
        data.Comparison(
            person="孙㛃",
            source="社会保险",
            item="月缴费基数",
            declared="无固定工作",
            found="3,457元（2020年6月起未缴）",
            difference="申报未列",
            explanation="待入户核实",
        ),
    ),
    property=(
        data.Comparison(
            person="赵䶮喆",
            source="不动产登记",
            item="住宅1套，112.40平方米",
            declared="自有住房1套",
            found="与申报一致",
        ),
        data.Comparison(
            person="孙㛃",
            source="机动车登记",
            item="小型轿车1辆",
            declared="未申报",
            found="2019年5月注册，状态正常",
            difference="申报未列",
            explanation="本人称已转让未过户",
        ),
    ),
    rule_hits=(
        data.RuleHit(
            rule_id="dibao.property.vehicle",
            title="机动车",
            outcome=data.RuleOutcome.HIT,
            text="登记有小型轿车1辆",
            article="泰安市最低生活保障家庭财产规定（示例）第六条",
        ),
        data.RuleHit(
            rule_id="dibao.property.homes",
            title="住房",
            outcome=data.RuleOutcome.PASSED,
            text="仅1套住房",
            article="同上第四条",
        ),
        data.RuleHit(
            rule_id="dibao.income.per_person",
            title="人均收入",
            outcome=data.RuleOutcome.NEEDS_SURVEY,
            text="社会保险信息未反馈，须入户核实",
            article="民发〔2021〕57号第十三条",
        ),
    ),
    conclusion=data.Conclusion.UNFIT,
    conclusion_text="家庭成员名下登记有机动车，触及财产规则1项；社会保险信息尚未反馈。",
    operator=data.Officer(name="马文静", post="县核对中心核对员"),
    reviewer=data.Officer(name="高振华", post="县核对中心复核人"),
    contradictions=("孙㛃申报“无固定工作”，社会保险登记姓名为“孙洁”，证件号码一致，姓名不符。",),
)

FIT = data.FitNotice(
    head=head("泰岱汶核告〔2020〕40号"),
    scheme=SCHEME,
    recipient=APPLICANT,
    report_number="泰岱核报〔2020〕215号",
    report_issued_on=date(2020, 9, 8),
    report_valid_until=date(2020, 12, 8),
    needed=(
        data.NeededMaterial(
            name="申请表的确认",
            how="表已按您首次登记的内容预填，核对无误后确认",
            obtained_by="本人",
        ),
        data.NeededMaterial(
            name="银行卡（折）复印件", how="带原件到窗口，由工作人员复印", obtained_by="本人"
        ),
        data.NeededMaterial(
            name="学籍信息", how="由教育部门共享，您不用提供", obtained_by="镇政府"
        ),
    ),
    reply_by=date(2020, 9, 30),
    ways=(
        "拨打窗口电话，由工作人员读给您听、您口头确认；",
        "用手机打开短信中的链接，输入验证码确认；",
        "委托村协理员或亲友带委托书到窗口确认。",
    ),
    contact=CONTACT,
)

UNFIT = data.UnfitNotice(
    head=head("泰岱汶核告〔2020〕41号"),
    scheme=SCHEME,
    recipient=APPLICANT,
    report_number="泰岱核报〔2020〕215号",
    report_issued_on=date(2020, 9, 8),
    report_valid_until=date(2020, 12, 8),
    reasons=REASONS,
    objection_way="对核对结果有异议的，可以在收到本告知书后到镇社会救助窗口提出，说明哪一项不对，"
    "有凭据的请带上；核对中心在收到异议后10个工作日内复查并书面答复您。",
    insist_way="在2020年12月8日前（核对报告有效期内）到镇社会救助窗口，或打电话、委托他人提出“坚持申请”，"
    "窗口应当接收您的申请表并依法受理，最后给您书面的批准或不予批准决定。",
    other_help=(
        "遇到突发困难的，可以申请临时救助。",
        "有劳动能力的，可以申请公益性岗位和就业帮扶。",
    ),
    contact=CONTACT,
)

POLICE = data.PoliceInquiry(
    head=head("泰岱汶低协〔2020〕2号"),
    addressee="泰安市公安局岱岳分局大汶口派出所",
    matter="赵䶮喆户最低生活保障",
    people=(
        data.DoubtfulNumber(name="孙㛃", relation="配偶", identity_number=SPOUSE.identity_number),
    ),
    reply_by=date(2020, 9, 8),
    handler=CLERK,
    contact=CONTACT,
)
EARLY = (
    INTENT,
    PRIVACY,
    AUTHORIZATION,
    GUARDIAN_AUTHORIZATION,
    HONESTY,
    REQUEST,
    REPORT,
    FIT,
    UNFIT,
    POLICE,
)
