"""What narrows and orders a list: all of it stands in the address, a wrong value is named."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, QueryDict

from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.cases.services.assign_case import ASSIGNS
from jiuzhu.casework.workspace.narrowing import (
    CASE_ORDERS,
    DUES,
    LONGEST_KEY,
    PAGE_SIZE,
    PAGE_SIZES,
    TASK_ORDERS,
    WHOSE,
)
from jiuzhu.casework.workspace.places import states
from jiuzhu.casework.workspace.queries import Narrowing, places_to_choose
from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import (
    CodeField,
    LegalDateField,
    PageForm,
    PlainTextField,
)
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.policy.flowchart import STAGE_LABELS
from jiuzhu.registers.organs.queries import officer_name

MOST_QUERY = 60
OTHER_PLACE = "这个所在地不在您的辖区，可能是别的机关的链接；下面没有按这一条筛选。"
NO_SUCH_COLLEAGUE = "没有这位同事，可能是别的机关的链接；下面没有按这一条筛选。"
NOT_A_COLUMN = "清单不能按这一列排序，下面按原来的顺序排列。"
NO_SUCH_SIZE = "每页只能是 20、50 或 100 件，下面按 20 件一页。"


class ListForm(PageForm):
    """The conditions that every list of cases has."""

    orders: ClassVar[tuple[str, ...]] = ()
    shown: tuple[str, ...] = ()
    kept: ClassVar[tuple[str, ...]] = ("sort", "size")

    who = CodeField(label="经办人", codes=(), required=False)
    place = CodeField(label="所在地", codes=(), required=False)
    category = CodeField(label="类别", codes=(), required=False)
    due = CodeField(label="期限", codes=(), required=False)
    since = LegalDateField(label="登记日期从", required=False)
    until = LegalDateField(label="到", required=False)
    sort = CodeField(label="排序", codes=(), required=False)
    size = CodeField(label="每页", codes=(), required=False)
    after = PlainTextField(required=False, max_length=60)
    before = PlainTextField(required=False, max_length=60)
    row = PlainTextField(required=False, max_length=40)
    to = CodeField(codes=(("xlsx", "Excel"),), required=False)
    template = PlainTextField(required=False, max_length=12)

    def __init__(self, request: HttpRequest, data: QueryDict | None = None) -> None:
        here = asked(request)
        super().__init__(request.GET if data is None else data, on=legal_day(here.at))
        self.actor = here.actor
        self._offer("who", "全部", self._whose(), NO_SUCH_COLLEAGUE)
        if not here.actor.may(ASSIGNS) and not self.data.get("who"):
            self.shown = tuple(name for name in self.shown if name != "who")
        self._offer("place", "全部", places_to_choose(here.actor), OTHER_PLACE)
        self._offer("category", "全部", tuple(Category.choices))
        self._offer("due", "全部", DUES)
        self._offer("sort", "", tuple((code, code) for code in self.orders), NOT_A_COLUMN)
        sizes = tuple((str(size), str(size)) for size in PAGE_SIZES)
        self._offer("size", "", sizes, NO_SUCH_SIZE)

    def _whose(self) -> tuple[tuple[str, str], ...]:
        """Return whose cases can be chosen; a colleague is chosen by a link, not here."""
        wanted = str(self.data.get("who", ""))
        if not wanted.isdecimal() or len(wanted) > LONGEST_KEY:
            return WHOSE
        name = officer_name(int(wanted))
        return (*WHOSE, (wanted, name)) if name else WHOSE

    def _offer(
        self, name: str, nothing: str, codes: tuple[tuple[str, str], ...], wrong: str = ""
    ) -> None:
        field: Any = self.fields[name]
        field.choices = [("", nothing), *codes]
        if wrong:
            field.error_messages["invalid_choice"] = phrase(wrong)

    def given(self, name: str) -> Any:
        """Return what a field says, if it is valid."""
        return self.cleaned_data.get(name) or ""

    @property
    def narrowing(self) -> Narrowing:
        """Return the valid conditions."""
        return Narrowing(
            stage=self.given("stage"),
            state=self.given("state"),
            place=self.given("place"),
            category=self.given("category"),
            due=self.given("due"),
            **Narrowing.whose(self.given("who"), self.actor),
            since=self.given("since") or None,
            until=self.given("until") or None,
        )

    @property
    def order(self) -> str:
        """Return the order of the list."""
        return str(self.given("sort") or self.orders[0])

    @property
    def page_size(self) -> int:
        """Return how many rows a page holds."""
        return int(self.given("size") or PAGE_SIZE)

    @property
    def asked_for(self) -> tuple[tuple[str, str], ...]:
        """Return the valid conditions as they stand in the address."""
        names = (*self.shown, *self.kept)
        return tuple((name, str(self[name].value())) for name in names if self.given(name))

    @property
    def conditions(self) -> tuple[str, ...]:
        """Say in words what narrows the list, for a file that leaves the house."""
        said = []
        for name in (*self.shown, "stage"):
            value = self.given(name)
            if value and name != "q":
                choices = dict(getattr(self.fields[name], "choices", ()))
                label = self.fields[name].label
                said.append(f"{label}：{choices.get(value, value)}")
        return tuple(said)


class TasksForm(ListForm):
    """Narrow what waits."""

    orders = tuple(TASK_ORDERS)
    shown = ("who", "due", "place", "category", "since", "until")
    kept = ("stage", "sort", "size")

    stage = CodeField(label="环节", codes=(), required=False)

    def __init__(self, request: HttpRequest, data: QueryDict | None = None) -> None:
        super().__init__(request, data)
        self._offer("stage", "", tuple(STAGE_LABELS.items()))


class CasesForm(ListForm):
    """Narrow the cases of the area."""

    orders = tuple(CASE_ORDERS)
    shown = ("q", "state", "who", "place", "category", "due", "since", "until")

    q = PlainTextField(
        label="查什么",
        required=False,
        max_length=MOST_QUERY,
        help_text="姓名、拼音首字母、证件号后四位、手机、案件编号",
    )
    state = CodeField(label="环节", codes=(), required=False)

    def __init__(self, request: HttpRequest, data: QueryDict | None = None) -> None:
        super().__init__(request, data)
        self._offer("state", "全部环节", tuple((one.code, one.label) for one in states()))
