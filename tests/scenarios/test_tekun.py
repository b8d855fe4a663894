"""A tekun person from the wish to the first month of payment (K1–K8, K13)."""

from __future__ import annotations

from jiuzhu.casework.decisions.models import Award
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.payments.models import PaymentOrder
from jiuzhu.casework.payments.services.freeze_payroll import PayrollGiven, freeze_payroll
from jiuzhu.kernel.periods import Month
from support.tekun import to_tekun_in_payment
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
    assert not Document.objects.filter(case=case, content__contains="最低生活保障").exists()
    freeze_payroll(
        given=PayrollGiven(county_code=COUNTY, month=Month(2020, 10), scheme="tekun"),
        actor=world.as_("fafang", COUNTY),
        at=world.later(days=3),
    )
    paid = PaymentOrder.objects.get(case=case)
    assert (paid.scheme, paid.amount_fen) == ("tekun", LIVING + FULL_CARE)


def _accounts_add_up(award: Award) -> None:
    shares = {each.account: each.amount_fen for each in award.accounts.all()}
    assert shares == {"LIVING": LIVING, "CARE": FULL_CARE}
