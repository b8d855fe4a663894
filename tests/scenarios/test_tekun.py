"""A tekun person from the wish to the first month of payment (K1–K8, K13)."""

from __future__ import annotations

from django.db.models import Q

from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.payments.models import PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.casework.reviews.services.adjust_award import adjust_award
from jiuzhu.kernel.periods import Month
from support.stream import review
from support.tekun import self_care, to_tekun_in_payment
from support.world import COUNTY, World

LIVING, FULL_CARE = 62_000, 55_000


def test_from_the_wish_to_the_first_month(world: World) -> None:
    case = to_tekun_in_payment(world)

    assert (case.scheme, case.procedure, case.state) == ("tekun", "TK-2019", "IN_PAYMENT")
    assert case.number[12] == "2"
    award = Award.objects.get(case=case)
    assert award.amount_fen == LIVING + FULL_CARE
    assert award.members_counted == 1
    _accounts_add_up(award)
    titles = set(Document.objects.filter(case=case).values_list("kind", "title"))
    assert {
        ("W24", "特困人员救助供养批准通知书"),
        ("W24", "特困人员救助供养证"),
        ("W35", "特困人员生活自理能力评估表"),
    } <= titles
    of_dibao = Q(title__contains="低保") | Q(title__contains="最低生活保障")
    of_dibao |= Q(content__contains="最低生活保障")
    assert not Document.objects.filter(of_dibao, case=case).exists()
    freeze_payroll(
        given=PayrollGiven(county_code=COUNTY, month=Month(2020, 10), scheme="tekun"),
        actor=world.as_("fafang", COUNTY),
        at=world.later(days=3),
    )
    paid = PaymentOrder.objects.get(case=case)
    assert (paid.scheme, paid.item, paid.amount_fen) == ("tekun", "TEKUN", LIVING + FULL_CARE)


def _accounts_add_up(award: Award) -> None:
    shares = {each.account: each.amount_fen for each in award.accounts.all()}
    assert shares == {"LIVING": LIVING, "CARE": FULL_CARE}


def test_a_new_grade_changes_the_amount_by_a_decision(world: World) -> None:
    case = to_tekun_in_payment(world)
    self_care(world, case, "BATHING")
    review(world, case)

    adjust_award(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))

    award = Award.objects.get(case=case, effective_to=None)
    assert {each.account: each.amount_fen for each in award.accounts.all()} == {
        "LIVING": LIVING,
        "CARE": 27_500,
    }
    told = Document.objects.get(case=case, kind="W31")
    assert told.title == "特困人员救助供养金调整告知书"
