"""Change the law as the officers of the city do: entered, simulated, explained, activated."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

from django.db import connection

from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.services.decide_refuse import RefuseGiven, decide_refuse
from jiuzhu.casework.intents.family import FamilyGiven, MemberGiven
from jiuzhu.casework.reviews.models import Simulation
from jiuzhu.casework.reviews.services.activate_change import activate_change
from jiuzhu.casework.reviews.services.simulate_change import start_simulation
from jiuzhu.casework.verification.services.answer_family import (
    check_explanation,
    draft_explanation,
    explain_unfit,
)
from jiuzhu.infra import clock
from jiuzhu.infra.revisions import forget
from jiuzhu.interfaces.jobs.law import WORKS
from jiuzhu.interfaces.jobs.runs import work_run
from jiuzhu.policy.amendments import Amendment, circumstances
from jiuzhu.policy.facts import IncomeItem
from jiuzhu.policy.values import Unit
from jiuzhu.registers.households.enums import Relation
from jiuzhu.registers.law.models import LawActivation, LawChange
from jiuzhu.registers.law.services.prepare_change import (
    Paper,
    add_value,
    attach_paper,
    open_change,
)
from support.accounts import with_account
from support.browser import as_owner
from support.stream import ACCOUNT, accept, assess, confirmed, deliver, to_verified, visit
from support.world import World, a_person

CITY = "3709"
APRIL = datetime(2021, 4, 12, 2, 0, tzinfo=UTC)
NEW_YEAR = date(2021, 1, 1)


def rise(amount_fen: int = 59_100, *, category: str = "RURAL", since: date = NEW_YEAR) -> Amendment:
    """Return a standard of a notice."""
    return Amendment(
        key="dibao.standard",
        where=circumstances((("category", (category,)),)),
        unit=Unit.FEN_PER_PERSON_MONTH,
        effective_from=since,
        amount=amount_fen,
        document="泰民发〔2021〕9号",
        article="第一条",
        still_valid_on=date(2021, 4, 9),
    )


def drafted(world: World, *values: Amendment, title: str = "提高2021年保障标准") -> LawChange:
    """Enter a notice of April by its first officer, with the paper."""
    actor = with_account(world, "zhengce", CITY)
    change = open_change(
        paper=Paper(title=title, number="泰民发〔2021〕9号", issued_on=date(2021, 4, 9)),
        actor=actor,
        at=world.at,
    )
    for value in values or (rise(), rise(71_900, category="URBAN")):
        add_value(code=change.code, value=value, actor=actor)
    return attach_paper(
        code=change.code, content=a_paper(title), shown_name="通知.pdf", actor=actor, at=world.at
    )


def a_paper(words: str) -> bytes:
    """Return the bytes of a PDF that is like no other."""
    return b"%PDF-1.7 " + hashlib.sha256(words.encode()).digest()


def simulated(world: World, change: LawChange) -> Simulation:
    """Simulate a change and let the worker do all of it."""
    actor = with_account(world, "zhengce", CITY)
    simulation = start_simulation(code=change.code, actor=actor, at=world.at)
    worked(world, simulation.run)
    with_account(world, "zhengce", CITY)
    return Simulation.objects.get(pk=simulation.pk)


def worked(world: World, run: str) -> None:
    """Be the worker and do a run."""
    with as_owner():
        clock.move_to(world.later(minutes=1))
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE jiuzhu_worker")
        work_run(run, WORKS)
    forget()


def activated(world: World, change: LawChange) -> LawActivation:
    """Activate by the second officer of the city."""
    actor = with_account(world, "zhengce2", CITY)
    return activate_change(code=change.code, actor=actor, at=world.at)


def earning(monthly_fen: int) -> FamilyGiven:
    """Return a household of one that earns so much a month."""
    return FamilyGiven(
        members=(
            MemberGiven(
                person=a_person("测试己"),
                relation=Relation.SELF,
                family_relation="APPLICANT",
                income=(IncomeItem(kind="ODD_JOBS", amount_fen=monthly_fen * 12),),
            ),
        ),
        obligors=(),
        cause="收入不稳定",
        kin_statement="无近亲属经办人员",
        account_holder="测试己",
        account_bank="测试银行",
        account_number=ACCOUNT,
    )


def refused_for_income(world: World, monthly_fen: int = 54_000) -> Case:
    """Refuse a family whose income per head lies over the standard."""
    case = to_verified(world, family=earning(monthly_fen))
    draft_explanation(number=case.number, actor=world.as_("shouli"), at=world.at)
    check_explanation(number=case.number, actor=world.as_("diaocha"), at=world.at)
    explain_unfit(number=case.number, actor=world.as_("shouli"), at=world.at)
    deliver(world, case, "W07")
    insist_on_application(
        number=case.number,
        given=confirmed(case),
        actor=world.as_("shouli"),
        at=world.later(hours=1),
    )
    case = visit(world, accept(world, Case.objects.get(pk=case.pk)))
    case = assess(world, case, recommends_grant=False)
    decide_refuse(
        number=case.number,
        given=RefuseGiven(rule_ids=("dibao.income_test",)),
        actor=world.as_("shenpi"),
        at=world.later(hours=1),
    )
    return Case.objects.get(pk=case.pk)
