"""Send a bank file by system, see what is known of it, and say what a person found out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiuzhu.casework.payments.queries import sending_of
from jiuzhu.casework.payments.services.send_bank_file import intend_sending, rule_on_sending
from jiuzhu.interfaces.web.acts.stage import Act, ActPage, Section, answer, sent
from jiuzhu.interfaces.web.desk.payment_parts import crumbs, payroll_of, payroll_url, seen_batch
from jiuzhu.interfaces.web.parts.actor import asked
from jiuzhu.interfaces.web.parts.forms import CodeField, PlainTextField, SubmitForm, TickField
from jiuzhu.interfaces.web.parts.pages import refusals_as_pages
from jiuzhu.interfaces.web.parts.presenters import Fact

ANSWERS = (("TAKEN", "银行已收到这个文件"), ("NOT_TAKEN", "银行没有收到，请再发一次"))


class SendForm(SubmitForm):
    """Hand a file over by system."""

    sure = TickField(label="签字单的笔数、总额、摘要已核对，两人已签字")


class FateForm(SubmitForm):
    """Say what the bank answered to a person."""

    fate = CodeField(label="银行的答复", codes=ANSWERS, style="radio")
    ground = PlainTextField(
        label="怎么查的",
        max_length=200,
        help_text="例如：10月9日10时致电农行营业部张某，查询批次号。",
    )


@refusals_as_pages
def send(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Submit the file; it leaves once, a job carries it."""
    here = asked(request)
    here.actor.require("payment.send")
    given = payroll_of(here.actor, scheme, month)
    form = SendForm(*sent(request)[:1])

    def do() -> str:
        intend_sending(payroll=given, actor=here.actor, at=here.at)
        return "已提交发送。只发一次；结果不明的，系统会向银行查询，不会重发。"

    def page() -> object:
        known = sending_of(seen_batch(given, here.actor))
        return ActPage(
            title="系统发送银行文件",
            crumbs=crumbs(given, "系统发送银行文件"),
            chips=(),
            facts=(),
            sections=(Section("发送情况", facts=_facts(known)),),
            form=form,
            label="提交发送",
            back_url=payroll_url("payroll_month", given),
            blocked="这个文件已经提交发送，不会再发一次。" if known else "",
        )

    then = payroll_url("payroll_month", given)
    return answer(request, Act(form=form, page=page, do=do, then=then))


@refusals_as_pages
def fate(request: HttpRequest, scheme: str, month: str) -> HttpResponse:
    """Let a second person say whether the bank has the file."""
    here = asked(request)
    here.actor.require("payment.send")
    given = payroll_of(here.actor, scheme, month)
    form = FateForm(*sent(request)[:1])

    def do() -> str:
        was_taken = form.cleaned_data["fate"] == "TAKEN"
        rule_on_sending(
            payroll=given,
            was_taken=was_taken,
            ground=form.cleaned_data["ground"],
            actor=here.actor,
            at=here.at,
        )
        return "已认定银行收到。" if was_taken else "已认定银行没有收到，再发一次。"

    def page() -> object:
        known = sending_of(seen_batch(given, here.actor))
        return ActPage(
            title="认定发送结果",
            crumbs=crumbs(given, "认定发送结果"),
            chips=(),
            facts=(),
            sections=(Section("发送情况", facts=_facts(known)),),
            form=form,
            label="保存认定",
            back_url=payroll_url("payroll_month", given),
            intro=("先打电话问银行有没有这个批次。提交发送的人不能认定。",),
        )

    then = payroll_url("payroll_month", given)
    return answer(request, Act(form=form, page=page, do=do, then=then))


def _facts(known: tuple[str, int, str] | None) -> tuple[Fact, ...]:
    if known is None:
        return (Fact("状态", "还没有提交系统发送"),)
    state, tries, receipt = known
    return (
        Fact("状态", state),
        Fact("发出次数", tries, "number"),
        Fact("银行回执", receipt or None, "code"),
    )


urlpatterns = [
    path("payroll/<str:scheme>/<str:month>/send/", send, name="send_bank_file"),
    path("payroll/<str:scheme>/<str:month>/send/result/", fate, name="rule_on_sending"),
]
