"""Many running awards in a few statements, for whatever counts or measures sets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count

from django.db import connection

from jiuzhu.casework.cases.enums import MemberPart
from jiuzhu.casework.cases.models import Case, CaseMember
from jiuzhu.casework.decisions.enums import DecisionKind
from jiuzhu.casework.decisions.models import Award, AwardShare, Decision
from jiuzhu.infra import keys
from jiuzhu.kernel.contact import luhn_digit
from jiuzhu.kernel.identity import make_identity_number
from jiuzhu.registers.households.models import (
    BankAccount,
    Household,
    HouseholdMember,
    IdentityDocument,
    Person,
    PersonAccess,
)
from jiuzhu.registers.regions.models import Region
from support.world import ZHUYANG, World

_serial = count(1)
BORN = date(1955, 1, 1)


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner of the tables for a while: rows are made, no policy is asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("RESET ROLE")
        yield
        cursor.execute(f"SET LOCAL ROLE {role}")


def account_number(serial: int) -> str:
    """Return a card number of the test range with its check digit."""
    body = f"622202{serial:012d}"
    return body + luhn_digit(body)


def identity_number(serial: int) -> str:
    """Return a valid test number; a thousand people a birthday."""
    day = date.fromordinal(BORN.toordinal() + serial // 999)
    return make_identity_number("370911", day, serial % 999 + 1)


def many_awards(
    world: World, n: int, *, first_month: date = date(2020, 9, 1), amount_fen: int = 30_000
) -> list[Case]:
    """Give n households of 祝阳镇 in payment: taken over, each with account and identity."""
    township = world.organ(ZHUYANG)
    region = Region.objects.get(code=world.village.code)
    serials = [next(_serial) for _ in range(n)]
    with as_owner():
        people = Person.objects.bulk_create(
            Person(
                name=f"测试{serial}号",
                name_match=f"测试{serial}号",
                name_sort=f"ceshi{serial}",
                born_on=BORN,
                is_test=True,
                registered_at=world.at,
            )
            for serial in serials
        )
        homes = Household.objects.bulk_create(
            Household(region=region, registered_at=world.at) for _ in people
        )
        HouseholdMember.objects.bulk_create(
            HouseholdMember(
                household=home, person=person, relation="SELF", effective_from=first_month
            )
            for home, person in zip(homes, people, strict=True)
        )
        for organ in (township, township.parent, world.village):
            PersonAccess.objects.bulk_create(
                PersonAccess(
                    person=person,
                    organ=organ,
                    ground="CASE",
                    case_number=f"M{serial:08d}",
                    effective_from=date(2020, 1, 1),
                )
                for person, serial in zip(people, serials, strict=True)
            )
        numbers = [identity_number(serial) for serial in serials]
        IdentityDocument.objects.bulk_create(
            IdentityDocument(
                person=person,
                kind="RESIDENT_ID",
                number=number,
                number_index=keys.blind_index(number, kind="identity"),
                last_four=number[-4:],
                effective_from=first_month,
            )
            for person, number in zip(people, numbers, strict=True)
        )
        cards = [account_number(serial) for serial in serials]
        BankAccount.objects.bulk_create(
            BankAccount(
                person=person,
                holder_name=person.name,
                number=card,
                number_index=keys.blind_index(card, kind="account"),
                last_four=card[-4:],
                effective_from=date(2020, 1, 1),
            )
            for person, card in zip(people, cards, strict=True)
        )
        cases = Case.objects.bulk_create(
            Case(
                number=f"M{serial:08d}",
                progress_code=f"{serial:012d}",
                scheme="dibao",
                procedure="TA-2019",
                state="IN_PAYMENT",
                category="RURAL" if serial % 3 else "URBAN",
                category_ground="测试",
                organ=township,
                county=township.parent,
                village=world.village,
                region=region,
                applicant=person,
                household=home,
                opened_at=world.at,
                moved_at=world.at,
                is_legacy=True,
                is_test=True,
            )
            for serial, person, home in zip(serials, people, homes, strict=True)
        )
        CaseMember.objects.bulk_create(
            CaseMember(case=case, person=case.applicant, part=MemberPart.MEMBER, relation="SELF")
            for case in cases
        )
        decisions = Decision.objects.bulk_create(
            Decision(
                case=case,
                kind=DecisionKind.TAKE_OVER,
                organ=township,
                decided_at=world.at,
                amount_fen=amount_fen,
                members_counted=1,
                effective_month=first_month,
            )
            for case in cases
        )
        awards = Award.objects.bulk_create(
            Award(
                case=case,
                decision=decision,
                payee=case.applicant,
                amount_fen=amount_fen,
                members_counted=1,
                effective_from=first_month,
                in_payment_from=world.at,
            )
            for case, decision in zip(cases, decisions, strict=True)
        )
        AwardShare.objects.bulk_create(
            AwardShare(award=award, person_id=award.payee_id, amount_fen=award.amount_fen)
            for award in awards
        )
    return cases
