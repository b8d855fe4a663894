"""Preview, freeze, second person, bank file, return, ledger, and the way back from a payment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

from jiuzhu.casework.cases.enums import HoldKind
from jiuzhu.casework.cases.models import CaseHold
from jiuzhu.casework.documents.services.describe import identity_number_of
from jiuzhu.casework.payments.models import BankReturn, PaymentBatch, PaymentOrder
from support.browser import Browser, as_owner, hidden_values
from support.late_stage import in_payment
from support.many_awards import identity_number, many_awards
from support.pages import gone_to, looks, shown, twice
from support.stream import to_in_payment
from support.tekun import to_tekun_in_payment
from support.world import COUNTY, OTHER_COUNTY, World

BrowserAs = Callable[..., Browser]
OCTOBER = "/w/payroll/dibao/2020-10"


def end_of_september(world: World) -> None:
    world.at = max(world.at, datetime(2020, 9, 27, 1, tzinfo=UTC))


def frozen(world: World, browser_as: BrowserAs, n: int = 3) -> Browser:
    many_awards(world, n, first_month=date(2020, 10, 1))
    end_of_september(world)
    browser = browser_as("fafang", COUNTY)
    gone_to(browser.submit(f"{OCTOBER}/freeze/", {"sure": "on"}))
    return browser


def sent(world: World, browser_as: BrowserAs, n: int = 3) -> Browser:
    browser = frozen(world, browser_as, n)
    gone_to(browser_as("fafang2", COUNTY).submit(f"{OCTOBER}/confirm/", {"sure": "on"}))
    gone_to(browser.submit(f"{OCTOBER}/bank-file/", {"sure": "on"}))
    return browser


def a_table(text: str, name: str = "table.csv") -> BytesIO:
    found = BytesIO(text.encode())
    found.name = name
    return found


def upload(browser: Browser, path: str, text: str) -> Any:
    return browser.post(path, {**hidden_values(browser.get(path)), "file": a_table(text)})


def a_return(*lines: tuple[int, str, str]) -> str:
    rows = [f"R,{n},30000,{status},{why},S{n:04d},2020-10-09" for n, status, why in lines]
    head = f"H,{COUNTY}-dibao-202010,{len(rows)},{len(rows) * 30000}"
    return "\r\n".join([head, *rows, ""])


def test_the_preview_names_who_is_left_out_and_writes_nothing(
    world: World, browser_as: BrowserAs
) -> None:
    many_awards(world, 2, first_month=date(2020, 10, 1))
    held = in_payment(world)
    CaseHold.objects.create(
        case=held, kind=HoldKind.SUSPECTED_DEATH, reason="疑似", opened_at=world.at
    )
    end_of_september(world)
    browser = browser_as("fafang", COUNTY)
    assert "冻结2020年9月低保名册" in shown(browser.get("/w/payroll/"))
    page = shown(browser.get(f"{OCTOBER}/freeze/"))
    assert "600.00" in page
    assert "疑似死亡待核实" in page
    assert held.number in page
    with as_owner():
        assert not PaymentBatch.objects.exists()
    assert 'id="id_sure-error"' in shown(browser.submit(f"{OCTOBER}/freeze/"), 422)


def test_frozen_once_and_confirmed_by_another(world: World, browser_as: BrowserAs) -> None:
    many_awards(world, 3, first_month=date(2020, 10, 1))
    end_of_september(world)
    browser = browser_as("fafang", COUNTY)
    first, second = twice(browser, f"{OCTOBER}/freeze/", {"sure": "on"})
    assert gone_to(first) == gone_to(second) == f"{OCTOBER}/"
    with as_owner():
        assert PaymentBatch.objects.get().orders_count == 3
    shown(browser.submit(f"{OCTOBER}/freeze/", {"sure": "on"}), 409)
    own = shown(browser.submit(f"{OCTOBER}/confirm/", {"sure": "on"}), 422)
    assert "冻结人不能复核自己冻结的名册" in own
    early = shown(browser.submit(f"{OCTOBER}/bank-file/", {"sure": "on"}), 422)
    assert "名册还没有复核" in early
    second_person = browser_as("fafang2", COUNTY)
    assert gone_to(second_person.submit(f"{OCTOBER}/confirm/", {"sure": "on"}))
    page = shown(browser.get(f"{OCTOBER}/"))
    assert "已复核" in page
    assert "900.00" in page
    assert "下一步：生成银行文件" in page


def test_the_bank_file_is_handed_over_and_the_export_kept(
    world: World, browser_as: BrowserAs
) -> None:
    browser = sent(world, browser_as)
    before = looks("EXPORT")
    answer = browser.get(f"{OCTOBER}/bank-file.csv")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.content.decode("gb18030").splitlines()[0].startswith("H,")
    assert looks("EXPORT") == before + 1
    shown(browser_as("caiwu", COUNTY).get(f"{OCTOBER}/bank-file.csv"), 403)


def test_the_return_settles_and_a_failed_one_is_named(world: World, browser_as: BrowserAs) -> None:
    sent(world, browser_as)
    finance = browser_as("caiwu", COUNTY)
    assert "下一步：导入银行回盘" in shown(finance.get(f"{OCTOBER}/"))
    wrong = shown(upload(finance, f"{OCTOBER}/return/", "H,370911-dibao-202010,9,1\r\n"), 422)
    assert "处需要更正" in wrong
    with as_owner():
        assert not BankReturn.objects.exists()
    text = a_return((1, "S", ""), (2, "S", ""), (3, "F", "账户已销户"))
    done = upload(finance, f"{OCTOBER}/return/", text)
    page = shown(finance.get(gone_to(done)))
    assert "成功2笔，失败1笔" in page
    assert "退票" in page
    over = shown(browser_as("fafang", COUNTY).get(f"{OCTOBER}/"))
    assert "下一步" not in over
    assert "再下载银行文件" in over


def test_the_ledger_is_compared_and_differences_are_listed(
    world: World, browser_as: BrowserAs
) -> None:
    sent(world, browser_as)
    finance = browser_as("caiwu", COUNTY)
    path = f"{OCTOBER}/ledger/"
    assert "处需要更正" in shown(upload(finance, path, "姓名,金额\r\n测试,300.00\r\n"), 422)
    spoiled = shown(upload(finance, path, "身份证号,金额\r\n3.70911E+17,300.00\r\n"), 422)
    assert "处需要更正" in spoiled
    stranger = identity_number(90_001)
    done = upload(finance, path, f"身份证号,金额\r\n{stranger},300.00\r\n")
    page = shown(finance.get(gone_to(done)))
    assert "0.0%" in page
    assert "平台没有这个人" in page
    assert "台账缺" in page
    assert "不到95%" in page


def test_from_a_payment_back_to_its_papers(world: World, browser_as: BrowserAs) -> None:
    case = to_in_payment(world)
    end_of_september(world)
    browser = browser_as("fafang", COUNTY)
    gone_to(browser.submit(f"{OCTOBER}/freeze/", {"sure": "on"}))
    with as_owner():
        order = PaymentOrder.objects.get()
    month = shown(browser.get(f"{OCTOBER}/"))
    assert f"/w/payroll/orders/{order.code}/" in month
    page = shown(browser.get(f"/w/payroll/orders/{order.code}/"))
    assert f"/w/cases/{case.number}/" in page
    assert "决定通知书" in page
    assert "4份" in page
    shown(browser.get(f"/w/payroll/orders/{uuid4()}/"), 404)
    shown(browser_as("fafang", OTHER_COUNTY).get(f"/w/payroll/orders/{order.code}/"), 404)


def test_another_county_and_other_posts_are_kept_out(world: World, browser_as: BrowserAs) -> None:
    frozen(world, browser_as)
    shown(browser_as("fafang", OTHER_COUNTY).get(f"{OCTOBER}/"), 404)
    for seat, organ in (("shouli", "370911101"), ("xianshenpi", COUNTY), ("jianguan", COUNTY)):
        shown(browser_as(seat, organ).get(f"{OCTOBER}/"), 403)
        shown(browser_as(seat, organ).get(f"{OCTOBER}/freeze/"), 403)
    for month in ("2020-13", "2020-1x", "9999-99", "abc"):
        shown(browser_as("fafang", COUNTY).get(f"/w/payroll/dibao/{month}/"), 404)


def test_every_scheme_has_a_payroll_of_its_own(world: World, browser_as: BrowserAs) -> None:
    case = to_tekun_in_payment(world)
    in_payment(world)
    world.at = max(world.at, datetime(2020, 10, 8, 1, tzinfo=UTC))
    browser = browser_as("fafang", COUNTY)
    offered = shown(browser.get("/w/payroll/"))
    assert "冻结2020年10月低保名册" in offered
    assert "冻结2020年10月特困名册" in offered
    assert "临时救助名册" not in offered, "nobody waits for it"
    path = "/w/payroll/tekun/2020-10"
    preview = shown(browser.get(f"{path}/freeze/"))
    assert case.number in preview
    assert "2020年10月特困" in preview
    gone_to(browser.submit(f"{path}/freeze/", {"sure": "on"}))
    gone_to(browser_as("fafang2", COUNTY).submit(f"{path}/confirm/", {"sure": "on"}))
    gone_to(browser.submit(f"{path}/bank-file/", {"sure": "on"}))
    written = browser.get(f"{path}/bank-file.csv").content.decode("gb18030")
    assert "特困供养金" in written
    assert "低保" not in written
    assert (
        "低保" not in shown(browser.get(f"{path}/")).partition("<main")[2].partition("</main>")[0]
    )
    (order,) = PaymentOrder.objects.all()
    assert (order.case_id, order.scheme, order.item) == (case.pk, "tekun", "TEKUN")
    dibao = shown(browser.get(f"{OCTOBER}/freeze/"))
    assert case.number not in dibao
    shown(browser.get("/w/payroll/nosuch/2020-10/"), 404)


def test_a_ledger_of_tekun_is_compared_with_its_own_payroll(
    world: World, browser_as: BrowserAs
) -> None:
    case = to_tekun_in_payment(world)
    world.at = max(world.at, datetime(2020, 10, 8, 1, tzinfo=UTC))
    path = "/w/payroll/tekun/2020-10"
    browser = browser_as("fafang", COUNTY)
    gone_to(browser.submit(f"{path}/freeze/", {"sure": "on"}))
    who = identity_number_of(case.applicant)
    rows = (f"{who},620.00,特困基本生活", f"{who},550.00,照料护理")
    text = "\r\n".join(["身份证号,金额,项目", *rows, ""])
    gone_to(upload(browser_as("caiwu", COUNTY), f"{path}/ledger/", text))
    page = shown(browser.get(f"{path}/"))
    assert "1 / 1" in page or "100" in page
    assert "没有差异" in page


def test_an_empty_card_is_explained_on_one_screen(world: World, browser_as: BrowserAs) -> None:
    empty = in_payment(world).number
    sent(world, browser_as, 1)
    with as_owner():
        lines = {one.line: one for one in PaymentOrder.objects.select_related("case")}
    assert len(lines) == 2
    text = "\r\n".join(
        [
            f"H,{COUNTY}-dibao-202010,2,{sum(one.amount_fen for one in lines.values())}",
            *(
                f"R,{n},{one.amount_fen},{'F,账户已销户' if one.case.number == empty else 'S,'}"
                f",S{n:04d},2020-10-09"
                for n, one in lines.items()
            ),
            "",
        ]
    )
    upload(browser_as("caiwu", COUNTY), f"{OCTOBER}/return/", text)
    (full,) = {one.case.number for one in lines.values()} - {empty}
    window = browser_as("shouli")
    page = shown(window.get(f"/w/cases/{empty}/?tab=money"))
    assert "2020年10月被银行退回，没有到账" in page
    assert "账户已销户" in page
    assert f"/w/cases/{empty}/renew-account/" in page
    assert "没有到账" not in shown(window.get(f"/w/cases/{full}/?tab=money"))
