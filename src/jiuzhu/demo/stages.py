"""Carry one synthetic household through the stages, as the officers would, by use cases only."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from jiuzhu.casework.applications.enums import Confirmation
from jiuzhu.casework.applications.services.accept_application import (
    AcceptanceGiven,
    accept_application,
)
from jiuzhu.casework.applications.services.insist_on_application import insist_on_application
from jiuzhu.casework.applications.services.submit_application import submit_application
from jiuzhu.casework.applications.services.write_application import ApplicationGiven
from jiuzhu.casework.assessments.findings import (
    DwellingFound,
    Explanation,
    Findings,
    MemberFound,
    VisitFindings,
)
from jiuzhu.casework.assessments.models import Computation
from jiuzhu.casework.assessments.services.compute_amount import compute_amount
from jiuzhu.casework.assessments.services.give_opinion import OpinionGiven, give_opinion
from jiuzhu.casework.assessments.services.record_home_visit import (
    HomeVisitGiven,
    record_home_visit,
)
from jiuzhu.casework.cases.enums import Category, Scheme
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.cases.services.assign_case import Assigning, assign_case
from jiuzhu.casework.documents.enums import DeliveryMethod
from jiuzhu.casework.documents.models import Document
from jiuzhu.casework.documents.services.record_delivery import DeliveryGiven, record_delivery
from jiuzhu.casework.intents.enums import Capacity, Channel
from jiuzhu.casework.intents.family import FamilyGiven, MemberGiven, ObligorGiven, OwnedAsset
from jiuzhu.casework.intents.services.open_authorization import open_authorization
from jiuzhu.casework.intents.services.register_intent import IntentGiven, register_intent
from jiuzhu.casework.intents.services.sign_authorization import SignatureGiven, sign_authorization
from jiuzhu.casework.intents.services.sign_statement import sign_statement
from jiuzhu.casework.verification.ports import DepartmentSources
from jiuzhu.casework.verification.queries import judgement_of, latest_report
from jiuzhu.casework.verification.services.answer_family import (
    check_explanation,
    draft_explanation,
    explain_unfit,
    invite,
)
from jiuzhu.casework.verification.services.ask_sources import ask_sources
from jiuzhu.casework.verification.services.file_verification import file_verification
from jiuzhu.casework.verification.services.hand_over import hand_over, waiting_queries
from jiuzhu.casework.verification.services.receive_reply import receive_reply
from jiuzhu.casework.verification.services.receive_request import accept_request
from jiuzhu.casework.verification.services.release_report import release_report
from jiuzhu.demo.departments import TruthDepartments
from jiuzhu.demo.desks import Desks
from jiuzhu.demo.given import (
    ADULT,
    family_relation,
    person_given,
    relation_of,
    relation_of_supporter,
)
from jiuzhu.demo.people import SyntheticHousehold
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.ports import bound
from jiuzhu.kernel.periods import years_between
from jiuzhu.policy.facts import AssetFacts, IncomeItem, SupporterFacts
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.organs.queries import centre_of, county_of

T = TypeVar("T")
HUKOU_SEEN = frozenset({"M_HUKOU"})
CAUSES = ("户主患病，失去主要收入", "家中老人年老体弱，无固定收入", "子女年幼，收入不足以维持生活")
LOOKING_AFTER = ("", "diaocha", "hedui")
WORK_START, NIGHT = 1, 10  # 09:00 and 18:00 in China, as hours of UTC


class Road:
    """One household on its way; `at` moves on with every step, within office hours."""

    def __init__(
        self,
        household: SyntheticHousehold,
        *,
        desks: Desks,
        departments: TruthDepartments,
        village: Organ,
        starts_at: datetime,
    ) -> None:
        if village.parent is None:
            raise LookupError(f"{village.name} has no township")
        self.household = household
        self.desks = desks
        self.departments = departments
        self.village = village
        self.township = village.parent
        self.county = county_of(self.township)
        self.at = starts_at
        self.case: Case | None = None
        self.scheme = Scheme.DIBAO

    @property
    def number(self) -> str:
        """Return the number of the case."""
        if self.case is None:
            raise LookupError("no case yet")
        return self.case.number

    def wait(self, **delta: int) -> datetime:
        """Let time pass; after closing time work goes on the next morning."""
        self.at += timedelta(**delta)
        if not WORK_START <= self.at.hour < NIGHT - 1:
            self.at = (self.at + timedelta(days=1)).replace(hour=WORK_START, minute=10)
        return self.at

    def intent(self) -> None:
        """Register the wish for help."""
        head = self.household.members[0]
        given = IntentGiven(
            applicant=person_given(head),
            village_code=self.village.code,
            category=Category(self.household.category),
            category_ground="有承包地"
            if self.household.category == "RURAL"
            else "社区居住，无承包地",
            need=self._cause(),
            channel=Channel.COUNTER,
            identity_checked=True,
            purpose_told=True,
            household_size=len(self.household.members),
            scheme=self.scheme,
        )
        self.case = self.desks.act(self.township, "shouli", self.at, register_intent, given=given)
        self._assign()

    def _assign(self) -> None:
        """Give two cases of three to a colleague to look after."""
        seat = LOOKING_AFTER[int(self.number[-4:]) % len(LOOKING_AFTER)]
        if seat:
            colleague = self.desks.actor(self.township, seat).officer()
            self.window(assign_case, given=Assigning(officer=colleague))

    def family(self) -> None:
        """Write down the family and tell everything once."""
        self.window(open_authorization, given=self._family())

    def signatures(self) -> None:
        """Let everybody sign in the same sitting."""
        on = legal_day(self.at)
        head = self.household.members[0].name
        for person_id, name, born_on in self._people():
            child = born_on is not None and years_between(born_on, on) < ADULT
            given = SignatureGiven(
                person_id=person_id,
                signer_name=head if child else name,
                capacity=Capacity.GUARDIAN if child else Capacity.SELF,
                signer_ground="监护人，民法典第27条" if child else "",
            )
            self.window(sign_authorization, given=given)
        self.window(sign_statement, channel=Channel.COUNTER)

    def filed(self) -> None:
        """File with the county centre."""
        self.wait(hours=3)
        self.desks.act(self.township, "hedui", self.at, file_verification, number=self.number)

    def asked(self) -> int:
        """Let the centre accept and write the questions; return the request."""
        self.wait(days=1)
        centre = centre_of(self.county)
        self.desks.act(centre, "zhongxin", self.at, accept_request, number=self.number)
        request = self.desks.act(centre, "zhongxin", self.at, ask_sources, number=self.number)
        return request.pk

    def verified(self) -> str:
        """Let the departments answer and the centre release; return the state after it."""
        request_id = self.asked()
        centre = centre_of(self.county)
        self.desks.act(centre, "zhongxin", self.wait(days=2), self._answered, request=request_id)
        self.desks.act(centre, "zhongxin", self.wait(hours=1), release_report, number=self.number)
        return self._state()

    def invited(self) -> None:
        """Invite the family and serve the invitation."""
        self.wait(hours=4)
        self.window(invite)
        self.delivered("W07")

    def explained(self) -> None:
        """Explain a report that does not fit, with a second officer, and serve the paper."""
        self.wait(hours=4)
        self.window(draft_explanation)
        self.desks.act(
            self.township, "diaocha", self.wait(hours=1), check_explanation, number=self.number
        )
        self.window(explain_unfit)
        self.delivered("W07")

    def applied(self) -> None:
        """Confirm the pre-filled application by phone."""
        self.wait(days=1)
        self.window(submit_application, given=self._confirmed())

    def insisted(self) -> None:
        """Insist on the application."""
        self.wait(days=2)
        self.window(insist_on_application, given=self._confirmed())

    def accepted(self) -> None:
        """Accept the application."""
        self.wait(hours=2)
        self.window(accept_application, given=AcceptanceGiven(seen=HUKOU_SEEN))

    def visited(self) -> None:
        """Visit the home by two; differences are explained on the spot."""
        visited_at = self.wait(days=2)
        if self.case is None:
            raise LookupError("no case yet")
        second = self.desks.actor(self.township, "hedui").officer_id
        given = HomeVisitGiven(
            visited_at=visited_at,
            second_surveyor_id=second,
            met=self.household.members[0].name,
            findings=VisitFindings(
                dwelling=DwellingFound(
                    kind="平房", ownership="自有", area="约70平方米", rooms="3间", condition="一般"
                ),
                summary="家庭人口与申报一致，生活情况属实。",
                members=(MemberFound(person_key=str(self.case.applicant_id), present=True),),
                findings=Findings(explanations=self._explanations()),
            ),
        )
        self.desks.act(
            self.township,
            "diaocha",
            self.wait(hours=1),
            record_home_visit,
            number=self.number,
            given=given,
        )

    def assessed(self) -> bool:
        """Compute and give the opinion that follows; return whether it proposes a grant."""
        computation: Computation = self.desks.act(
            self.township, "shenhe", self.wait(days=1), compute_amount, number=self.number
        )
        grants = computation.eligible == "ELIGIBLE"
        given = OpinionGiven(recommends_grant=grants, text="按核算结果提出审核意见。")
        self.desks.act(
            self.township,
            "shenhe",
            self.wait(hours=1),
            give_opinion,
            number=self.number,
            given=given,
        )
        return grants

    def delivered(self, kind: str) -> None:
        """Serve the newest paper of a kind on the applicant at home."""
        at = self.wait(hours=2)
        document = Document.objects.filter(case__number=self.number, kind=kind)
        code = self.seen(lambda: document.order_by("-pk").values_list("check_code", flat=True)[0])
        given = DeliveryGiven(
            method=DeliveryMethod.DIRECT,
            recipient=self.household.members[0].name,
            place="申请人家中",
            delivered_at=at,
        )
        self.desks.act(self.township, "diaocha", at, record_delivery, code=code, given=given)

    def window(self, use_case: Callable[..., object], **facts: object) -> None:
        """Let the township's window act on the case."""
        self.desks.act(
            self.township,
            "shouli",
            self.at,
            use_case,
            number=self.number,
            **facts,
        )

    def _answered(self, *, request: int, actor: Actor, at: datetime) -> None:
        with bound(DepartmentSources, self.departments):
            for query in waiting_queries(request_id=request):
                hand_over(query_id=query, actor=actor, at=at, sent_at=at)
        for answer in self.departments.answers(as_of=legal_day(at)):
            receive_reply(answer=answer, at=at)

    def _people(self) -> list[tuple[int, str, date | None]]:
        if self.case is None:
            raise LookupError("no case yet")
        rows = self.case.members.order_by("pk").values_list(
            "person_id", "person__name", "person__born_on"
        )
        return self.seen(lambda: list(rows))

    def _explanations(self) -> tuple[Explanation, ...]:
        report = self.seen(lambda: latest_report(self.stored()))
        if report is None:
            return ()
        told = {(each.person_key, each.source) for each in judgement_of(report).discrepancies}
        return tuple(
            Explanation(person_key=key, source=source, text="本人已当面说明情况，记录在案")
            for key, source in sorted(told)
        )

    def _state(self) -> str:
        return self.seen(lambda: Case.objects.get(number=self.number).state)

    def stored(self) -> Case:
        """Return the case as it stands."""
        return Case.objects.get(number=self.number)

    def seen(self, read: Callable[[], T]) -> T:
        """Read something with the eyes of the township's window."""

        def reading(*, actor: Actor, at: datetime) -> T:
            del actor, at
            return read()

        return self.desks.act(self.township, "shouli", self.at, reading)

    def _confirmed(self) -> ApplicationGiven:
        return ApplicationGiven(
            confirmation=Confirmation.READ_BACK,
            confirmed_by_name=self.household.members[0].name,
        )

    def _cause(self) -> str:
        return CAUSES[len(self.household.members) % len(CAUSES)]

    def _family(self) -> FamilyGiven:
        head = self.household.members[0]
        on = legal_day(self.at)
        return FamilyGiven(
            members=tuple(
                MemberGiven(
                    person=person_given(member),
                    relation=relation_of(member, index),
                    family_relation=family_relation(member, index, on),
                    income=tuple(
                        IncomeItem(
                            kind=each.kind,
                            amount_fen=each.amount_fen,
                            months=each.months,
                            note=each.payer,
                        )
                        for each in member.incomes
                    ),
                    traits=member.traits,
                )
                for index, member in enumerate(self.household.members)
            ),
            obligors=tuple(
                ObligorGiven(
                    person=person_given(each.person),
                    relation=relation_of_supporter(each, head),
                    facts=SupporterFacts(
                        key="",
                        family_income_fen=each.family_income_fen,
                        family_size=each.family_size,
                        supported_persons=max(len(each.supports), 1),
                    ),
                )
                for each in self.household.supporters
            ),
            assets=tuple(
                OwnedAsset(
                    owner=0,
                    facts=AssetFacts(kind=each.kind, value_fen=each.value_fen),
                    description=each.note,
                )
                for each in self.household.assets
            ),
            cause=self._cause(),
            kin_statement="本家庭成员与社会救助经办人员、村（居）委会成员无近亲属关系。",
            account_holder=head.name,
            account_bank="测试农商银行",
            account_number=head.bank_account,
        )
