"""Carry a tekun case forward through the use cases, as the officers would."""

from __future__ import annotations

from datetime import date

from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.assessments.services.assess_self_care import SelfCareGiven, assess_self_care
from jiuzhu.casework.cases.enums import Category, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.intents.enums import Channel
from jiuzhu.casework.intents.family import FamilyGiven, MemberGiven, ObligorGiven
from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.casework.intents.services.sign_statement import sign_statement
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.casework.publicity.services.take_down_notice import TakingDownGiven, take_down_notice
from jiuzhu.casework.verification.services.answer_family import invite
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.facts import SupporterFacts
from jiuzhu.policy.scheme_facts import ObligorFacts
from jiuzhu.registers.households.enums import Relation
from support.departments import run_sources
from support.pictures import a_photo
from support.stream import (
    ACCOUNT,
    CENTRE,
    accept,
    assess,
    confirmed,
    deliver,
    sign_everybody,
    visit,
)
from support.world import World, a_person

BORN = date(1945, 3, 8)
WEAK = ("BATHING", "TOILET", "WALKING", "BED")


def an_old_person(*, obligor: ObligorFacts | None = None) -> FamilyGiven:
    """Return somebody of 75 without income, alone or with a brother who is tekun as well."""
    obligors = ()
    if obligor is not None:
        obligors = (
            ObligorGiven(
                person=a_person("测试丁", born_on=date(1970, 1, 8), region6="370982"),
                relation=Relation.SON,
                facts=SupporterFacts(key=""),
                tekun=obligor,
            ),
        )
    return FamilyGiven(
        members=(
            MemberGiven(
                person=a_person("测试甲", born_on=BORN),
                relation=Relation.SELF,
                family_relation="APPLICANT",
            ),
        ),
        obligors=obligors,
        cause="年老无人照料",
        kin_statement="无近亲属经办人员",
        account_holder="测试甲",
        account_bank="测试银行",
        account_number=ACCOUNT,
    )


def to_tekun_intent(world: World, *, by_organisation: bool = True) -> Case:
    """Let the township begin for an old person who cannot."""
    return register_intent(
        given=IntentGiven(
            applicant=a_person("测试甲", born_on=BORN, village=world.village.code),
            village_code=world.village.code,
            category=Category.RURAL,
            category_ground="有承包地",
            need="独居，生活不能自理",
            channel=Channel.VILLAGE,
            identity_checked=True,
            purpose_told=True,
            household_size=1,
            scheme=Scheme.TEKUN,
            by_organisation=by_organisation,
            initiative_ground="无民事行为能力，没有监护人，村委会发现",
        ),
        actor=world.as_("shouli"),
        at=world.at,
    )


def to_tekun_authorised(world: World, *, family: FamilyGiven | None = None) -> Case:
    """Write down the person and let everybody sign."""
    case = to_tekun_intent(world)
    clerk = world.as_("shouli")
    open_authorization(
        number=case.number, given=family or an_old_person(), actor=clerk, at=world.at
    )
    sign_everybody(world, case)
    sign_statement(number=case.number, channel=Channel.COUNTER, actor=clerk, at=world.at)
    return case


def to_tekun_surveyed(world: World, *, family: FamilyGiven | None = None) -> Case:
    """Verify, apply, be accepted and be visited."""
    case = to_tekun_authorised(world, family=family)
    file_verification(number=case.number, actor=world.as_("hedui"), at=world.at)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    run_sources(request, actor=centre, at=world.later(hours=3), truth={})
    release_report(number=case.number, actor=world.as_("zhongxin", CENTRE), at=world.at)
    invite(number=case.number, actor=world.as_("shouli"), at=world.at)
    submit_application(
        number=case.number,
        given=confirmed(case),
        actor=world.as_("shouli"),
        at=world.later(hours=1),
    )
    return visit(world, accept(world, Case.objects.get(pk=case.pk)))


def self_care(world: World, case: Case, *failed: str) -> None:
    """Let two surveyors test what the person can do."""
    assess_self_care(
        number=case.number,
        given=SelfCareGiven(
            assessed_on=legal_day(world.at),
            second_assessor_id=world.officer("hedui").pk,
            failed=failed,
            seen="卧床，要人喂饭、扶走。",
        ),
        actor=world.as_("diaocha"),
        at=world.later(minutes=20),
    )


def to_tekun_decided(world: World, *, family: FamilyGiven | None = None) -> Case:
    """Grant basic living and full care."""
    case = to_tekun_surveyed(world, family=family)
    self_care(world, case, *WEAK)
    assess(world, case)
    decide_grant(number=case.number, actor=world.as_("shenpi"), at=world.later(hours=1))
    return Case.objects.get(pk=case.pk)


def to_tekun_in_payment(world: World) -> Case:
    """Publish the result for seven days and enter payment."""
    case = to_tekun_decided(world)
    deliver(world, case, "W24")
    notice = publish_result(number=case.number, actor=world.as_("shouli"), at=world.later(hours=1))
    post_notice(
        code=notice.code,
        given=PostingGiven(photo=a_photo(9001)),
        actor=world.as_("xieli", case.village.code),
        at=world.later(hours=1),
    )
    take_down_notice(
        code=notice.code,
        given=TakingDownGiven(photo=a_photo(9002)),
        actor=world.as_("xieli", case.village.code),
        at=world.later(days=8),
    )
    enter_payment(number=case.number, actor=world.as_("shouli"), at=world.later(hours=1))
    return Case.objects.get(pk=case.pk)
