"""Components write what the eye, the keyboard and the screen reader need."""

from datetime import date
from typing import Any

import lxml.html
import pytest
from django.http import QueryDict

from jiuzhu.interfaces.web.parts.catalogue import SampleForm
from jiuzhu.interfaces.web.parts.chips import chip
from jiuzhu.interfaces.web.parts.presenters import (
    Action,
    Column,
    Conflict,
    Difference,
    Empty,
    Fact,
    JobProgress,
    Link,
    Pager,
    Row,
    Step,
    Table,
    Unverified,
)
from jiuzhu.interfaces.web.parts.rows import MemberRowForm, Rows

COLUMNS = (
    Column("期限", "chip", sort_url="?sort=-due", sorted="ascending"),
    Column("申请人", "head"),
    Column("金额", "money", unit="元"),
    Column("收件", "date"),
)
ROW = Row(
    (chip("near", "剩2个工作日", "止2020-09-03"), "测试王秀英", 63000, date(2020, 8, 3)),
    url="/c/1/",
    key="c1",
)
NOTHING = Empty("今天没有待办。", (Link("去新收件", "/new/"),))


@pytest.fixture
def show(render: Any) -> Any:
    def _show(source: str, **context: Any) -> lxml.html.HtmlElement:
        return lxml.html.fromstring(f"<div>{render(source, **context)}</div>")

    return _show


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_chip_says_it_in_words_and_hides_its_sign(show: Any) -> None:
    tree = show("{{ ui.deadline(one) }}", one=ROW.cells[0])

    assert tree.xpath("//*[@aria-hidden='true']/text()") == ["◆"]
    assert "剩2个工作日" in words(tree)
    assert "止2020-09-03" in words(tree)


def test_table_tells_its_order_and_opens_its_rows(show: Any) -> None:
    tree = show("{{ ui.table(t) }}", t=Table("我的待办", COLUMNS, (ROW,), NOTHING, keys=True))

    assert tree.xpath("//th[@aria-sort='ascending']/a/@href") == ["?sort=-due"]
    assert len(tree.xpath("//th[@aria-sort]")) == 1
    assert tree.xpath("//th[@scope='row']//a/@href") == ["/c/1/"]
    assert tree.xpath("//tr[@data-href='/c/1/']")
    assert tree.xpath("//td[@class='num']")[0].text_content().strip() == "630.00"
    assert tree.xpath("//td[@data-label]/@data-label") == ["期限", "金额（元）", "收件"]


def test_empty_table_says_why_and_where_to_go(show: Any) -> None:
    tree = show("{{ ui.table(t) }}", t=Table("我的待办", COLUMNS, (), NOTHING))

    assert "今天没有待办。" in words(tree)
    assert tree.xpath("//a/@href") == ["/new/"]
    assert not tree.xpath("//table")


def test_bulk_table_names_each_box(show: Any) -> None:
    tree = show("{{ ui.table(t) }}", t=Table("我的待办", COLUMNS, (ROW,), NOTHING, select="cases"))

    assert tree.xpath("//tbody//input[@name='cases']/@value") == ["c1"]
    assert words(tree.xpath("//tbody//label")[0]) == "选择 c1"


def test_missing_value_is_a_dash(show: Any) -> None:
    row = Row((chip("calm", "无时限"), "测试王秀英", None, None))

    tree = show("{{ ui.table(t) }}", t=Table("我的待办", COLUMNS, (row,), NOTHING))

    assert [words(cell) for cell in tree.xpath("//tbody//td")][1:] == ["—", "—"]


def test_pager_has_no_total_and_no_dead_link(show: Any) -> None:
    tree = show("{{ ui.pager(p) }}", p=Pager(next_url="?after=9"))

    assert [words(link) for link in tree.xpath("//a")] == ["下一页"]


def test_field_ties_hint_and_error_to_the_input(show: Any) -> None:
    form = SampleForm(QueryDict("identity_number=123"))
    form.is_valid()

    tree = show("{{ ui.field(f) }}", f=form["identity_number"])

    (box,) = tree.xpath("//input")
    described = box.get("aria-describedby").split()
    assert box.get("aria-invalid") == "true"
    assert box.get("value") == "123"
    assert [tree.get_element_by_id(one).get("class") for one in described] == ["error", "hint"]
    assert tree.xpath("//label/@for") == [box.get("id")]


def test_field_shows_what_was_changed(show: Any) -> None:
    form = SampleForm(QueryDict("born_on=1950/3/8"))
    form.is_valid()

    tree = show("{{ ui.field(f) }}", f=form["born_on"])

    assert "1950-03-08" in words(tree.xpath("//*[@class='changed']")[0])
    assert tree.xpath("//input/@value") == ["1950/3/8"]


def test_optional_field_is_marked_and_required_ones_have_no_stars(show: Any) -> None:
    form = SampleForm()

    assert "可不填" in words(show("{{ ui.field(f) }}", f=form["phone"]))
    assert "*" not in words(show("{{ ui.field(f) }}", f=form["name"]))


def test_radio_group_has_a_legend_and_keeps_the_choice(show: Any) -> None:
    form = SampleForm(QueryDict("channel=CALL"))

    tree = show("{{ ui.field(f) }}", f=form["channel"])

    assert words(tree.xpath("//fieldset/legend")[0]) == "通知方式"
    assert tree.xpath("//input[@checked]/@value") == ["CALL"]


def test_every_kind_of_field_keeps_its_value(show: Any) -> None:
    form = SampleForm(
        QueryDict("name=甲<b>&relation=CHILD&needs=ILL&needs=SCHOOL&note=一%0A二&agreed=on")
    )

    tree = show("{{ ui.fields(form) }}", form=form)

    assert tree.xpath("//input[@name='name']/@value") == ["甲<b>"]
    assert tree.xpath("//option[@selected]/@value") == ["CHILD"]
    assert tree.xpath("//input[@name='needs'][@checked]/@value") == ["ILL", "SCHOOL"]
    assert tree.xpath("//textarea")[0].text_content().strip() == "一\n二"
    assert tree.xpath("//input[@name='agreed'][@checked]")


def test_fields_by_name_come_alone(show: Any) -> None:
    tree = show("{{ ui.fields(form, 'name', 'phone') }}", form=SampleForm())

    assert tree.xpath("//input/@name") == ["name", "phone"]


def test_summary_takes_the_focus_and_leads_to_each_error(show: Any) -> None:
    form = SampleForm(QueryDict("identity_number=123&channel=X"))
    form.is_valid()

    tree = show("{{ ui.error_summary(form) }}{{ ui.fields(form) }}", form=form)

    summary = tree.get_element_by_id("errors")
    assert summary.get("tabindex") == "-1"
    targets = [link.lstrip("#") for link in summary.xpath(".//a/@href")]
    assert "identity_number" in targets[1]
    assert [target for target in targets if tree.xpath(f"//*[@id='{target}']")] == targets


def test_summary_of_a_good_form_is_nothing(show: Any) -> None:
    assert words(show("{{ ui.error_summary(form) }}", form=SampleForm())) == ""


def test_hidden_fields_carry_the_key(show: Any) -> None:
    tree = show("{{ ui.hidden(form) }}", form=SampleForm())

    assert tree.xpath("//input[@type='hidden']/@name") == ["idempotency_key"]


def test_cells_of_a_row_table_have_names(show: Any) -> None:
    rows = Rows(MemberRowForm, prefix="members", label="家庭成员")

    tree = show("{{ ui.rows(rows) }}", rows=rows)

    assert tree.xpath("//tbody//input/@aria-label")[:2] == ["第1行 姓名", "第1行 证件号码"]
    assert tree.xpath("//button/@value") == ["members:add", "members:paste"]


def test_blocked_act_is_words_and_not_a_button(show: Any) -> None:
    action = Action(
        "批准", "/approve/", method="post", blocked="您参与过本案入户调查，请交替补审批人。"
    )

    tree = show("{{ ui.button(action) }}", action=action)

    assert not tree.xpath("//button|//a|//form")
    assert "请交替补审批人" in words(tree)


def test_post_button_carries_token_and_values(show: Any) -> None:
    action = Action("冻结", "/freeze/", method="post", values=(("idempotency_key", "k"),))

    tree = show("{{ ui.button(action, csrf) }}", action=action, csrf="TOKEN")

    assert tree.xpath("//form/@method") == ["post"]
    assert tree.xpath("//input[@name='idempotency_key']/@value") == ["k"]
    assert "TOKEN" in words(tree)


def test_next_step_is_named_and_primary(show: Any) -> None:
    tree = show("{{ ui.page_header('王', next=one) }}", one=Action("受理", "/a/"))

    (link,) = tree.xpath("//a")
    assert words(link) == "下一步：受理"
    assert "btn-primary" in link.get("class")
    assert link.get("data-primary") is not None


def test_waiting_page_says_for_whom(show: Any) -> None:
    tree = show("{{ ui.page_header('王', waiting='县核对中心出报告') }}")

    assert "现在等：县核对中心出报告" in words(tree)


def test_unverified_value_is_marked(show: Any) -> None:
    fact = Fact("标准", 63000, "money", unverified=Unverified("请核对文件原文后使用"))

    tree = show("{{ ui.facts((fact,)) }}", fact=fact)

    assert "未核实样例值" in words(tree.xpath("//dd")[0])
    assert "630.00 元" in words(tree.xpath("//dd")[0])


def test_steps_speak_their_state(show: Any) -> None:
    way = (
        Step("授权", "done"),
        Step("核对", "current"),
        Step("评议", "skipped"),
        Step("发放", "todo"),
    )

    tree = show("{{ ui.steps(way, '进度') }}", way=way)

    assert words(tree.xpath("//li[@aria-current='step']")[0]) == "● 核对（正在办）"
    assert [words(one)[-6:].strip("）").split("（")[1] for one in tree.xpath("//li")] == [
        "已完成",
        "正在办",
        "不需要",
        "还没到",
    ]


def test_conflict_shows_both_sides(show: Any) -> None:
    conflict = Conflict("测试张伟", None, (Difference("月收入", "1", "2"),), "/c/1/")

    tree = show("{{ ui.conflict(c) }}", c=conflict)

    assert tree.xpath("//*[@role='alert']")
    assert [words(cell) for cell in tree.xpath("//tbody//td")] == ["1", "2"]
    assert tree.xpath("//a/@href") == ["/c/1/"]


def test_job_counts_and_names_its_owner(show: Any) -> None:
    job = JobProgress("导入", 39, 42, "failed", "测试周芳", errors=("第7行：请更正。",))

    tree = show("{{ ui.job(job) }}", job=job)

    assert (tree.xpath("//progress/@value"), tree.xpath("//progress/@max")) == (["39"], ["42"])
    assert "已办 39 / 共 42" in words(tree)
    assert "测试周芳" in words(tree)
    assert "第7行：请更正。" in words(tree)


def test_job_without_rows_has_a_bar_that_is_valid(show: Any) -> None:
    tree = show("{{ ui.job(job) }}", job=JobProgress("导入", 0, 0, "waiting"))

    assert tree.xpath("//progress/@max") == ["1"]


def test_current_tab_is_said(show: Any) -> None:
    tree = show(
        "{{ ui.tabs(t, '列表') }}", t=(Link("甲", "/a/", count=0, current=True), Link("乙", "/b/"))
    )

    assert [words(link) for link in tree.xpath("//a[@aria-current='page']")] == ["甲 0"]


def test_notice_that_reports_trouble_is_announced(show: Any) -> None:
    tree = show("{% call ui.notice('error', '没有办成') %}<p>请重试。</p>{% endcall %}")

    assert words(tree.xpath("//*[@role='alert']")[0]) == "没有办成 请重试。"
