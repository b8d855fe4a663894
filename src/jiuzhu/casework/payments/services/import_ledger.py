"""Import the finance ledger of a month and measure how far it agrees with the payroll (S31)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from jiuzhu.casework.cases.enums import Category, Scheme
from jiuzhu.casework.payments.access import batch_to_change
from jiuzhu.casework.payments.enums import ITEM_OF, ONE_OFF_ITEMS, Difference, Item
from jiuzhu.casework.payments.models import LedgerImport, LedgerLine
from jiuzhu.casework.payments.services.compare_ledger import LedgerRow, compare_ledger
from jiuzhu.casework.payments.services.freeze_agreement import keep_measure
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven
from jiuzhu.casework.payments.services.read_table import read_table
from jiuzhu.infra import keys
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.digests import sha256
from jiuzhu.kernel.errors import Conflict, FieldError, InvalidInput, Refused
from jiuzhu.kernel.identity import parse_identity_number
from jiuzhu.kernel.money import parse_yuan
from jiuzhu.kernel.periods import Month

COLUMNS = {
    "identity": ("身份证号", "身份证号码", "公民身份号码", "证件号码", "领款人身份证号"),
    "name": ("姓名", "户主姓名", "领款人", "领款人姓名"),
    "amount": ("金额", "金额（元）", "金额(元)", "发放金额", "发放金额（元）"),
    "item": ("项目", "资金项目", "补贴项目"),
    "month": ("所属月", "所属月份", "月份", "所属期"),
    "persons": ("人数", "保障人数"),
    "category": ("城乡", "城乡类别", "类别"),
}
NEEDED = {"identity": "身份证号", "amount": "金额"}
COMPARED = {
    "amount": "金额",
    "persons": "人数",
    "category": "城乡",
    "month": "所属月",
    "item": "项目",
}
ITEMS = {
    **{str(item.label): item for item in Item},
    **dict.fromkeys(("最低生活保障金", "基本保障金"), Item.BASIC),
    **dict.fromkeys(("特困人员救助供养金", "特困基本生活", "照料护理", "照料护理费"), Item.TEKUN),
    "临时救助": Item.TEMPORARY,
}
CATEGORIES = {
    **dict.fromkeys(("城市", "城镇", "城市低保", "URBAN"), Category.URBAN.value),
    **dict.fromkeys(("农村", "农村低保", "RURAL"), Category.RURAL.value),
}
SPOILED_NUMBER = re.compile(r"[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
MONTH_TEXT = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})月?")
MOST_ERRORS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The rows of a ledger and which of the comparable fields it carries."""

    rows: tuple[LedgerRow, ...]
    fields: frozenset[str]

    @property
    def compared(self) -> str:
        """Name the compared fields as they are printed beside the rate."""
        return "、".join(label for name, label in COMPARED.items() if name in self.fields)


@transaction.atomic
def import_ledger(
    *, payroll: PayrollGiven, content: bytes, actor: Actor, at: datetime
) -> LedgerImport:
    """Compare the finance ledger with the frozen payroll and keep every difference by its kind.

    C1 of domain.md §6.4: keys of either side are the denominator. The payroll counts without the
    lines that the bank proved returned. Only fields that the ledger carries are compared, and
    which ones is kept and printed. The same bytes are taken once.

    Raises: Forbidden, NotVisible, Conflict `ledger.other_batch`, Refused `ledger.columns`,
    InvalidInput with the rows that cannot be read, `table.*`.
    """
    batch = batch_to_change(
        county_code=payroll.county_code,
        scheme=payroll.scheme,
        month=payroll.month,
        actor=actor,
        capability="ledger.import",
    )
    digest = sha256(content)
    known = LedgerImport.objects.filter(digest=digest).first()
    if known is not None:
        if known.batch_id != batch.pk:
            raise Conflict("ledger.other_batch", "这份台账已导入到另一个月份。请核对月份和文件。")
        return known
    item = ITEM_OF[Scheme(batch.scheme)]
    ledger = read_ledger(content, batch_month=Month.of(batch.month), item=item)
    taken = LedgerImport.objects.create(
        batch=batch,
        digest=digest,
        lines=len(ledger.rows),
        equal=0,
        union=0,
        compared=ledger.compared,
        taken_at=at,
        taken_by_id=actor.officer(),
    )
    compare_ledger(taken=taken, batch=batch, rows=ledger.rows, fields=ledger.fields, at=at)
    found = LedgerLine.objects.filter(ledger=taken)
    found = found.filter(is_one_off=item in ONE_OFF_ITEMS)
    taken.union = found.count()
    taken.equal = found.filter(difference=Difference.EQUAL).count()
    taken.save(update_fields=["union", "equal"])
    keep_measure(batch=batch, ledger=taken, is_final=False, at=at)
    return taken


def read_ledger(content: bytes, *, batch_month: Month, item: Item) -> Ledger:
    """Return the rows of a ledger; columns are known by their titles, whatever their order.

    `item` is what a row is for that does not say so.

    Raises: Refused `ledger.columns`, InvalidInput naming up to twenty rows, `table.*`.
    """
    titles, *rows = read_table(content)
    places = {
        name: titles.index(title)
        for name, known in COLUMNS.items()
        for title in known
        if title in titles
    }
    missing = [label for name, label in NEEDED.items() if name not in places]
    if missing:
        raise Refused(
            "ledger.columns",
            "台账第1行没有“%(columns)s”这一列。请补上列名后重新导入。",
            field="file",
            values={"columns": "、".join(missing)},
        )
    read: list[LedgerRow] = []
    errors: list[FieldError] = []
    for position, row in enumerate(rows, start=2):
        try:
            read.append(_row(row, places, batch_month, item))
        except Refused as error:
            errors.append(_in_row(position, error).at_field("file"))
    if errors:
        raise InvalidInput(tuple(errors[:MOST_ERRORS]))
    return Ledger(rows=tuple(read), fields=frozenset(places) - {"identity", "name"})


def _in_row(position: int, error: Refused) -> Refused:
    values = {"row": position, "why": error}
    return Refused(error.code, "第%(row)s行：%(why)s", values=values)


def _row(row: tuple[str, ...], places: dict[str, int], batch_month: Month, item: Item) -> LedgerRow:
    def cell(name: str) -> str:
        place = places.get(name, len(row))
        return row[place] if place < len(row) else ""

    persons = cell("persons")
    if persons and not (persons.isascii() and persons.isdigit()):
        raise Refused(
            "ledger.persons", "人数“%(persons)s”不是整数，请更正。", values={"persons": persons}
        )
    return LedgerRow(
        payee_index=keys.blind_index(_identity(cell("identity")), kind="identity"),
        amount_fen=parse_yuan(cell("amount")),
        item=_item(cell("item")) if cell("item") else item.value,
        month=_month(cell("month")) if "month" in places else batch_month,
        persons=int(persons) if persons else None,
        category=_category(cell("category")) if "category" in places else None,
        name=cell("name")[:60],
    )


def _identity(text: str) -> str:
    """Return the number in its one form; what is no number stays as it is and matches nobody."""
    if SPOILED_NUMBER.fullmatch(text):
        raise Refused(
            "ledger.spoiled",
            "身份证号被表格软件改成了科学计数，末几位已丢失。请把该列设为文本后重新导出。",
        )
    try:
        return parse_identity_number(text, seen_on_paper=True).number
    except Refused:
        return text.upper()


def _item(text: str) -> str:
    return ITEMS[text].value if text in ITEMS else text[:20]


def _month(text: str) -> Month:
    match = MONTH_TEXT.fullmatch(text)
    if match is None:
        raise Refused(
            "ledger.month", "所属月“%(text)s”无法识别，应写成 2020-09。", values={"text": text}
        )
    return Month.parse(f"{match[1]}-{int(match[2]):02d}")


def _category(text: str) -> str:
    if text not in CATEGORIES:
        raise Refused(
            "ledger.category",
            "城乡类别“%(text)s”无法识别，应写“城市”或“农村”。",
            values={"text": text},
        )
    return CATEGORIES[text]
