"""Made-up contents of the catalogue page; every person in it is a test person."""

from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlencode

from markupsafe import Markup

from jiuzhu.interfaces.web.parts.chips import chip, deadline_chip, hours_chip, state_chip
from jiuzhu.interfaces.web.parts.frame import Frame, MenuGroup
from jiuzhu.interfaces.web.parts.help import helps
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Chip,
    Column,
    Confirmation,
    Conflict,
    Difference,
    Empty,
    Fact,
    Happening,
    JobProgress,
    Link,
    Pager,
    Paper,
    Preview,
    Row,
    Slip,
    Step,
    Table,
    Tile,
    Unverified,
)
from jiuzhu.kernel.workdays import WorkCalendar

TODAY = date(2020, 9, 1)
NOW = datetime(2020, 9, 1, 2, 32, tzinfo=UTC)
CALENDAR = WorkCalendar("catalogue", {}, date(2020, 1, 1), date(2020, 12, 31))
HERE = "/system/ui/"

WRONG_INPUT = urlencode(
    {
        "name": "王\u202e秀英",
        "identity_number": "37091119500308002",
        "phone": "1390000",
        "income": "5.005",
        "born_on": "农历三月初八",
        "relation": "NEIGHBOUR",
        "channel": "SMS",
        "note": "请提供收入证明",
        "idempotency_key": "00000000-0000-4000-8000-000000000000",
    }
)
UNTIDY_INPUT = urlencode(
    {
        "name": "测试王秀英",
        "identity_number": "37091119500308002 ",
        "phone": "+86 199-0000-0001",
        "income": "1,200.50",
        "born_on": "1950/3/8",
        "relation": "CHILD",
        "channel": "CALL",
        "agreed": "on",
        "idempotency_key": "00000000-0000-4000-8000-000000000001",
    }
)
WRONG_ROWS = urlencode(
    {
        "members-0-name": "测试王秀英",
        "members-0-identity_number": "",
        "members-0-relation": "SPOUSE",
        "members-0-phone": "19900000001",
        "members-1-name": "测试李明",
        "members-1-identity_number": "370911200213450012",
        "members-1-relation": "",
        "members-1-phone": "",
        "members-2-name": "",
        "members-2-identity_number": "",
        "members-2-relation": "",
        "members-2-phone": "",
    }
)

FRAME = Frame(
    organ="泰安市岱岳区满庄镇",
    user="测试李敏",
    post="受理员",
    scope="满庄镇各村居",
    menu=(
        MenuGroup(
            "今天",
            (
                Link("我的待办", HERE, count=9, current=True),
                Link("受理登记", HERE),
                Link("在办案件", HERE, count=37),
            ),
        ),
        MenuGroup(
            "办理",
            (
                Link("核对", HERE, count=6),
                Link("审核审批", HERE),
                Link("公示", HERE, count=4),
                Link("发放", HERE),
                Link("档案", HERE),
            ),
        ),
    ),
    search_url=HERE,
    sign_out_url=HERE,
    help=helps()["desk:tasks"],
    switch_url=HERE,
    notices_url=HERE,
    notices_count=5,
    telephone="0538-0000000",
    demo_clock=NOW,
)


def deadlines() -> tuple[Chip, ...]:
    """Show every level of a deadline."""
    days = (date(2020, 8, 27), TODAY, date(2020, 9, 3), date(2020, 9, 9), date(2020, 9, 25))
    return (
        *(deadline_chip(day, TODAY, CALENDAR) for day in days),
        deadline_chip(date(2020, 9, 11), TODAY, CALENDAR, paused=True),
        deadline_chip(date(2021, 1, 8), TODAY, CALENDAR, provisional=True),
        hours_chip(NOW + timedelta(hours=5), NOW),
        hours_chip(NOW - timedelta(hours=3), NOW),
        deadline_chip(None, TODAY, CALENDAR),
    )


def states() -> tuple[Chip, ...]:
    """Show every tone of a state."""
    return (
        state_chip("APPLIED", "已申请"),
        state_chip("SURVEY", "入户调查"),
        state_chip("SUPPLEMENT", "补正中"),
        state_chip("IN_PAYMENT", "在保"),
        state_chip("STOPPED", "已停发"),
        chip("unknown", "状态未知"),
    )


NEXT_STEP = Action("出具核对结果告知", HERE)
ACTIONS = (
    Action("打印", HERE),
    Action("撤回", HERE, danger=True),
    Action("批准", HERE, blocked="您参与过本案入户调查，请交替补审批人。"),
)
TABS = (
    Link("我的待办", HERE, count=9, current=True),
    Link("待核对", HERE, count=6),
    Link("公示中", HERE, count=4),
    Link("即将超期", HERE, count=3),
)
CRUMBS = (Link("工作台", HERE), Link("在办案件", HERE), Link("部件目录", ""))
PAGER = Pager(
    HERE,
    HERE,
    "本页20件，按期限从近到远",
    sizes=(Link("20", HERE, current=True), Link("50", HERE), Link("100", HERE)),
)
_NAMES = (
    "测试王秀英",
    "测试单守义",
    "测试仇兰",
    "测试阿依古丽·买买提",
    "测试䶮明",
    "测试李大山",
    "测试查桂花",
)


def queue() -> Table:
    """Make the list that an officer starts the day with."""
    chips = deadlines()[:7]
    stages = ("授权中", "核对中", "待审批", "入户调查", "补正中", "结果公示", "已受理")
    tones = (
        "AUTHORISING",
        "VERIFYING",
        "OPINION",
        "SURVEY",
        "SUPPLEMENT",
        "RESULT_PUB",
        "ACCEPTED",
    )
    rows = tuple(
        Row(
            cells=(
                chips[place],
                name,
                place % 4 + 1,
                "低保申请",
                state_chip(tones[place], stages[place]),
                ("城西村", "北迎村", "满庄村")[place % 3],
                date(2020, 8, 3 + place),
                63000 * (place % 4 + 1) - 1250 * place,
                f"岱满低保〔2020〕{place + 101}号",
            ),
            url=f"{HERE}?case={place}",
            key=f"2020-{place + 101}",
            returned=place == 3,  # noqa: PLR2004 - one row shows the mark
        )
        for place, name in enumerate(_NAMES)
    )
    columns = (
        Column("期限", "chip", sort_url=f"{HERE}?sort=-due", sorted="ascending"),
        Column("申请人", "head", sort_url=f"{HERE}?sort=name"),
        Column("人口", "number"),
        Column("事项"),
        Column("环节", "chip"),
        Column("村居"),
        Column("收件", "date", sort_url=f"{HERE}?sort=received"),
        Column("拟保障", "money", unit="元/月"),
        Column("编号", "code"),
    )
    totals = (None, "合计", 16, None, None, None, None, 982750, None)
    empty = Empty("今天没有待办。")
    return Table(
        "我的待办，按期限",
        columns,
        rows,
        empty,
        select="cases",
        keys=True,
        totals=totals,
        pager=PAGER,
        as_of=NOW,
    )


def wide() -> Table:
    """Make a list with more columns than fit, scrolling inside itself."""
    columns = (Column("姓名", "head"), *(Column(f"{month}月", "money") for month in range(1, 19)))
    rows = tuple(Row((name, *(63000 + month for month in range(18))), url=HERE) for name in _NAMES)
    return Table("逐月发放（单位：元）", columns, rows, Empty("没有发放记录。"), wide=True)


EMPTY = Table(
    "待核对",
    (Column("申请人", "head"),),
    (),
    Empty("没有授权齐全的请求。", (Link("看全部在办", HERE), Link("去新收件", HERE))),
)
FACTS = (
    Fact("申请人", "测试王秀英"),
    Fact("证件号码", "370911********002X"),
    Fact("受理日期", date(2020, 8, 14), "date"),
    Fact("月人均收入", 41250, "money", source="核算第3行"),
    Fact("城市低保标准", 63000, "money", source="泰民〔2020〕第1条"),
    Fact("重残增发", 12600, "money", unverified=Unverified("请核对文件原文后使用")),
    Fact("代理人", None),
)
STEPS = (
    Step("授权", "done", "08-03"),
    Step("核对", "done", "08-10"),
    Step("申请", "done", "08-14"),
    Step("审核", "current"),
    Step("民主评议", "skipped", "无异议不评议"),
    Step("审批", "todo"),
    Step("公示", "todo"),
    Step("发放", "todo"),
)
TIMELINE = (
    Happening(
        datetime(2020, 8, 28, 1, 5, tzinfo=UTC),
        "更正住址",
        "测试李敏 受理员",
        differences=(Difference("住址", "满庄村12号", "满庄村21号"),),
    ),
    Happening(
        datetime(2020, 8, 14, 7, 40, tzinfo=UTC),
        "受理",
        "测试李敏 受理员",
        "材料齐全，开始计算20个工作日。",
        (Link("受理通知书", HERE),),
    ),
    Happening(datetime(2020, 8, 3, 2, 0, tzinfo=UTC), "登记意愿", "测试赵平 村级协理员"),
)
PAPERS = (
    Paper(
        "受理通知书",
        "岱满民受〔2020〕101号",
        chip("done", "已送达"),
        date(2020, 8, 14),
        "本人签收",
        (Link("查看", HERE), Link("送达回证", HERE)),
    ),
    Paper(
        "授权书",
        "岱满民授〔2020〕88号",
        chip("waiting", "待签字"),
        date(2020, 8, 3),
        links=(Link("打印", HERE),),
    ),
    Paper("一次性告知书", state=chip("stopped", "已作废")),
)
IMAGE = Preview("授权书扫描件 第1页", "/static/jiuzhu/mark.svg", "image", HERE)
JOBS = (
    JobProgress(
        "生成8月银行文件",
        420,
        1204,
        "running",
        "测试周芳",
        "每秒60户",
        "约13秒",
        actions=(Action("取消", HERE, danger=True),),
    ),
    JobProgress(
        "导入部门返回文件",
        39,
        42,
        "failed",
        "测试周芳",
        errors=(
            "第7行：证件号码校验不符，请对照原件更正后重新导入。",
            "第12行：姓名与请求不一致。",
        ),
        actions=(Action("重试未办成的3条", HERE), Action("下载带错误列的原表", HERE)),
    ),
)
CONFLICT = Conflict(
    "测试张伟 审核人",
    datetime(2020, 9, 1, 2, 20, tzinfo=UTC),
    (Difference("月收入", "1,200.00", "1,350.00"), Difference("就业状况", "", "灵活就业")),
    HERE,
)
CONFIRMATION = Confirmation(
    "批准3户低保",
    (
        Fact("户数", 3, "number"),
        Fact("每月合计", 250000, "money"),
        Fact("开始月份", "2020年10月"),
        Fact("将出具", "低保审批决定通知书3份"),
    ),
    excluded=("测试仇兰：核对报告已过有效期，先重新核对。",),
    back_url=HERE,
    warnings=("通知书出具后不能撤回，只能另行作出更正决定。",),
)
TILES = (
    Tile("主动发现", HERE, "find", "报告有困难的人"),
    Tile("代办申请", HERE, "proxy"),
    Tile("入户公示", HERE, "house", "今天2件"),
    Tile("我帮的人", HERE, "people"),
)
SLIP = Slip(
    code="7K3M-92QD",
    applicant="测*甲",
    scheme="最低生活保障",
    headline="已收到您的申请，正在看材料",
    todo="现在不用您做什么，有消息会告诉您。",
    organ="测试镇",
    telephone="0538-0000000",
    address="https://example.test/c/progress/7K3M-92QD/",
    sign=Markup('<svg viewBox="0 0 3 3"><path d="M0 0h3v3h-3z"/></svg>'),
    printed_at=datetime(2020, 9, 1, 2, 20, tzinfo=UTC),
    back_url=HERE,
)
