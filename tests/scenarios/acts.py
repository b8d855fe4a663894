"""The acts of the stream as steps: each calls one use case and hands its number on."""

from __future__ import annotations

from datetime import datetime

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.applications.services.accept_application import (
    AcceptanceGiven,
    accept_application,
)
from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.applications.services.receive_supplement import (
    ReceiptGiven,
    receive_supplement,
)
from jiuzhu.casework.applications.services.renew_verification import renew_verification
from jiuzhu.casework.applications.services.request_supplement import (
    GapGiven,
    SupplementGiven,
    request_supplement,
)
from jiuzhu.casework.applications.services.resume_case import (
    resume_application,
    resume_assessment,
)
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.applications.services.withdraw_application import (
    WithdrawalGiven,
    withdraw_application,
)
from jiuzhu.casework.applications.services.write_application import ApplicationGiven, ProxyGiven
from jiuzhu.casework.archives.services.archive_case import ArchiveGiven, archive_case
from jiuzhu.casework.assessments.findings import NOTHING_FOUND, Explanation, Findings
from jiuzhu.casework.assessments.services.compute_amount import ComputationGiven, compute_amount
from jiuzhu.casework.assessments.services.give_opinion import OpinionGiven, give_opinion
from jiuzhu.casework.assessments.services.record_county_visit import (
    CountyVisitGiven,
    record_county_visit,
)
from jiuzhu.casework.assessments.services.record_home_visit import (
    HomeVisitGiven,
    record_home_visit,
)
from jiuzhu.casework.cases.enums import Category
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.decisions.services.decide_refuse import RefuseGiven, decide_refuse
from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.queries import undelivered
from jiuzhu.casework.documents.services.describe import identity_number_of
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven, record_delivery
from jiuzhu.casework.intents.enums import Capacity, Channel
from jiuzhu.casework.intents.family import FamilyGiven
from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.casework.intents.services.sign_authorization import SignatureGiven, sign_authorization
from jiuzhu.casework.intents.services.sign_statement import sign_statement
from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.enter_payment import enter_payment
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from jiuzhu.casework.publicity.services.take_down_notice import TakingDownGiven, take_down_notice
from jiuzhu.casework.reviews.enums import ReviewGround
from jiuzhu.casework.reviews.services.adjust_award import adjust_award
from jiuzhu.casework.reviews.services.hold_exit_talk import TalkGiven, hold_exit_talk
from jiuzhu.casework.reviews.services.open_review import ReviewGiven, open_review
from jiuzhu.casework.reviews.services.stop_award import StopGiven, stop_award
from jiuzhu.casework.verification.models import VerificationRequest
from jiuzhu.casework.verification.services import answer_family
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.scope import apply_scope
from scenarios.walk import Act, Walk
from support.departments import Truth, run_sources
from support.pictures import a_photo
from support.stream import SEEN, a_car, a_family, earns, seen_at_home
from support.world import a_person, first_village

MANDATE = b"%PDF-1.4 mandate"


def _plain(use_case: object) -> Act:
    """Return the act of a use case that needs the number only."""

    def act(walk: Walk, actor: Actor, at: datetime) -> object:
        return use_case(number=walk.number, actor=actor, at=at)  # type: ignore[operator]

    return act


def register(walk: Walk, actor: Actor, at: datetime) -> None:
    """Register the wish at the window; the family's one visit."""
    village = first_village(walk.township)
    given = IntentGiven(
        applicant=a_person("测试甲", village=village.code),
        village_code=village.code,
        category=Category.RURAL,
        category_ground="有承包地",
        need="户主患病，收入减少",
        channel=Channel.COUNTER,
        identity_checked=True,
        purpose_told=True,
        household_size=3,
    )
    walk.number = register_intent(given=given, actor=actor, at=at).number


def write_family(family: FamilyGiven | None = None) -> Act:
    """Write the household down and tell everything once."""

    def act(walk: Walk, actor: Actor, at: datetime) -> object:
        given = family or a_family()
        return open_authorization(number=walk.number, given=given, actor=actor, at=at)

    return act


def sign(walk: Walk, actor: Actor, at: datetime) -> None:
    """Let everybody sign in the same sitting, the child by its father."""
    sign_again(walk, actor, at)
    sign_statement(number=walk.number, channel=Channel.COUNTER, actor=actor, at=at)


def sign_again(walk: Walk, actor: Actor, at: datetime) -> None:
    """Let everybody sign a mandate; the statement of the first sitting stands."""
    members = list(walk.case.members.select_related("person").order_by("pk"))
    parent = members[0].person.name
    for person in [one.person for one in members]:
        is_child = person.born_on is not None and person.born_on.year > 2004
        given = SignatureGiven(
            person_id=person.pk,
            signer_name=parent if is_child else person.name,
            capacity=Capacity.GUARDIAN if is_child else Capacity.SELF,
            signer_ground="父亲，民法典第27条" if is_child else "",
        )
        apply_scope(actor)
        sign_authorization(number=walk.number, given=given, actor=actor, at=at)


file = _plain(file_verification)
take_request = _plain(accept_request)
ask = _plain(ask_sources)
release = _plain(release_report)
invite = _plain(answer_family.invite)
draft = _plain(answer_family.draft_explanation)
check = _plain(answer_family.check_explanation)
explain = _plain(answer_family.explain_unfit)
compute = _plain(compute_amount)
grant = _plain(decide_grant)
publish = _plain(publish_result)
enter = _plain(enter_payment)
adjust = _plain(adjust_award)
renew = _plain(renew_verification)
resume = _plain(resume_application)
resume_accepted = _plain(resume_assessment)


def answer(*, has_car: bool = False) -> Act:
    """Let the departments answer; they may know of a car that nobody declared."""

    def act(walk: Walk, actor: Actor, at: datetime) -> None:
        request = VerificationRequest.objects.filter(case__number=walk.number).latest("filed_at")
        known: Truth = {}
        if has_car:
            known[identity_number_of(request.case.applicant), "vehicles"] = (a_car(),)
        run_sources(request, actor=actor, at=at, truth=known)

    return act


def apply(walk: Walk, actor: Actor, at: datetime) -> object:
    """Apply; the pre-filled form is read back by phone."""
    given = ApplicationGiven(confirmation=Confirmation.READ_BACK, confirmed_by_name="测试甲")
    return submit_application(number=walk.number, given=given, actor=actor, at=at)


def insist(walk: Walk, actor: Actor, at: datetime) -> object:
    """Insist through the village assistant, who brings a written mandate."""
    proxy = ProxyGiven(name="测试代办", relation="协理员", mandate=MANDATE)
    given = ApplicationGiven(
        confirmation=Confirmation.ASSISTANT, confirmed_by_name="测试代办", proxy=proxy
    )
    return insist_on_application(number=walk.number, given=given, actor=actor, at=at)


def withdraw(walk: Walk, actor: Actor, at: datetime) -> object:
    """Take the application back by the applicant's own wish."""
    given = WithdrawalGiven(wished_by_name="测试甲", proof="本人签字的撤回申请")
    return withdraw_application(number=walk.number, given=given, actor=actor, at=at)


def accept(walk: Walk, actor: Actor, at: datetime) -> object:
    """Accept an application whose papers are complete."""
    given = AcceptanceGiven(seen=SEEN)
    return accept_application(number=walk.number, given=given, actor=actor, at=at)


def ask_once(walk: Walk, actor: Actor, at: datetime) -> object:
    """Ask once for the household register."""
    gap = GapGiven(code="M_HUKOU", why="核验家庭人口", how="带原件到窗口，当场核验退还")
    given = SupplementGiven(gaps=(gap,))
    return request_supplement(number=walk.number, given=given, actor=actor, at=at)


def receive(walk: Walk, actor: Actor, at: datetime) -> object:
    """Take in what was asked for."""
    given = ReceiptGiven(codes=("M_HUKOU",))
    return receive_supplement(number=walk.number, given=given, actor=actor, at=at)


def visit(*, with_car: bool = False) -> Act:
    """Visit the home; a car that was found is explained by the family."""

    def act(walk: Walk, actor: Actor, at: datetime) -> object:
        case, second = walk.case, walk.actor("hedui").officer()
        apply_scope(actor)
        told = Explanation(
            person_key=str(case.applicant_id), source="vehicles", text="本人称是代步车，未申报"
        )
        findings = Findings(explanations=(told,)) if with_car else NOTHING_FOUND
        given = HomeVisitGiven(
            visited_at=at,
            second_surveyor_id=second,
            met=case.applicant.name,
            findings=seen_at_home(case, findings=findings),
        )
        return record_home_visit(number=walk.number, given=given, actor=actor, at=at)

    return act


def county_visit(walk: Walk, actor: Actor, at: datetime) -> object:
    """Let the county look at a family that is related to an official."""
    given = CountyVisitGiven(visited_at=at, result="情况属实")
    return record_county_visit(number=walk.number, given=given, actor=actor, at=at)


def opine(*, grant: bool = True) -> Act:
    """Give the opinion that follows from the computation."""

    def act(walk: Walk, actor: Actor, at: datetime) -> object:
        given = OpinionGiven(recommends_grant=grant, text="核算无误，按规则提出意见。")
        return give_opinion(number=walk.number, given=given, actor=actor, at=at)

    return act


def refuse(walk: Walk, actor: Actor, at: datetime) -> object:
    """Refuse on the rule that was hit."""
    given = RefuseGiven(rule_ids=("asset.car",))
    return decide_refuse(number=walk.number, given=given, actor=actor, at=at)


def deliver(kind: str) -> Act:
    """Serve the newest paper of a kind on the applicant at home."""

    def act(walk: Walk, actor: Actor, at: datetime) -> object:
        return _serve(walk.papers(kind)[-1], actor, at)

    return act


def _serve(document: Document, actor: Actor, at: datetime) -> object:
    given = DeliveryGiven(
        method=DeliveryMethod.DIRECT, recipient="测试甲", place="申请人家中", delivered_at=at
    )
    apply_scope(actor)
    return record_delivery(code=document.check_code, given=given, actor=actor, at=at)


def deliver_the_rest(walk: Walk, actor: Actor, at: datetime) -> None:
    """Serve every notice that nobody has served."""
    for document in list(undelivered(walk.case).order_by("pk")):
        _serve(document, actor, at)


def _notice(walk: Walk, actor: Actor) -> str:
    walk.world.as_("shouli", walk.township)
    code: str = PublicNotice.objects.get(case__number=walk.number).code
    apply_scope(actor)
    return code


def post(walk: Walk, actor: Actor, at: datetime) -> object:
    """Put the sheet up and photograph it."""
    given = PostingGiven(photo=a_photo(1))
    return post_notice(code=_notice(walk, actor), given=given, actor=actor, at=at)


def take_down(walk: Walk, actor: Actor, at: datetime) -> object:
    """Take the sheet down and photograph it."""
    given = TakingDownGiven(photo=a_photo(2))
    return take_down_notice(code=_notice(walk, actor), given=given, actor=actor, at=at)


def review(walk: Walk, actor: Actor, at: datetime) -> object:
    """Open a review on a report that the applicant earns a wage."""
    given = ReviewGiven(ground=ReviewGround.REPORTED, change="申请人在镇上找到工作")
    return open_review(number=walk.number, given=given, actor=actor, at=at)


def compute_wage(yearly_fen: int) -> Act:
    """Compute again with the wage that was found."""

    def act(walk: Walk, actor: Actor, at: datetime) -> object:
        case = walk.case
        apply_scope(actor)
        given = ComputationGiven(findings=earns(case, yearly_fen))
        return compute_amount(number=walk.number, actor=actor, at=at, given=given)

    return act


def talk(walk: Walk, actor: Actor, at: datetime) -> object:
    """Hold the exit talk: what was told, what was answered, what other help there is."""
    given = TalkGiven(
        points=(("停发的原因和计算过程", "听明白了"), ("不服可以复议、起诉", "知道了")),
        offered=("支出型临时救助",),
        place="申请人家中",
    )
    return hold_exit_talk(number=walk.number, given=given, actor=actor, at=at)


def stop(walk: Walk, actor: Actor, at: datetime) -> object:
    """Stop on the rule of the income test."""
    given = StopGiven(rule_ids=("dibao.income_test",))
    return stop_award(number=walk.number, given=given, actor=actor, at=at)


def archive(walk: Walk, actor: Actor, at: datetime) -> object:
    """Close the file."""
    given = ArchiveGiven(no_remedy_pending=True)
    return archive_case(number=walk.number, given=given, actor=actor, at=at)
