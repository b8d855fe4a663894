"""Carry a dibao case forward through the use cases, stage by stage, as the officers would."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.applications.services.accept_application import (
    AcceptanceGiven,
    accept_application,
)
from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.applications.services.write_application import ApplicationGiven
from jiuzhu.casework.archives.services.archive_case import ArchiveGiven, archive_case
from jiuzhu.casework.assessments.findings import (
    NOTHING_FOUND,
    DwellingFound,
    Explanation,
    Findings,
    IncomeFinding,
    MemberFound,
    VisitFindings,
)
from jiuzhu.casework.assessments.services.compute_amount import ComputationGiven, compute_amount
from jiuzhu.casework.assessments.services.give_opinion import OpinionGiven, give_opinion
from jiuzhu.casework.assessments.services.record_home_visit import (
    HomeVisitGiven,
    record_home_visit,
)
from jiuzhu.casework.cases.enums import Category, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.decisions.services.decide_refuse import RefuseGiven, decide_refuse
from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.queries import undelivered
from jiuzhu.casework.documents.services.describe import identity_number_of
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven, record_delivery
from jiuzhu.casework.intents.enums import Capacity, Channel
from jiuzhu.casework.intents.family import FamilyGiven, MemberGiven, ObligorGiven
from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.casework.intents.services.sign_authorization import SignatureGiven, sign_authorization
from jiuzhu.casework.intents.services.sign_statement import sign_statement
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.casework.publicity.services.take_down_notice import (
    TakingDownGiven,
    take_down_notice,
)
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.services.hold_exit_talk import TalkGiven, hold_exit_talk
from jiuzhu.casework.reviews.services.open_review import ReviewGiven, open_review
from jiuzhu.casework.reviews.services.stop_award import StopGiven, stop_award
from jiuzhu.casework.verification.ports import VehicleClass, VehicleRecord, VehicleStatus
from jiuzhu.casework.verification.services.answer_family import (
    check_explanation,
    draft_explanation,
    explain_unfit,
    invite,
)
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.policy.facts import IncomeItem, SupporterFacts
from jiuzhu.registers.households.enums import Relation
from support.departments import Truth, run_sources
from support.pictures import a_photo
from support.world import COUNTY, ZHUYANG, World, a_person, first_village

CENTRE = f"{COUNTY}HD"
ACCOUNT = "6222020200000000006"


def to_intent(
    world: World, *, township: str = ZHUYANG, name: str = "测试甲", scheme: Scheme = Scheme.DIBAO
) -> Case:
    """Register the wish for help at the window."""
    village = first_village(township)
    return register_intent(
        given=IntentGiven(
            applicant=a_person(name, village=village.code),
            village_code=village.code,
            category=Category.RURAL,
            category_ground="有承包地",
            need="户主患病，收入减少",
            channel=Channel.COUNTER,
            identity_checked=True,
            purpose_told=True,
            household_size=3,
            scheme=scheme,
        ),
        actor=world.as_("shouli", township),
        at=world.at,
    )


def a_family(*, kin_statement: str = "无近亲属经办人员") -> FamilyGiven:
    """Return a household of three with a little income and one supporter elsewhere."""
    return FamilyGiven(
        members=(
            MemberGiven(
                person=a_person(),
                relation=Relation.SELF,
                family_relation="APPLICANT",
                income=(IncomeItem(kind="ODD_JOBS", amount_fen=360_000),),
            ),
            MemberGiven(
                person=a_person("测试乙", born_on=date(1967, 3, 2)),
                relation=Relation.SPOUSE,
                family_relation="SPOUSE",
            ),
            MemberGiven(
                person=a_person("测试丙", born_on=date(2009, 7, 9)),
                relation=Relation.SON,
                family_relation="MINOR_CHILD",
            ),
        ),
        obligors=(
            ObligorGiven(
                person=a_person("测试丁", born_on=date(1989, 1, 8), region6="370982"),
                relation=Relation.DAUGHTER,
                facts=SupporterFacts(
                    key="", family_income_fen=300_000, family_size=3, received_fen=10_000
                ),
            ),
        ),
        cause="户主患病，失去主要收入",
        kin_statement=kin_statement,
        account_holder="测试甲",
        account_bank="测试银行",
        account_number=ACCOUNT,
    )


def to_authorising(
    world: World,
    *,
    township: str = ZHUYANG,
    family: FamilyGiven | None = None,
    scheme: Scheme = Scheme.DIBAO,
) -> Case:
    """Write down the family and tell everything once."""
    case = to_intent(world, township=township, scheme=scheme)
    return open_authorization(
        number=case.number,
        given=family or a_family(),
        actor=world.as_("shouli", township),
        at=world.at,
    )


def sign_everybody(world: World, case: Case, *, township: str = ZHUYANG) -> None:
    """Let everybody sign a mandate; the child is signed for by the parent."""
    actor = world.as_("shouli", township)
    for member in case.members.select_related("person").order_by("pk"):
        is_child = member.person.born_on and member.person.born_on.year > 2004
        sign_authorization(
            number=case.number,
            given=SignatureGiven(
                person_id=member.person_id,
                signer_name=case.applicant.name if is_child else member.person.name,
                capacity=Capacity.GUARDIAN if is_child else Capacity.SELF,
                signer_ground="父亲，民法典第27条" if is_child else "",
            ),
            actor=actor,
            at=world.at,
        )


def to_authorised(
    world: World,
    *,
    township: str = ZHUYANG,
    family: FamilyGiven | None = None,
    scheme: Scheme = Scheme.DIBAO,
) -> Case:
    """Let everybody sign in one sitting; the child is signed for by the parent."""
    case = to_authorising(world, township=township, family=family, scheme=scheme)
    sign_everybody(world, case, township=township)
    actor = world.as_("shouli", township)
    sign_statement(number=case.number, channel=Channel.COUNTER, actor=actor, at=world.at)
    return Case.objects.get(pk=case.pk)


def to_filed(world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None) -> Case:
    """File with the county centre."""
    case = to_authorised(world, township=township, family=family)
    file_verification(number=case.number, actor=world.as_("hedui", township), at=world.at)
    return Case.objects.get(pk=case.pk)


def to_verified(
    world: World,
    *,
    township: str = ZHUYANG,
    truth: Truth | None = None,
    has_car: bool = False,
    family: FamilyGiven | None = None,
) -> Case:
    """Let the centre accept, ask the departments and release the report."""
    case = to_filed(world, township=township, family=family)
    centre = world.as_("zhongxin", CENTRE)
    accept_request(number=case.number, actor=centre, at=world.at)
    request = ask_sources(number=case.number, actor=centre, at=world.at)
    known = dict(truth or {})
    if has_car:
        known[identity_number_of(case.applicant), "vehicles"] = (a_car(),)
    run_sources(request, actor=centre, at=world.later(hours=3), truth=known)
    release_report(number=case.number, actor=world.as_("zhongxin", CENTRE), at=world.at)
    return Case.objects.get(pk=case.pk)


def a_car() -> VehicleRecord:
    """Return a car that nobody declared."""
    return VehicleRecord(
        plate="鲁J测0001",
        vehicle_class=VehicleClass.CAR,
        brand="测试牌",
        use_nature="非营运",
        first_registered_on=date(2018, 5, 1),
        status=VehicleStatus.NORMAL,
    )


def to_invited(world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None) -> Case:
    """Invite the family whose report fits."""
    case = to_verified(world, township=township, family=family)
    invite(number=case.number, actor=world.as_("shouli", township), at=world.at)
    return Case.objects.get(pk=case.pk)


def to_explained(world: World, *, township: str = ZHUYANG) -> Case:
    """Explain a report that does not fit, checked by a second officer."""
    case = to_verified(world, township=township, has_car=True)
    draft_explanation(number=case.number, actor=world.as_("shouli", township), at=world.at)
    check_explanation(number=case.number, actor=world.as_("diaocha", township), at=world.at)
    explain_unfit(number=case.number, actor=world.as_("shouli", township), at=world.at)
    return Case.objects.get(pk=case.pk)


SEEN = frozenset({"M_HUKOU"})


def confirmed(case: Case) -> ApplicationGiven:
    """Return the applicant's confirmation, read back by phone."""
    return ApplicationGiven(
        confirmation=Confirmation.READ_BACK, confirmed_by_name=case.applicant.name
    )


def to_applied(world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None) -> Case:
    """Apply after the invitation; the pre-filled form is read back by phone."""
    case = to_invited(world, township=township, family=family)
    submit_application(
        number=case.number,
        given=confirmed(case),
        actor=world.as_("shouli", township),
        at=world.later(hours=1),
    )
    return Case.objects.get(pk=case.pk)


def deliver(world: World, case: Case, kind: str, *, township: str = ZHUYANG) -> None:
    """Serve the newest document of a kind on the applicant."""
    document = Document.objects.filter(case=case, kind=kind).order_by("-pk")[0]
    at = world.later(minutes=10)
    record_delivery(
        code=document.check_code,
        given=DeliveryGiven(
            method=DeliveryMethod.DIRECT,
            recipient=case.applicant.name,
            place="申请人家中",
            delivered_at=at,
        ),
        actor=world.as_("diaocha", township),
        at=at,
    )


def to_insisted(world: World, *, township: str = ZHUYANG) -> Case:
    """Insist on an application although a car was found; W07 was served before."""
    case = to_explained(world, township=township)
    deliver(world, case, "W07", township=township)
    insist_on_application(
        number=case.number,
        given=confirmed(case),
        actor=world.as_("shouli", township),
        at=world.later(hours=1),
    )
    return Case.objects.get(pk=case.pk)


def accept(world: World, case: Case, *, township: str = ZHUYANG) -> Case:
    """Accept an application whose papers are complete."""
    accept_application(
        number=case.number,
        given=AcceptanceGiven(seen=SEEN),
        actor=world.as_("shouli", township),
        at=world.later(minutes=30),
    )
    return Case.objects.get(pk=case.pk)


def to_accepted(
    world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None
) -> Case:
    """Apply and be accepted on the same day."""
    return accept(world, to_applied(world, township=township, family=family), township=township)


def seen_at_home(case: Case, *, findings: Findings = NOTHING_FOUND) -> VisitFindings:
    """Return an ordinary record of a home visit."""
    return VisitFindings(
        dwelling=DwellingFound(
            kind="平房", ownership="自有", area="约80平方米", rooms="3间", condition="一般"
        ),
        summary="家庭人口与申报一致，生活困难属实。",
        members=(MemberFound(person_key=str(case.applicant_id), present=True, work="不能劳动"),),
        findings=findings,
    )


def visit(
    world: World, case: Case, *, township: str = ZHUYANG, findings: Findings = NOTHING_FOUND
) -> Case:
    """Let two unrelated surveyors visit the home the next day."""
    visited_at = world.later(days=1)
    record_home_visit(
        number=case.number,
        given=HomeVisitGiven(
            visited_at=visited_at,
            second_surveyor_id=world.officer("hedui", township).pk,
            met=case.applicant.name,
            findings=seen_at_home(case, findings=findings),
        ),
        actor=world.as_("diaocha", township),
        at=world.later(hours=1),
    )
    return Case.objects.get(pk=case.pk)


def to_surveyed(
    world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None
) -> Case:
    """Visit the family at home."""
    return visit(world, to_accepted(world, township=township, family=family), township=township)


def assess(
    world: World, case: Case, *, township: str = ZHUYANG, recommends_grant: bool = True
) -> Case:
    """Compute and give the opinion that follows from it."""
    actor = world.as_("shenhe", township)
    compute_amount(number=case.number, actor=actor, at=world.later(hours=1))
    give_opinion(
        number=case.number,
        given=OpinionGiven(recommends_grant=recommends_grant, text="核算无误，按规则提出意见。"),
        actor=actor,
        at=world.later(hours=1),
    )
    return Case.objects.get(pk=case.pk)


def to_opinion(world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None) -> Case:
    """Assess a family that qualifies."""
    return assess(world, to_surveyed(world, township=township, family=family), township=township)


def to_unfit_opinion(world: World, *, township: str = ZHUYANG) -> Case:
    """Insist, and be assessed with a car that nothing clears."""
    case = accept(world, to_insisted(world, township=township), township=township)
    told = Explanation(
        person_key=str(case.applicant_id), source="vehicles", text="本人称是代步车，未申报"
    )
    case = visit(world, case, township=township, findings=Findings(explanations=(told,)))
    return assess(world, case, township=township, recommends_grant=False)


def to_decided(world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None) -> Case:
    """Grant by the organ that holds the power: 祝阳镇 itself, the county for 范镇."""
    case = to_opinion(world, township=township, family=family)
    seat, organ = ("shenpi", township) if township == ZHUYANG else ("xianshenpi", COUNTY)
    decide_grant(number=case.number, actor=world.as_(seat, organ), at=world.later(hours=1))
    return Case.objects.get(pk=case.pk)


def to_refused(world: World) -> Case:
    """Refuse the family that insisted with a car that nothing clears."""
    case = to_unfit_opinion(world)
    decide_refuse(
        number=case.number,
        given=RefuseGiven(rule_ids=("asset.car",)),
        actor=world.as_("shenpi"),
        at=world.later(hours=1),
    )
    return Case.objects.get(pk=case.pk)


_photos = count(1)


def to_published(
    world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None
) -> PublicNotice:
    """Serve the grant, make the sheets and put them up on the village board."""
    case = to_decided(world, township=township, family=family)
    deliver(world, case, "W24", township=township)
    notice = publish_result(
        number=case.number, actor=world.as_("shouli", township), at=world.later(hours=1)
    )
    return post_notice(
        code=notice.code,
        given=PostingGiven(photo=a_photo(next(_photos))),
        actor=world.as_("xieli", case.village.code),
        at=world.later(hours=1),
    )


def to_in_payment(
    world: World, *, township: str = ZHUYANG, family: FamilyGiven | None = None
) -> Case:
    """Wait for the seven full days, take the sheet down and enter payment."""
    notice = to_published(world, township=township, family=family)
    assert notice.ends_on is not None
    world.at = datetime.combine(notice.ends_on, world.at.timetz()) + timedelta(days=1)
    take_down_notice(
        code=notice.code,
        given=TakingDownGiven(photo=a_photo(next(_photos))),
        actor=world.as_("xieli", notice.village.code),
        at=world.at,
    )
    return enter_payment(
        number=notice.case.number, actor=world.as_("shouli", township), at=world.later(hours=1)
    )


def earns(case: Case, yearly_fen: int) -> Findings:
    """Return what a review finds: the applicant earns a wage now."""
    return Findings(
        income=(
            IncomeFinding(
                person_key=str(case.applicant_id),
                kind="WAGES",
                amount_fen=yearly_fen,
                months=12,
                evidence="工资流水",
            ),
        )
    )


def review(
    world: World,
    case: Case,
    *,
    yearly_fen: int | None = None,
    ground: ReviewGround = ReviewGround.REPORTED,
    township: str = ZHUYANG,
) -> Case:
    """Review a running case and compute it again; a wage makes it smaller or ends it."""
    actor = world.as_("shenhe", township)
    open_review(
        number=case.number,
        given=ReviewGiven(ground=ground, change="申请人在镇上找到工作"),
        actor=actor,
        at=world.later(days=1),
    )
    findings = NOTHING_FOUND if yearly_fen is None else earns(case, yearly_fen)
    compute_amount(
        number=case.number,
        actor=actor,
        at=world.later(hours=1),
        given=ComputationGiven(findings=findings),
    )
    return Case.objects.get(pk=case.pk)


def to_review(world: World, *, yearly_fen: int | None = None, township: str = ZHUYANG) -> Case:
    """Bring a family into payment and review it."""
    case = to_in_payment(world, township=township)
    return review(world, case, yearly_fen=yearly_fen, township=township)


def talk(world: World, case: Case, *, township: str = ZHUYANG) -> None:
    """Hold the exit talk."""
    hold_exit_talk(
        number=case.number,
        given=TalkGiven(
            points=(("停发的原因和计算过程", "听明白了"), ("不服可以复议、起诉", "知道了")),
            offered=("支出型临时救助",),
            place="申请人家中",
        ),
        actor=world.as_("shenhe", township),
        at=world.later(hours=1),
    )


def to_stopped(world: World, *, yearly_fen: int = 3_000_000, township: str = ZHUYANG) -> Case:
    """Stop a family that earns enough; the notice is not served yet."""
    case = to_review(world, yearly_fen=yearly_fen, township=township)
    talk(world, case, township=township)
    stop_award(
        number=case.number,
        given=StopGiven(rule_ids=("dibao.income_test",)),
        actor=world.as_("shenpi", township),
        at=world.later(hours=1),
    )
    return Case.objects.get(pk=case.pk)


def deliver_all(world: World, case: Case, *, township: str = ZHUYANG) -> None:
    """Serve every notice of a case that nobody has served."""
    world.as_("diaocha", township)
    for kind in undelivered(case).order_by("pk").values_list("kind", flat=True):
        deliver(world, case, kind, township=township)


def to_archived(world: World, *, township: str = ZHUYANG) -> Case:
    """Stop, serve everything, wait for the remedies and close the file."""
    case = to_stopped(world, township=township)
    deliver_all(world, case, township=township)
    archive_case(
        number=case.number,
        given=ArchiveGiven(no_remedy_pending=True),
        actor=world.as_("shouli", township),
        at=world.later(days=70),
    )
    return Case.objects.get(pk=case.pk)
