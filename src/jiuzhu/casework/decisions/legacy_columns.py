"""The columns of the workbook by which households of an older system come in."""

from __future__ import annotations

from dataclasses import dataclass

from jiuzhu.casework.cases.enums import Category
from jiuzhu.registers.households.enums import Relation

YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class LegacyColumn:
    """One column: what it is called, how it is written, whether the whole household has one."""

    code: str
    label: str
    hint: str
    is_needed: bool = False
    of_household: bool = False
    choices: tuple[str, ...] = ()
    is_digits: bool = False


COLUMNS = (
    LegacyColumn("source", "原系统户编号", "同一户写同一个编号，一人一行", is_needed=True),
    LegacyColumn("name", "姓名", "与证件一致", is_needed=True),
    LegacyColumn("identity", "证件号码", "18位，文本格式", is_needed=True, is_digits=True),
    LegacyColumn(
        "relation",
        "与申请人关系",
        "每户有且只有一个“本人”",
        is_needed=True,
        choices=tuple(str(label) for label in Relation.labels),
    ),
    LegacyColumn("receives", "是否保障对象", "是或否", is_needed=True, choices=(YES, NO)),
    LegacyColumn("village", "村（居）", "从下拉中选", is_needed=True, of_household=True),
    LegacyColumn(
        "category",
        "类别",
        "从下拉中选",
        is_needed=True,
        of_household=True,
        choices=tuple(str(label) for label in Category.labels),
    ),
    LegacyColumn("amount", "月保障金额（元）", "全户每月合计", is_needed=True, of_household=True),
    LegacyColumn("dated", "原系统登记日期", "例如 2019-03-01", is_needed=True, of_household=True),
    LegacyColumn("phone", "手机", "没有可不填", is_digits=True),
    LegacyColumn("account", "银行账号", "文本格式，没有可不填", of_household=True, is_digits=True),
    LegacyColumn("holder", "开户姓名", "不填就是申请人", of_household=True),
    LegacyColumn("holes", "缺少的资料", "用顿号分开，例如：授权书、入户调查表", of_household=True),
)
BY_LABEL = {column.label: column for column in COLUMNS}
BY_CODE = {column.code: column for column in COLUMNS}
ERROR_LABEL = "错误说明"
RESULT_LABEL = "转入结果"
