"""Synthetic people, organs and marks from which sample documents are built."""

from datetime import date, datetime, timedelta, timezone

from jiuzhu.casework.documents.rendering.data import (
    Contact,
    DataQuery,
    Head,
    Officer,
    Party,
    Photo,
    PublicHead,
    Reason,
    StandingText,
)
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.standing import lines_of, standing_values

CHINA = timezone(timedelta(hours=8))
COUNTY = "泰安市岱岳区民政局"
TOWNSHIP = "泰安市岱岳区大汶口镇人民政府"
VILLAGE = "大汶口镇柏子村"
CENTRE = "泰安市岱岳区居民家庭经济状况核对中心"
SCHEME = "最低生活保障"
CASE_NUMBER = "3709111010011202000027"
CHECK_URL = "https://jiuzhu.example/check/7KQ2M9XD4T"

CONTACT = Contact(
    organ="大汶口镇社会救助综合服务平台",
    phone="0538-5550123",
    address="大汶口镇政府一楼便民服务大厅3号窗口",
    hours="工作日8:30至12:00，13:30至17:00",
)
CLERK = Officer(name="张建国", post="受理员")
SECOND_CLERK = Officer(name="李秀英", post="调查员")
ASSESSOR = Officer(name="王志强", post="审核人")
DECIDER = Officer(name="刘卫东", post="审批人")

QUERIES = (
    DataQuery(source="公安交管部门", items="机动车登记信息", purpose="核对家庭财产"),
    DataQuery(
        source="自然资源和规划部门", items="不动产登记、网签合同信息", purpose="核对家庭财产"
    ),
    DataQuery(
        source="人力资源社会保障部门",
        items="社会保险参保缴费、养老金等待遇领取信息",
        purpose="核对家庭收入",
    ),
)
REMEDY = (
    "如不服本决定，可以自收到本告知书之日起60日内，向泰安市岱岳区人民政府申请行政复议"
    "（地址：泰安市岱岳区行政服务中心，电话：0538-5550199）。\n"
    "也可以自收到本告知书之日起6个月内，依法向泰安市岱岳区人民法院提起行政诉讼。"
    "认为行政机关不履行法定职责的，应当先申请行政复议。"
)


def _standing(kind: str) -> tuple[StandingText, ...]:
    """Return the sentences as shipped: samples are built before there is a database."""
    return tuple(
        StandingText(key=value.key.rpartition(".")[2], lines=lines_of(value))
        for value in standing_values(load_pack("taian"), kind, date(2020, 9, 1))
    )


def head(number: str = "", organ: str = TOWNSHIP, *, kind: str = "", demo: bool = True) -> Head:
    return Head(
        standing=_standing(kind),
        organ=organ,
        number=number,
        case_number=CASE_NUMBER,
        check_url=CHECK_URL,
        check_code="7KQ2-M9XD-4T",
        demo=demo,
    )


def public_head(number: str, *, demo: bool = True) -> PublicHead:
    return PublicHead(
        organ=TOWNSHIP,
        number=number,
        check_url=CHECK_URL,
        check_code="7KQ2-M9XD-4T",
        demo=demo,
    )


def at(month: int, day: int, hour: int = 9, minute: int = 30) -> datetime:
    return datetime(2020, month, day, hour, minute, tzinfo=CHINA)


def identity(year: int, month: int, day: int, serial: int) -> str:
    return make_identity_number("370911", date(year, month, day), serial)


APPLICANT = Party(
    name="赵䶮喆",
    identity_number=identity(1968, 3, 12, 17),
    sex="男",
    born_on=date(1968, 3, 12),
    phone="13805380000",
    address="泰安市岱岳区大汶口镇柏子村4组18号",
    hukou_address="泰安市岱岳区大汶口镇柏子村4组18号",
)
SPOUSE = Party(
    name="孙㛃",
    identity_number=identity(1970, 11, 2, 28),
    sex="女",
    born_on=date(1970, 11, 2),
    phone="13905380001",
    address=APPLICANT.address,
    hukou_address=APPLICANT.address,
)
SON = Party(
    name="赵𠅤",
    identity_number=identity(2006, 7, 21, 31),
    sex="男",
    born_on=date(2006, 7, 21),
    address=APPLICANT.address,
)
PROXY_PARTY = Party(
    name="周桂兰",
    identity_number=identity(1975, 5, 30, 46),
    sex="女",
    born_on=date(1975, 5, 30),
    phone="13605380002",
    address="泰安市岱岳区大汶口镇柏子村2组5号",
)

REASONS = (
    Reason(
        rule_id="dibao.income.per_person",
        text="经核算，您家庭人均月收入为702.50元，高于岱岳区城市最低生活保障标准每人每月630.00元。",
        article="《最低生活保障审核确认办法》（民发〔2021〕57号）第十三条、第二十三条",
    ),
    Reason(
        rule_id="dibao.property.vehicle",
        text="家庭成员孙㛃名下登记有小型轿车1辆（2019年5月注册登记），不属于残疾人代步车、"
        "普通二轮或三轮摩托车，入户调查时未提供已转让、报废或被冒名登记的材料。",
        article="泰安市最低生活保障家庭财产规定（示例）第六条",
    ),
)


def photos() -> tuple[Photo, ...]:
    return (
        Photo(
            subject="房屋外观",
            taken_at=at(9, 21, 10, 5),
            taken_by="李秀英",
            digest="9f2c41d07ab3",
        ),
        Photo(
            subject="客厅及主要家电",
            taken_at=at(9, 21, 10, 12),
            taken_by="李秀英",
            digest="51be0c88d2e4",
        ),
        Photo(subject="厨房", taken_at=at(9, 21, 10, 15), taken_by="张建国", digest="a07712fe9c35"),
    )
