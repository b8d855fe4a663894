"""我能申请什么: a few questions, one a page, and an answer that is kept nowhere.

The answers travel in the form itself, never in the address: no log, no history and no session
holds them. Works without a script.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from jiuzhu.infra.clock import legal_day
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.language import phrase
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages, render_page
from jiuzhu.interfaces.web.parts.presenters import Fact, Unverified
from jiuzhu.interfaces.web.public.questions import NAMES, QUESTIONS, Question
from jiuzhu.interfaces.web.public.views import set_frame
from jiuzhu.policy.facts import Category
from jiuzhu.policy.packs import Pack
from jiuzhu.policy.self_assessment import (
    Outlook,
    OwnAnswers,
    SelfAssessment,
    Situation,
    assess_oneself,
)
from jiuzhu.registers.law.queries import pack_in_force

LAST = len(QUESTIONS) - 1
LONGEST = 40
HEADLINES = {
    Outlook.MAY_FIT: "按您填的，可能符合低保条件",
    Outlook.MAY_NOT_FIT: "按您填的，可能不符合低保条件",
    Outlook.UNKNOWN: "现在没有可用的标准，算不出来",
}


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question, and the answers to the others."""

    title: str
    why: str
    step: str
    at: int
    form: Question
    kept: tuple[tuple[str, str], ...]
    is_first: bool
    label: str


@dataclass(frozen=True, slots=True)
class OtherAid:
    """Another scheme that the answers point to."""

    title: str
    sentence: str
    basis: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The outlook, what it rests on, and where to go."""

    headline: str
    is_open: bool
    facts: tuple[Fact, ...]
    reasons: tuple[tuple[str, str], ...]
    hole: str
    others: tuple[OtherAid, ...]
    again_url: str


@refusals_as_pages
def assess(request: HttpRequest) -> HttpResponse:
    """Ask one question after the other, then tell the outlook."""
    set_frame(request)
    if request.method != "POST":
        return _question(request, 0, QUESTIONS[0]())
    at = _asked_at(request)
    if "back" in request.POST:
        return _question(request, max(at - 1, 0), None)
    answered = tuple(QUESTIONS[place](request.POST) for place in range(at + 1))
    for place, form in enumerate(answered):
        if not form.is_valid():
            return _question(request, place, form, status=422)
    if at < LAST:
        return _question(request, at + 1, None)
    values = {name: value for form in answered for name, value in form.cleaned_data.items()}
    return _result(request, _answers(values))


def _question(
    request: HttpRequest, place: int, form: Question | None, status: int = 200
) -> HttpResponse:
    kind = QUESTIONS[place]
    own = tuple(kind.base_fields)
    shown = form if form is not None else kind(initial=_typed(request, own))
    page = QuestionPage(
        title=kind.title,
        why=kind.why,
        step=phrase("第%(n)s步，共%(all)s步", n=place + 1, all=LAST + 1),
        at=place,
        form=shown,
        kept=tuple(
            (name, value[:LONGEST])
            for name in NAMES
            if name not in own
            for value in request.POST.getlist(name)
        ),
        is_first=place == 0,
        label="看结果" if place == LAST else "下一步",
    )
    return render_page(request, "public/question.html", page, status=status)


def _typed(request: HttpRequest, names: tuple[str, ...]) -> dict[str, object]:
    """Return what was typed for a question before, for the way back."""
    return {
        name: request.POST.getlist(name) if name in {"owned", "situations"} else value
        for name in names
        if (value := request.POST.get(name)) is not None
    }


def _asked_at(request: HttpRequest) -> int:
    """Return which question was answered; a strange number starts anew."""
    text = request.POST.get("at", "")
    return int(text) if text in {str(place) for place in range(LAST + 1)} else 0


def _answers(values: dict[str, object]) -> OwnAnswers:
    def number(name: str) -> int:
        found = values[name]
        return found if isinstance(found, int) else 0

    def codes(name: str) -> tuple[str, ...]:
        found = values[name]
        return tuple(str(code) for code in found) if isinstance(found, list) else ()

    return OwnAnswers(
        category=Category(str(values["category"])),
        persons=number("persons"),
        income_fen=number("income"),
        savings_fen=number("savings"),
        owned=frozenset(codes("owned")),
        situations=frozenset(Situation(code) for code in codes("situations")),
    )


def _result(request: HttpRequest, answers: OwnAnswers) -> HttpResponse:
    pack, on = pack_in_force(), legal_day(asked(request).at)
    found = assess_oneself(answers, pack, on)
    page = ResultPage(
        headline=HEADLINES[found.outlook],
        is_open=found.outlook is Outlook.MAY_FIT,
        facts=_facts(found),
        reasons=tuple((reason.text, reason.article) for reason in found.reasons),
        hole=found.hole,
        others=_others(answers, found, pack, on),
        again_url=reverse("public:assess"),
    )
    return render_page(request, "public/assessed.html", page)


def _facts(found: SelfAssessment) -> tuple[Fact, ...]:
    if found.result is None or found.standard is None:
        return ()
    unsure = found.result.uses_unverified
    mark = Unverified(unsure[0].document) if unsure else None
    facts = [
        Fact("您家每人每月收入", found.result.per_head_fen, "money"),
        Fact(
            "低保标准（每人每月）",
            found.standard.amount,
            "money",
            source=str(found.standard.source),
            unverified=None if found.standard.verified else Unverified(str(found.standard.source)),
        ),
    ]
    if found.outlook is Outlook.MAY_FIT:
        facts.append(
            Fact("全家每月大约", found.result.amount_fen, "money", "按差额估算", unverified=mark)
        )
    return tuple(facts)


def _others(
    answers: OwnAnswers, found: SelfAssessment, pack: Pack, on: date
) -> tuple[OtherAid, ...]:
    """Name the other schemes that the answers point to, each by the law of the pack."""
    others = []
    if found.edge is not None:
        line = pack.value("low_income.line_rate", on)
        others.append(
            OtherAid("低保边缘家庭认定", "收入稍高于低保标准的，可以申请。", str(line.source))
        )
    tests = pack.known("tekun.three_tests", on)
    if tests and Situation.ALONE in answers.situations:
        sentence = "没有劳动能力、没有收入、没有人能赡养的，可以申请。"
        others.append(OtherAid("特困人员救助供养", sentence, str(tests.source)))
    if Situation.ACCIDENT in answers.situations:
        urgent = pack.value("deadline.urgent_relief", on)
        sentence = phrase("马上打电话，%(hours)s小时内先救助、后补手续。", hours=urgent.amount)
        others.append(OtherAid("急难型临时救助", sentence, str(urgent.source)))
    kinds = pack.known("temporary_aid.kinds", on)
    if kinds and Situation.COSTS in answers.situations:
        sentence = "必须花的钱超过家里能负担的，可以申请。"
        others.append(OtherAid("支出型临时救助", sentence, str(kinds.source)))
    return tuple(others)
