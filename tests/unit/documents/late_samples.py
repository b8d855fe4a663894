"""Sample contents of the papers from the decision to the archive: W24 to W50."""

from dataclasses import fields
from datetime import date

from jiuzhu.casework.documents.rendering import data
from jiuzhu.kernel.periods import Month
from unit.documents.sample_parts import (
    APPLICANT,
    CASE_NUMBER,
    CLERK,
    CONTACT,
    COUNTY,
    DECIDER,
    REASONS,
    REMEDY,
    SCHEME,
    SECOND_CLERK,
    TOWNSHIP,
    VILLAGE,
    at,
    head,
    photos,
    public_head,
)

GRANT = data.GrantNotice(
    head=head("泰岱民低准〔2020〕118号", organ=COUNTY, kind="W24"),
    scheme=SCHEME,
    recipient=APPLICANT,
    applied_on=date(2020, 9, 9),
    accepted_on=date(2020, 9, 14),
    category="农村",
    covered=("赵䶮喆", "孙㛃", "赵𠅤"),
    standard_fen=47_500,
    per_person_fen=33_333,
    amount_fen=42_600,
    formula="（保障标准475.00元 − 人均月收入333.33元）× 3人，进到元",
    article="《社会救助暂行办法》第十一条、第十二条",
    start_month=Month(2020, 10),
    review_class="B类",
    review_text="收入相对稳定的家庭，每半年复核一次",
    payment_way="每月10日前发放到您本人账户（尾号0012）",
    publicity_text="批准结果将在柏子村公示栏公示7日，只公布姓名、人数、金额和联系电话。"
    "公示期间有人提出异议的，由镇政府组织民主评议，结果书面告知您。",
    report_within="1个月内",
    remedy=REMEDY,
    contact=CONTACT,
)

REFUSAL = data.RefusalNotice(
    head=head("泰岱民低不批〔2020〕12号", organ=COUNTY),
    scheme=SCHEME,
    recipient=APPLICANT,
    applied_on=date(2020, 9, 9),
    accepted_on=date(2020, 9, 14),
    facts=(
        "您家庭共同生活的成员为赵䶮喆、孙㛃、赵𠅤3人。",
        "2019年9月至2020年8月，家庭可支配收入共25,290.00元，月人均702.50元。",
        "孙㛃名下登记有小型轿车1辆，入户调查时停放在院内。",
    ),
    reasons=REASONS,
    remedy=REMEDY,
    other_help=(
        "因病支出较大的，可以申请支出型临时救助。",
        "赵𠅤的学费困难，可以向学校申请教育救助。",
    ),
    contact=CONTACT,
)

LINES = (
    data.SheetLine(shown_name="赵䶮喆", persons=3, amount_fen=42_600),
    data.SheetLine(shown_name="钱大勇", persons=1, amount_fen=47_500),
    data.SheetLine(shown_name="郑某某（未成年）", persons=1, amount_fen=47_500),
)
BOARD = data.BoardSheet(
    head=public_head("泰岱汶公〔2020〕9号"),
    village=VILLAGE,
    lines=LINES,
    posted_from=date(2020, 9, 26),
    posted_to=date(2020, 10, 2),
    hotline="0538-5550123",
    township=TOWNSHIP,
    objection_way="公示期内对公示内容有异议的，请拨打监督电话或到镇社会救助窗口反映；可以不留姓名。",
)
WEB = data.WebSheet(
    head=public_head("泰岱汶公〔2020〕9号"),
    village=VILLAGE,
    lines=tuple(
        data.SheetLine(
            shown_name=line.shown_name[0] + "*", persons=line.persons, amount_fen=line.amount_fen
        )
        for line in LINES
    ),
    posted_from=BOARD.posted_from,
    posted_to=BOARD.posted_to,
    hotline=BOARD.hotline,
    township=TOWNSHIP,
    objection_way=BOARD.objection_way,
)
OPINION_BOARD = data.OpinionBoardSheet(
    **{field.name: getattr(BOARD, field.name) for field in fields(BOARD)}
)
OPINION_WEB = data.OpinionWebSheet(
    **{field.name: getattr(WEB, field.name) for field in fields(WEB)}
)
POSTING = data.PostingProof(
    head=public_head("泰岱汶公证〔2020〕9号"),
    sheet_number="泰岱汶公〔2020〕9号",
    sheet_title="最低生活保障审批结果公示单",
    village=VILLAGE,
    place="柏子村村民委员会公示栏",
    posted_at=at(9, 25, 16, 0),
    taken_down_at=at(10, 3, 9, 0),
    full_days=7,
    posters=(data.Officer(name="吴学民", post="村级协理员"), CLERK),
    photos=photos()[:2],
    objections=0,
    objections_text="公示期间未收到异议。",
)
OBJECTED = data.ObjectionSheet(
    head=head("泰岱汶低异〔2020〕1号"),
    objection="YB7K2M9QWX4T",
    sheet_number="泰岱汶公〔2020〕9号",
    channel="电话",
    wording="口述记录，已念给本人听并认可",
    is_named=True,
    received_at=at(9, 28, 10, 20),
    due_on=date(2020, 10, 28),
    digest="5f0e2b7791cd4a52" * 4,
    recorded_by="吴学民",
)
OBJECTION_ANSWER = data.ObjectionAnswer(
    head=head("泰岱汶低异〔2020〕2号"),
    objection="YB7K2M9QWX4T",
    sheet_number="泰岱汶公〔2020〕9号",
    received_on=date(2020, 9, 28),
    result="经民主评议，异议不属实，批准结果不变。",
    text="10月12日，镇里组织村民代表对您反映的情况进行了评议，到会人员逐项核实，与入户调查一致。",
    contact=CONTACT,
)
MEETING = data.AppraisalNotice(
    head=head("泰岱汶低评〔2020〕1号"),
    village=VILLAGE,
    sheet_number="泰岱汶公〔2020〕9号",
    question="该户申报的共同生活成员为3人，是否属实。",
    meets_at=at(10, 12, 9, 0),
    place="柏子村村民委员会会议室",
    composition="到会不少于5人，其中村（居）民代表不少于3分之2（民发〔2012〕220号第二十二条）",
    may_be_told=("家里有几口人，共同生活的是谁", "公示单上已经公开的内容"),
    never_told=("核对得到的数字", "谁提出的异议"),
    contact=CONTACT,
)
MINUTES = data.AppraisalRecord(
    head=head("泰岱汶低评〔2020〕2号"),
    village=VILLAGE,
    question=MEETING.question,
    objections=2,
    met_at=MEETING.meets_at,
    place=MEETING.place,
    people=(
        data.SatDown(
            name="周桂兰", seat="村（居）民代表", statement="一直是三口人。", ballot="调查属实"
        ),
        data.SatDown(name="吴学民", seat="村（居）两委成员", statement="", ballot="弃权"),
    ),
    representatives=1,
    composition=MEETING.composition,
    has_votes=True,
    finding="异议不属实",
    fact="户口簿和入户所见均为三口人。",
    recorder=CLERK,
)
ADJUST = data.AdjustmentNotice(
    head=head("泰岱民低调〔2021〕5号", organ=COUNTY),
    scheme=SCHEME,
    recipient=APPLICANT,
    facts=("孙㛃自2021年2月起在镇敬老院从事护理工作，月工资1,200.00元。",),
    reasons=REASONS[:1],
    persons_before=3,
    persons_after=3,
    before_fen=42_600,
    after_fen=18_300,
    formula="（475.00 − 414.00）× 3 = 183.00",
    effective_month=Month(2021, 4),
    remedy=REMEDY,
    contact=CONTACT,
)
STOP = data.StopNotice(
    head=head("泰岱民低停〔2021〕2号", organ=COUNTY),
    scheme=SCHEME,
    recipient=APPLICANT,
    facts=("长子赵立德结清贷款后每月给付赡养费900.00元，家庭人均月收入688.00元。",),
    reasons=REASONS[:1],
    before_fen=18_300,
    last_paid_month=Month(2021, 9),
    stop_month=Month(2021, 10),
    exit_talk_on=date(2021, 9, 16),
    other_help=("医疗费用负担较重时，可以申请支出型临时救助。",),
    remedy=REMEDY,
    contact=CONTACT,
)
TALK = data.ExitTalk(
    head=head("泰岱汶谈〔2021〕2号"),
    scheme=SCHEME,
    person=APPLICANT,
    talk_at=at(9, 16, 15, 0),
    place="赵䶮喆家中",
    officers=(CLERK, SECOND_CLERK),
    present=("孙㛃", "村协理员吴学民"),
    ground="复核发现家庭人均月收入高于保障标准",
    points=(
        data.TalkPoint(
            point="停发的原因和计算过程，逐项读给本人听", answer="听明白了，数目没有出入。"
        ),
        data.TalkPoint(point="低保金发到2021年9月，10月起停发", answer="知道了。"),
        data.TalkPoint(
            point="不服可以复议或者起诉，期限分别是60日和6个月", answer="暂时不打算提出。"
        ),
    ),
    alternatives=("支出型临时救助", "残疾人两项补贴申请指导"),
    own_words="希望孩子上高中时学校能照顾。",
)
WITHDRAWAL = data.WithdrawalRequest(
    head=head("泰岱汶撤〔2020〕1号"),
    scheme=SCHEME,
    applicant=APPLICANT,
    intent_on=date(2020, 9, 1),
    stage="核对中",
    reason="儿子已找到工作，家里暂时能维持",
    organ_applied_to=TOWNSHIP,
    recorded_by="张建国（电话记录）",
)
ENDING = data.WithdrawalNotice(
    head=head("泰岱汶终〔2020〕1号"),
    scheme=SCHEME,
    recipient=APPLICANT,
    cause=data.EndingCause.LAPSED,
    cause_on=date(2020, 9, 25),
    details="2020年9月9日发出补正通知书（泰岱汶补〔2020〕8号），9月24日期满，其间电话提醒2次。",
    stage="补正中",
    remedy=REMEDY,
    contact=CONTACT,
)
RECEIPT = data.DeliveryReceipt(
    head=head("泰岱汶送〔2020〕57号"),
    scheme=SCHEME,
    document_title="不予批准告知书",
    document_number="泰岱民低不批〔2020〕12号",
    document_issued_on=date(2020, 9, 25),
    recipient=APPLICANT,
    place="柏子村4组18号",
    method="直接送达",
    servers=(CLERK, SECOND_CLERK),
)
REFUSED_RECEIPT = data.DeliveryReceipt(
    head=head("泰岱汶送〔2020〕58号"),
    scheme=SCHEME,
    document_title="低保金停发告知书",
    document_number="泰岱民低停〔2021〕2号",
    document_issued_on=date(2021, 9, 18),
    recipient=APPLICANT,
    place="柏子村4组18号",
    method="留置送达",
    servers=(CLERK, SECOND_CLERK),
    served_at=at(9, 20, 10, 30),
    received_by="",
    refusal_reason="本人表示不同意停发，不愿签字",
    witnesses=("柏子村村民委员会 吴学民", "村民代表 周桂兰"),
    proof="现场照片2张，录像1段",
)
FILE = data.FileContents(
    head=head("泰岱汶档〔2020〕22号"),
    scheme=SCHEME,
    household=APPLICANT,
    file_number="2020-低保-022",
    fonds="Z037",
    category="审批类",
    year=2020,
    retention="停发后10年",
    security="内部",
    opened_on=date(2020, 9, 1),
    closed_on=date(2021, 10, 20),
    entries=tuple(
        data.FileEntry(
            title=title,
            responsible=TOWNSHIP,
            number=number,
            dated_on=day,
            pages=pages,
            first_page=first,
        )
        for title, number, day, pages, first in (
            ("最低生活保障审核审批表", "泰岱汶审〔2020〕22号", date(2020, 9, 23), 2, 1),
            ("最低生活保障申请表", "泰岱汶低申〔2020〕22号", date(2020, 9, 9), 3, 3),
            ("家庭经济状况核对授权书（3份）", "泰岱汶授〔2020〕30至32号", date(2020, 9, 1), 3, 6),
            ("家庭经济状况核对报告", "泰岱核报〔2020〕215号", date(2020, 9, 8), 2, 9),
            ("入户调查表", "泰岱汶调〔2020〕22号", date(2020, 9, 21), 2, 11),
            ("批准通知书及送达回证", "泰岱民低准〔2020〕118号", date(2020, 9, 25), 3, 13),
        )
    ),
    missing=(
        data.MissingPaper(
            title="邻里访问记录", reason="存量转入案件，旧系统未留存", approved_by="刘卫东"
        ),
    ),
    closing_note="本卷共15页，照片3张另存电子卷。经检查，文件齐全、顺序无误。",
    archivist=data.Officer(name="孟繁星", post="档案员"),
    checker=DECIDER,
    trace_digest=f"{CASE_NUMBER}:5f0e2b7791cd",
)

URGENT = data.UrgentRelief(
    head=head("泰岱汶临急〔2020〕3号"),
    person=data.Party(name="无名氏"),
    seen_as="男，约六十岁，左臂有旧伤疤，只会说“孟”",
    place=VILLAGE,
    cause="火灾",
    happened="夜里灶间起火，三间屋烧掉两间，人没有伤，没有地方住",
    learned_at=at(9, 26, 23, 10),
    relieved_at=at(9, 27, 0, 40),
    due_at=at(9, 27, 23, 10),
    late_cause="",
    form="现金（备用金）",
    given_to="",
    amount_fen=80_000,
    tier="情况较轻",
    article="《社会救助暂行办法》第四十八条",
    giver=CLERK,
    witness="李秀英",
    complete_by=date(2020, 10, 12),
    contact=CONTACT,
)
COMPLETION = data.ReliefCompletion(
    head=head("泰岱汶临急补〔2020〕3号"),
    person=APPLICANT,
    unknown_reason="",
    place=VILLAGE,
    cause="火灾",
    happened=URGENT.happened,
    facts="9月27日上午两人到现场，灶间、西屋烧毁，派出所出具火灾情况，村主任在场证明。",
    form=URGENT.form,
    given_to="",
    amount_fen=URGENT.amount_fen,
    article=URGENT.article,
    relieved_at=URGENT.relieved_at,
    complete_by=URGENT.complete_by,
    handler=SECOND_CLERK,
    giver=CLERK.name,
    contact=CONTACT,
)

LATE = (
    OPINION_BOARD,
    OPINION_WEB,
    GRANT,
    REFUSAL,
    BOARD,
    WEB,
    POSTING,
    OBJECTED,
    OBJECTION_ANSWER,
    MEETING,
    MINUTES,
    ADJUST,
    STOP,
    TALK,
    WITHDRAWAL,
    ENDING,
    RECEIPT,
    REFUSED_RECEIPT,
    FILE,
    URGENT,
    COMPLETION,
)
