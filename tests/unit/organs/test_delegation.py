"""A power moves down by two officers, a document and a full checklist, and back by its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.decisions.access import holder_of, power_held
from jiuzhu.casework.decisions.models import Decision
from jiuzhu.casework.decisions.services.decide_grant import decide_grant
from jiuzhu.casework.workspace.deciding import decision_desk
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Conflict, Forbidden, NotVisible, Refused
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.accounts.readiness import readiness_of
from jiuzhu.registers.accounts.services.activate_delegation import activate_delegation
from jiuzhu.registers.organs.enums import DelegationMode, OpenCases, Power
from jiuzhu.registers.organs.models import (
    DelegationDraft,
    DelegationOrder,
    Officer,
    SecrecyAgreement,
)
from jiuzhu.registers.organs.queries import require_order
from jiuzhu.registers.organs.services.prepare_delegation import (
    DraftGiven,
    attach_document,
    drop_delegation,
    prepare_delegation,
)
from jiuzhu.registers.organs.services.record_readiness import (
    ClassHeld,
    SealGiven,
    record_training,
    register_seal,
)
from jiuzhu.registers.organs.services.withdraw_delegation import Withdrawal, withdraw_delegation
from support.pictures import a_photo
from support.stream import to_opinion
from support.world import COUNTY, FANZHEN, OTHER_COUNTY, ZHUYANG, World

TODAY = date(2020, 9, 1)
PDF = b"%PDF-1.4 order"


def given(world: World, **change: object) -> DraftGiven:
    county, township = world.organ(COUNTY), world.organ(FANZHEN)
    terms = DraftGiven(
        to_organ=FANZHEN,
        power=Power.DIBAO_DECIDE,
        mode=DelegationMode.AUTHORIZED,
        batch="第三批",
        document_title="关于下放低保审批权的通知",
        document_number="岱政发〔2020〕9号",
        name_on_decision=township.name,
        respondent=township.name,
        reviewing_body=county.reviewing_body,
        reviewing_address=county.reviewing_address,
        court=county.court,
        open_cases_at_start=OpenCases.STAY,
        open_cases_at_end=OpenCases.MOVE,
        effective_from=TODAY,
    )
    return replace(terms, **change)


def drafted(world: World, **change: object) -> DelegationDraft:
    actor = world.as_("zhengce", COUNTY)
    draft = prepare_delegation(given=given(world, **change), actor=actor, at=world.at)
    return attach_document(
        code=draft.code, content=PDF, shown_name="a.pdf", actor=actor, at=world.at
    )


def make_ready(world: World, but: str = "") -> None:
    """Give 范镇 what the checklist asks, all but one thing."""
    people = list(Officer.objects.filter(post__organ__code=FANZHEN).distinct().order_by("pk"))
    for officer in people[1 if but == "accounts" else 0 :]:
        User.objects.create_staff(
            username=f"u{officer.pk}", password="Ceshi-mima-2020", officer=officer
        )
    actor = world.as_("zhengce", COUNTY)
    trained = tuple(one.pk for one in people)[1 if but == "training" else 0 :]
    held = ClassHeld(topic="低保审批", attended_on=date(2020, 8, 1), officers=trained)
    record_training(township=FANZHEN, given=held, actor=actor, at=world.at)
    if but != "seal":
        seal = SealGiven(
            name="范镇人民政府", effective_from=TODAY, content=a_photo(), shown_name="y.png"
        )
        register_seal(township=FANZHEN, given=seal, actor=actor, at=world.at)
    if but == "agreements":
        SecrecyAgreement.objects.filter(officer__in=people).update(expires_on=TODAY)
    if but == "staff":
        Officer.objects.filter(pk__in=[one.pk for one in people[:3]]).update(left_on=TODAY)


def activated(world: World, **change: object) -> DelegationOrder:
    draft = drafted(world, **change)
    make_ready(world)
    actor = world.as_("xianshenpi", COUNTY)
    return activate_delegation(code=draft.code, actor=actor, at=world.at)


def withdrawn(world: World, order: DelegationOrder, on: date | None = None) -> DelegationOrder:
    told = Withdrawal(
        effective_to=on or legal_day(world.at), ground="差错率过高", document="岱政发〔2020〕11号"
    )
    actor = world.as_("xianshenpi", COUNTY)
    return withdraw_delegation(code=order.code, given=told, actor=actor, at=world.at)


def test_two_officers_and_a_document_move_the_power(world: World) -> None:
    order = activated(world)
    assert (order.to_organ.code, order.draft is not None) == (FANZHEN, True)
    assert order.confirmed_first_by == world.officer("zhengce", COUNTY)
    assert order.confirmed_second_by == world.officer("xianshenpi", COUNTY)
    again = world.as_("xianshenpi", COUNTY)
    with pytest.raises(Conflict, match="已经启用"):
        activate_delegation(code=order.draft.code, actor=again, at=world.at)  # type: ignore[union-attr]
    with pytest.raises(Conflict, match="已有这项权力"):
        drafted(world)


@pytest.mark.parametrize("but", ["staff", "accounts", "training", "agreements", "seal"])
def test_each_missing_thing_blocks_and_is_named(world: World, but: str) -> None:
    draft = drafted(world)
    make_ready(world, but)
    gaps = {one.code for one in readiness_of(organ=world.organ(FANZHEN), on=TODAY) if one.missing}
    assert but in gaps
    assert gaps <= {but, "decider"}
    with pytest.raises(Refused) as refusal:
        activate_delegation(code=draft.code, actor=world.as_("xianshenpi", COUNTY), at=world.at)
    assert refusal.value.code == "delegation.not_ready"


def test_who_may_not_and_what_may_not(world: World) -> None:
    make_ready(world)
    author = world.as_("zhengce", COUNTY)
    bare = prepare_delegation(given=given(world), actor=author, at=world.at)
    own = replace(author, capabilities=frozenset({"delegation.manage"}))
    with pytest.raises(Forbidden, match="拟订人"):
        activate_delegation(code=bare.code, actor=own, at=world.at)
    second = world.as_("xianshenpi", COUNTY)
    with pytest.raises(Refused, match="没有授权文件"):
        activate_delegation(code=bare.code, actor=second, at=world.at)
    with pytest.raises(NotVisible):
        activate_delegation(
            code=bare.code, actor=world.as_("xianshenpi", OTHER_COUNTY), at=world.at
        )
    with pytest.raises(NotVisible):
        activate_delegation(code="nothing", actor=world.as_("xianshenpi", COUNTY), at=world.at)
    for change, code in (
        ({"effective_from": TODAY - timedelta(days=1)}, "delegation.past"),
        ({"name_on_decision": "别的机关"}, "delegation.name"),
        ({"to_organ": "370982101"}, "delegation.organ"),
    ):
        with pytest.raises((Refused, NotVisible)) as refusal:
            drafted(world, **change)
        assert refusal.value.code == code
    author = world.as_("zhengce", COUNTY)
    with pytest.raises(Refused, match="PDF"):
        attach_document(
            code=bare.code, content=a_photo(), shown_name="a", actor=author, at=world.at
        )
    drop_delegation(code=bare.code, actor=author, at=world.at)
    with pytest.raises(Conflict):
        drop_delegation(code=bare.code, actor=author, at=world.at)
    city = replace(author, organ_id=world.organ("3709").pk)
    with pytest.raises(NotVisible, match="县级"):
        prepare_delegation(given=given(world), actor=city, at=world.at)


def waits_for(world: World, seat: str, organ: str) -> bool:
    desk = decision_desk(actor=world.as_(seat, organ), on=legal_day(world.at), since=world.at)
    return bool(desk.rows)


@pytest.mark.parametrize(("rule", "holder"), [(OpenCases.STAY, COUNTY), (OpenCases.MOVE, FANZHEN)])
def test_open_cases_stay_or_move_when_the_power_comes(
    world: World, rule: OpenCases, holder: str
) -> None:
    case = to_opinion(world, township=FANZHEN)
    world.later(days=3)
    day = legal_day(world.at)
    activated(world, open_cases_at_start=rule, effective_from=day)
    assert holder_of(case=case, on=day).organ.code == holder
    assert waits_for(world, "shenpi", FANZHEN) is (holder == FANZHEN)
    assert waits_for(world, "xianshenpi", COUNTY) is (holder == COUNTY)
    newer = Case(scheme="dibao", organ=case.organ, accepted_on=day)
    assert holder_of(case=newer, on=day).organ.code == FANZHEN


@pytest.mark.parametrize(("rule", "holder"), [(OpenCases.STAY, ZHUYANG), (OpenCases.MOVE, COUNTY)])
def test_open_cases_stay_or_move_when_the_power_goes(
    world: World, rule: OpenCases, holder: str
) -> None:
    case = to_opinion(world)
    order = DelegationOrder.objects.get(to_organ__code=ZHUYANG, power=Power.DIBAO_DECIDE)
    world.as_("xianshenpi", COUNTY)
    DelegationOrder.objects.filter(pk=order.pk).update(open_cases_at_end=rule)
    withdrawn(world, order)
    day = legal_day(world.at)
    assert holder_of(case=case, on=day).organ.code == holder
    assert waits_for(world, "shenpi", ZHUYANG) is (holder == ZHUYANG)
    assert waits_for(world, "xianshenpi", COUNTY) is (holder == COUNTY)
    assert holder_of(case=Case(scheme="dibao", organ=case.organ), on=day).organ.code == COUNTY
    seat = "shenpi" if holder == ZHUYANG else "xianshenpi"
    decide_grant(number=case.number, actor=world.as_(seat, holder), at=world.at)
    assert Decision.objects.get(case=case).organ.code == holder


def test_a_decision_just_after_the_power_ended_is_refused(world: World) -> None:
    """What the decider's page still showed a minute ago no longer carries the decision."""
    case = to_opinion(world)
    day = legal_day(world.at)
    held = power_held(case=case, actor=world.as_("shenpi", ZHUYANG), on=day)
    assert held is not None
    assert held.order is not None
    withdrawn(world, held.order)
    world.later(minutes=1)
    world.as_("shenpi", ZHUYANG)
    with pytest.raises(Conflict, match="刚刚被收回"):
        require_order(held.order, on=day, accepted_on=case.accepted_on)
    with pytest.raises(Refused) as refusal:
        decide_grant(number=case.number, actor=world.as_("shenpi", ZHUYANG), at=world.at)
    assert refusal.value.code == "guard.decider_holds_power"


def test_a_withdrawal_says_why_and_acts_once(world: World) -> None:
    order = DelegationOrder.objects.get(to_organ__code=ZHUYANG, power=Power.DIBAO_DECIDE)
    actor = world.as_("xianshenpi", COUNTY)
    good = Withdrawal(effective_to=TODAY, ground="差错", document="文件")
    for change, code in (
        ({"effective_to": TODAY - timedelta(days=1)}, "delegation.end_day"),
        ({"ground": ""}, "delegation.end_reason"),
        ({"document": ""}, "delegation.end_reason"),
    ):
        with pytest.raises(Refused) as refusal:
            withdraw_delegation(
                code=order.code, given=replace(good, **change), actor=actor, at=world.at
            )
        assert refusal.value.code == code
    withdraw_delegation(code=order.code, given=good, actor=actor, at=world.at)
    with pytest.raises(Conflict):
        withdraw_delegation(code=order.code, given=good, actor=actor, at=world.at)
    with pytest.raises(NotVisible):
        withdraw_delegation(code="nothing", given=good, actor=actor, at=world.at)


def test_what_the_checklist_rests_on_is_recorded_once(world: World) -> None:
    make_ready(world)
    actor = world.as_("zhengce", COUNTY)
    stranger = (world.officer("shenpi", ZHUYANG).pk,)
    for held, code in (
        (ClassHeld(topic="x", attended_on=TODAY, officers=stranger), "training.nobody"),
        (ClassHeld(topic="x", attended_on=TODAY, officers=()), "training.nobody"),
        (ClassHeld(topic="x", attended_on=date(2020, 9, 2), officers=()), "training.future"),
    ):
        with pytest.raises(Refused) as refusal:
            record_training(township=FANZHEN, given=held, actor=actor, at=world.at)
        assert refusal.value.code == code
    seal = SealGiven(name="新章", effective_from=TODAY, content=a_photo(), shown_name="y.png")
    with pytest.raises(Conflict):
        register_seal(township=FANZHEN, given=seal, actor=actor, at=world.at)
    with pytest.raises(Refused):
        register_seal(township=FANZHEN, given=replace(seal, name=" "), actor=actor, at=world.at)
