"""The second half of the stream at the browser: visit, decision, board, money, end, archive."""

from __future__ import annotations

import csv
import io
import re
import time

from browser.desks import SIBLING, Desks
from browser.families import Family
from browser.officer import Officer
from browser.steps import NEXT_SHOULI, PATIENCE, SHOTS, case, deliver, served
from jiuzhu.policy.document_kinds import CATALOGUE

MONTH = "/w/payroll/dibao/2020-10/"
FEN = 100
SIGNERS = 4


def visit(desks: Desks, number: str, *, explained: str = "") -> None:
    """Let two surveyors visit the home; what the register knows is asked about."""
    path = case(number, "record-home-visit")
    desks.refuse(path, "shenhe", f"diaocha@{SIBLING}")
    surveyor = desks["diaocha"].open(path)
    colleague = surveyor.page.locator("[name=second_surveyor] option")
    second = colleague.filter(has_text=desks.name("hedui")).get_attribute("value")
    surveyor.fill(
        second_surveyor=second,
        met="申请人",
        dwelling_kind="平房",
        dwelling_ownership="自有",
        dwelling_area="约80平方米",
        dwelling_rooms="3间",
        dwelling_condition="一般",
        summary="家庭人口与申报一致，生活困难属实。",
    ).attach("photo", 1)
    for field in surveyor.page.locator("main [name^='explain_']").all():
        field.fill(explained)
    surveyor.send()
    assert "已登记入户调查" in surveyor.told


def compute(desks: Desks, number: str, *, wage_yuan: str = "") -> None:
    """Compute line by line, with a wage where an inquiry found one."""
    path = case(number, "compute-amount")
    desks.refuse(path, "shenpi", "hedui")
    assessor = desks["shenhe"].open(path)
    if wage_yuan:
        person = assessor.page.locator("main [name='income-0-person'] option").nth(1)
        wage = {
            "person": person.get_attribute("value"),
            "kind": "WAGES",
            "amount": wage_yuan,
            "months": "12",
            "how": "VERIFIED",
            "evidence": "工资流水",
        }
        assessor.fill(**{f"income-0-{name}": value for name, value in wage.items()})
    assessor.send()
    assert "已核算" in assessor.told


def opine(desks: Desks, number: str) -> None:
    """Give the opinion that the computation proposes."""
    path = case(number, "give-opinion")
    desks.refuse(path, "shenpi", "shouli")
    desks["shenhe"].open(path).fill(text="核算无误，按规则提出意见。").send()


def grant(desks: Desks, number: str) -> None:
    """Look at the notice as it would be, then grant."""
    path = case(number, "grant")
    desks.refuse(path, "shenhe", "diaocha", "zhongxin", f"shenpi@{SIBLING}")
    county = desks["xianshenpi"].open(path)
    assert county.page.locator("main form button[data-primary]").count() == 0
    decider = desks["shenpi"].open(path)
    decider.picture(SHOTS, "decision")
    (preview,) = _addresses(decider, "预览批准通知书")
    _is_paper(decider, preview)
    decider.fill(text="同意").send()
    assert "已确认 1 件" in decider.told
    _let_the_window_pass(desks, number)
    deliver(desks["diaocha"], number, "批准通知书")


def _let_the_window_pass(desks: Desks, number: str) -> None:
    """Move the clock past the ten minutes and wait until the worker has decided."""
    desks.platform.move_clock(hours=1)
    desks.platform.manage("procrastinate", "defer", "decisions.find", '{"timestamp": 0}')
    deadline = time.monotonic() + PATIENCE
    decider = desks["shenpi"].open(case(number))
    while "等待生效的确认" in decider.words:
        assert time.monotonic() < deadline, decider.words
        decider.page.wait_for_timeout(1_000)
        decider.open(case(number))


def refuse(desks: Desks, number: str, *, rule: str) -> None:
    """Refuse on the rule that the computation hit, and serve the notice."""
    path = case(number, "refuse")
    desks.refuse(path, "shenhe", f"shenpi@{SIBLING}")
    decider = desks["shenpi"].open(path)
    decider.fill(rule_ids={rule}).send()
    assert "已作出不予批准决定" in decider.told
    deliver(desks["diaocha"], number, "不予批准告知书")


def make_sheet(desks: Desks, number: str) -> None:
    """Make the sheet at the township."""
    path = case(number, "publish-result")
    desks.refuse(path, "shenpi", "xieli")
    desks["shouli"].open(path).send()


def post(desks: Desks, number: str) -> None:
    """Let the assistant put the sheet up, with a photo on the phone."""
    desks.refuse(case(number, "post-notice"), "shenpi")
    _on_the_phone(desks["xieli"], "去贴，拍照", _photo(number, 1), "已登记张贴")


def take_down(desks: Desks, number: str) -> None:
    """Take the sheet down after its seven full days, with a photo."""
    desks.refuse(case(number, "take-down-notice"), "shenhe")
    _on_the_phone(desks["xieli"], "去撤，拍照", _photo(number, 2), "已登记撤下")


def _photo(number: str, which: int) -> int:
    """Give a picture that no other notice has: an old photo proves nothing."""
    return 10 * int(number[-4:]) + which


def _on_the_phone(assistant: Officer, words: str, seed: int, told: str) -> None:
    assistant.open("/v/").follow(words).attach("photo", seed).send()
    assert told in assistant.told


def enter(desks: Desks, number: str) -> None:
    """Let the published case enter payment."""
    path = case(number, "enter-payment")
    desks.refuse(path, "shenpi", NEXT_SHOULI)
    desks["shouli"].open(path).fill(sure=True).send()


def pay(desks: Desks, family: Family) -> None:
    """Freeze, let the second person confirm, send, take the bank's answer, compare the ledger.

    Families whose journey ended before this one may stand on the same payroll; the ledger names
    this family alone.
    """
    desks.refuse(f"{MONTH}freeze/", "shouli", "caiwu")
    payroll = desks["fafang"].open("/w/payroll/").open(f"{MONTH}freeze/").fill(sure=True).send()
    told = payroll.told
    desks.refuse(f"{MONTH}confirm/", "caiwu", "shenpi")
    assert payroll.page.locator("main").get_by_role("link", name="复核名册").count() == 0
    desks["fafang2"].open(MONTH).follow("复核名册").fill(sure=True).send()
    desks.refuse(f"{MONTH}bank-file/", "caiwu")
    payroll.open(MONTH).follow("生成银行文件").fill(sure=True).send()
    lines = bank_lines(payroll.fetch(f"{MONTH[:-1]}/bank-file.csv", "text/csv"))
    desks.refuse(f"{MONTH}return/", "fafang")
    finance = desks["caiwu"].open(MONTH).follow("导入银行回盘")
    _upload(finance, bank_answer(lines))
    listed = len(lines) - 1
    assert f"名册已冻结，共{listed}笔" in told
    assert f"成功{listed}笔，失败0笔" in finance.told
    desks.refuse(f"{MONTH}ledger/", "fafang")
    _upload(finance.follow("导入财务台账"), ledger_of(lines, family))
    assert f"{listed}项中1项一致" in finance.told


def bank_lines(content: bytes) -> list[list[str]]:
    """Return head and lines of the file for the bank."""
    return list(csv.reader(io.StringIO(content.decode("gb18030"))))


def bank_answer(lines: list[list[str]]) -> bytes:
    """Write what the bank answers: everything was paid."""
    (head, *rows) = lines
    total = sum(int(row[8]) for row in rows)
    body = [f"R,{row[1]},{row[8]},S,,YH{row[1]:0>8},2020-10-09" for row in rows]
    return "\r\n".join([f"H,{head[1]},{len(rows)},{total}", *body, ""]).encode()


def ledger_of(lines: list[list[str]], family: Family) -> bytes:
    """Write a finance ledger that agrees about one family."""
    own = [row for row in lines[1:] if family.applicant.name in row]
    rows = [f"{family.applicant.number},{int(row[8]) / FEN:.2f},3" for row in own]
    assert len(rows) == 1
    return "\n".join(["身份证号,金额,人数", *rows, ""]).encode()


def _upload(officer: Officer, content: bytes) -> None:
    file = {"name": "file.csv", "mimeType": "text/csv", "buffer": content}
    officer.page.set_input_files("main input[name=file]", file)
    officer.send()


def review(desks: Desks, number: str) -> None:
    """Open a review: the family reports a change."""
    path = case(number, "open-review")
    desks.refuse(path, "shenpi", "shouli")
    assessor = desks["shenhe"].open(path)
    assessor.fill(ground="REPORTED", change="申请人在镇上找到工作").send()


def stop(desks: Desks, number: str) -> None:
    """Hold the exit talk, stop on the rule, serve everything that was not served."""
    desks.refuse(case(number, "hold-exit-talk"), "shouli")
    talk = desks["shenhe"].open(case(number, "hold-exit-talk"))
    talk.fill(place="申请人家中", offered={"支出型临时救助"}).send()
    desks.refuse(case(number, "stop"), "shenhe", f"shenpi@{SIBLING}")
    decider = desks["shenpi"].open(case(number, "stop"))
    decider.fill(rule_ids={"dibao.income_test"}).send()
    assert "已决定停发" in decider.told
    deliver(desks["diaocha"], number, "低保金停发告知书")


def serve_the_rest(desks: Desks, number: str) -> None:
    """Serve what the archive page still lists, one paper after the other."""
    window = desks["shouli"]
    while True:
        window.open(case(number, "archive"))
        waiting = window.page.locator("main").get_by_role("link", name=re.compile("^送达："))
        if not waiting.count():
            return
        with window.page.expect_navigation():
            waiting.first.click()
        window.look()
        served(window)


def archive(desks: Desks, number: str) -> None:
    """Close the file; the archivist states that nothing is pending."""
    path = case(number, "archive")
    desks.refuse(path, "shenhe", NEXT_SHOULI)
    desks["shouli"].open(path).fill(no_remedy_pending=True).send()
    assert "已归档" in desks["shouli"].told


def trace_back(desks: Desks, number: str) -> None:
    """Go from the paid order back to decision, report and signatures in four clicks at most."""
    payroll = desks["fafang"].open(MONTH).follow("倒查依据")
    (notice,) = _addresses(payroll, "决定通知书")
    _is_paper(payroll, notice)
    payroll.follow("办理痕迹")
    assert payroll.path == case(number, "trace")
    payroll.picture(SHOTS, "trace")
    signed = _addresses(payroll, CATALOGUE["W03"].name_zh)
    assert len(signed) == SIGNERS
    for address in signed:
        _is_paper(payroll, address)
    # The report is named there too; it opens for those who may read it, and asks what for.
    (report,) = _addresses(payroll, CATALOGUE["W06"].name_zh)
    payroll.is_refused(report)
    reader = desks["shenhe"].open(report).fill(kind="ASSESS").send()
    assert "结论：符合" in reader.words


def _addresses(officer: Officer, words: str) -> set[str]:
    links = officer.page.locator("main").get_by_role("link", name=words).all()
    return {link.get_attribute("href") or "" for link in links}


def _is_paper(officer: Officer, address: str) -> None:
    assert officer.fetch(address, "application/pdf")[:5] == b"%PDF-"


def watch_progress(desks: Desks, family: Family) -> None:
    """Let the applicant look at the own case on a phone."""
    citizen = desks.citizen(family)
    assert "最低生活保障批准通知书" in citizen.words
    assert family.daughter.name not in citizen.words
    citizen.picture(SHOTS, "citizen")


def show_the_desk(desks: Desks, number: str) -> None:
    """Look at the pages that every desk has: tasks, the case, the flow chart."""
    window = desks["shouli"].open("/w/")
    window.picture(SHOTS, "tasks")
    assert "群众到访" in window.open(case(number)).words
    assert "1次" in window.words
    window.picture(SHOTS, "case")
    window.open("/w/flow/").picture(SHOTS, "flow-chart")
