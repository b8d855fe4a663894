"""The people on their phones: the assistant of the village, a daughter elsewhere, the applicant."""

from __future__ import annotations

import re

from browser.desks import TOWNSHIP, Desks
from browser.families import Family
from browser.officer import NOT_FOUND, Officer, Person, code_in
from browser.steps import case, confirm, wish
from jiuzhu.kernel.names import mask_name

NEIGHBOURS = "xieli@井家洼村委会"  # another village of the same township
TRIES = 5
MOST_FIELDS = 3
WRONG = "000000"
DAUGHTER = "19900000614"
HOURS = 13
PATH_TO_VILLAGE = ("岱岳区", TOWNSHIP, "祝阳村委会")


def bring_in(desks: Desks, family: Family) -> str:
    """Let the assistant write down the wish of the neighbours; return the number of the case."""
    assistant = desks["xieli"].open("/v/").follow("主动发现")
    number = wish(
        assistant,
        family,
        channel="VILLAGE",
        proxy_name=desks.name("xieli"),
        proxy_relation="村级协理员",
    )
    assert assistant.path == f"/v/cases/{number}/"
    assert "现在等" in assistant.words
    desks.refuse(assistant.path, NEIGHBOURS, "shouli")
    assert family.applicant.name not in desks[NEIGHBOURS].open("/v/helping/").words
    return number


def sign_at_home(desks: Desks, number: str, family: Family) -> None:
    """Let everybody at home sign on paper; the assistant photographs what was signed."""
    desks.refuse(case(number, "sign-authorization"), NEIGHBOURS)
    assistant = _family(desks, family)
    assistant.follow("签授权书，拍照上传").fill(way="PAPER", statement=True)
    assert "请上传扫描件或照片" in assistant.send_in_vain()
    for place, scan in enumerate(assistant.page.locator("main input[name$='-scan']").all()):
        if place < len(family.at_home):
            assistant.attach(scan.get_attribute("name") or "", place + 1)
    assistant.send()
    assert f"{len(family.at_home)} 人的授权" in assistant.told
    assert assistant.path == f"/v/cases/{number}/"


def _family(desks: Desks, family: Family) -> Officer:
    return desks["xieli"].open("/v/helping/").follow(re.compile(f"看看.*{family.applicant.name}"))


def sign_elsewhere(desks: Desks, number: str, family: Family) -> None:
    """Let the daughter sign by link and code; guessing and waiting too long spoil a link."""
    address, code = _link(desks, number)
    daughter = desks.passer_by().open(address)
    assert family.applicant.name not in daughter.words
    daughter.fill(signer_name=family.daughter.name, agreed=True)
    for left in reversed(range(TRIES)):
        said = daughter.fill(code=_other_than(code)).send_in_vain()
        assert f"还可以试 {left} 次" in said
    _is_gone(daughter, address)
    address, code = _link(desks, number)
    desks.platform.move_clock(hours=HOURS)
    _is_gone(daughter, address)
    address, code = _link(desks, number)
    daughter.open(address).fill(signer_name=family.daughter.name, agreed=True, code=code).send()
    assert "已收到您的授权" in daughter.words
    daughter.context.close()
    _is_gone(desks.passer_by(), address)


def _link(desks: Desks, number: str) -> tuple[str, str]:
    """Let the window send a link; return its address and the code of the message."""
    seen = desks.messages(DAUGHTER)
    window = desks["shouli"].open(case(number)).follow("发链接")
    desks.refuse(window.path, "xieli")
    window.fill(phone=DAUGHTER).send()
    message = desks.message(DAUGHTER, seen)
    found = re.search(r"请打开https?://[^/]+(/sq/[A-Za-z0-9_-]+)", message)
    assert found is not None, message
    return found[1], code_in(message)


def _is_gone(person: Person, address: str) -> None:
    person.open(address, status=NOT_FOUND)
    assert "链接无效或已过期" in person.words


def _other_than(code: str) -> str:
    return WRONG if code != WRONG else "111111"


def hear(desks: Desks, number: str, family: Family) -> None:
    """Let the township invite; the assistant brings the letter and writes down that it came."""
    confirm(desks["shouli"], number, "invite")
    assistant = _family(desks, family)
    assistant.follow(re.compile("登记送达.*核对结果告知书"))
    assistant.fill(method="DIRECT", place="申请人家中").send()
    assert "已登记送达" in assistant.told


def agree(desks: Desks, number: str, family: Family) -> Person:
    """Let the applicant find the own case by phone, read the letter and confirm by a code."""
    applicant = desks.passer_by().open("/")
    applicant.follow("我的办件").follow("用手机号登录")
    seen = desks.messages(family.phone)
    applicant.fill(phone=family.phone).send()
    code = code_in(desks.message(family.phone, seen))
    applicant.fill(last_four=family.applicant.number[-4:])
    for _ in range(TRIES):
        assert "不对" in applicant.fill(code=_other_than(code)).send_in_vain()
    applicant.fill(code=code).send_in_vain()
    desks.platform.move_clock(hours=1)  # a new code is not sent within a minute
    seen = desks.messages(family.phone)
    applicant.follow("没收到短信，重新填手机号").fill(phone=family.phone).send()
    code = code_in(desks.message(family.phone, seen))
    applicant.fill(code=code, last_four=family.applicant.number[-4:]).send()
    assert "核对符合，可以正式申请了" in applicant.words
    assert family.daughter.name not in applicant.words
    _opens(applicant, "核对结果告知书")
    _confirm(desks, applicant, family)
    assert applicant.path == f"/c/cases/{number}/receipt/"
    assert "已正式申请" in applicant.words
    assert applicant.page.locator(".qr svg").count() == 1
    applicant.follow("看看办到哪一步")
    assert applicant.path == f"/c/cases/{number}/"
    assert "已收到您的申请" in applicant.words
    return applicant


def _confirm(desks: Desks, applicant: Person, family: Family) -> None:
    applicant.follow("看申请表，确认申请")
    form = applicant.page.get_by_role("link", name="打开申请表").get_attribute("href") or ""
    assert applicant.fetch(form, "application/pdf")[:5] == b"%PDF-"
    seen = desks.messages(family.phone)
    applicant.press("发短信给我")
    code = code_in(desks.message(family.phone, seen))
    applicant.fill(read=True, code=_other_than(code)).send_in_vain()
    applicant.fill(read=True, code=code).send()


def _opens(person: Person, title: str) -> None:
    paper = person.page.locator("main .docs li").filter(has_text=title)
    address = paper.get_by_role("link", name="打开").get_attribute("href") or ""
    assert person.fetch(address, "application/pdf")[:5] == b"%PDF-"


def read_the_board(desks: Desks, family: Family, *, hangs: bool) -> None:
    """Let anybody look for the notice of the village, whose names are masked."""
    anybody = desks.passer_by().open("/").follow("掌上公示")
    for place in PATH_TO_VILLAGE:
        anybody.follow(place)
    assert family.applicant.name not in anybody.words
    assert (mask_name(family.applicant.name) in anybody.words) is hangs
    anybody.context.close()


def wrong_hands_off_the_sheet(desks: Desks) -> None:
    """Let the assistant of another village try the sheet that waits here."""
    assistant: Officer = desks["xieli"].open("/v/")
    waiting = assistant.page.locator("main").get_by_role("link", name="去贴，拍照")
    desks.refuse(waiting.get_attribute("href") or "", NEIGHBOURS)


def see_the_result(applicant: Person) -> None:
    """Let the applicant see what was granted, and open the notice."""
    applicant.open("/c/")
    assert "已经批准" in applicant.words
    assert "每月" in applicant.words
    _opens(applicant, "批准通知书")


def follow_the_slip(desks: Desks, number: str, family: Family) -> None:
    """Let a neighbour without an account see where the case stands: the slip, four digits, a tap.

    T11 of the budgets: at most three fields and one tap; it works without a script too.
    """
    slip = desks["xieli"].open(case(number, "slip"))
    found = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", slip.words)
    assert found is not None, slip.words
    assert family.applicant.name not in slip.words
    anybody = desks.passer_by().open(f"/c/progress/{found[0]}/")
    assert anybody.page.locator("main input:not([type=hidden])").count() <= MOST_FIELDS
    end = family.applicant.number[-4:]
    assert "还可以试4次" in anybody.fill(last_four=_other_end(end)).send_in_vain()
    anybody.fill(last_four=end).send()  # the one tap
    assert "您的困难已经登记" in anybody.words or "正在等全家人签授权" in anybody.words
    assert family.applicant.name not in anybody.words
    anybody.context.close()
    plain = desks.browser.new_context(java_script_enabled=False)
    page = plain.new_page()
    page.goto(f"{desks.platform.address}/")
    page.get_by_role("link", name="我的办件").click()
    page.fill("[name=code]", found[0].lower())
    page.fill("[name=last_four]", end)
    page.get_by_role("button", name="查进度").click()
    assert "您要做的事" in page.locator("main").inner_text()
    plain.close()


def _other_end(end: str) -> str:
    return "0000" if end != "0000" else "1111"
