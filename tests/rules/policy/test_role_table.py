import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.procedures import load_procedure
from jiuzhu.policy.roles import (
    BARRED_FROM_DECIDING,
    CAPABILITIES,
    CLOSED_TO_OUTSOURCED,
    ROLES,
    role,
    role_may,
    roles_with,
)

TA_2019 = load_procedure("TA-2019", "taian")


def test_the_offices_are_those_of_the_contract():
    assert set(ROLES) == {
        *("WINDOW", "SURVEYOR", "VERIFIER", "ASSESSOR", "DECIDER", "ASSISTANT", "ARCHIVIST"),
        *("PAYROLL", "FINANCE", "SUPERVISOR", "CENTRE_VERIFIER", "COUNTY_DECIDER"),
        *("CITY_VIEWER", "POLICY_OFFICER", "COUNTY_POLICY", "SYSTEM_ADMIN", "CITIZEN"),
    }
    assert all(one.description.endswith("。") for one in ROLES.values())


def test_every_capability_exists_and_has_an_owner():
    held = {capability for one in ROLES.values() for capability in one.capabilities}
    assert held == set(CAPABILITIES)
    assert not CLOSED_TO_OUTSOURCED - set(CAPABILITIES)


def test_every_step_of_the_procedure_has_an_owner():
    steps = {move.capability for move in TA_2019.transitions}
    steps |= {act.capability for act in TA_2019.acts}
    assert all(roles_with(capability) for capability in steps)


@pytest.mark.parametrize(
    ("capability", "owners"),
    [
        ("decision.decide", {"DECIDER", "COUNTY_DECIDER"}),
        ("verification.file", {"VERIFIER"}),
        ("verification.accept", {"CENTRE_VERIFIER"}),
        ("verification.release", {"CENTRE_VERIFIER"}),
        ("payment.freeze", {"PAYROLL"}),
        ("payment.return", {"FINANCE"}),
        ("ledger.import", {"FINANCE"}),
        ("staff.manage", {"SYSTEM_ADMIN"}),
        ("law.activate", {"POLICY_OFFICER"}),
        ("assessment.visit", {"SURVEYOR"}),
        ("report.open", {"VERIFIER", "CENTRE_VERIFIER", "ASSESSOR", "DECIDER", "COUNTY_DECIDER"}),
    ],
)
def test_powers_are_apart(capability, owners):
    assert {one.code for one in roles_with(capability)} == owners


def test_the_centre_seals_its_report_and_serves_nothing():
    for action, may in (("attach_scan", True), ("check_scan", True), ("record_delivery", False)):
        assert role_may("CENTRE_VERIFIER", "document.deliver", action=action) is may
        assert role_may("WINDOW", "document.deliver", action=action)


def test_no_role_both_prepares_and_decides_or_pays_and_decides():
    for one in roles_with("decision.decide"):
        assert not one.capabilities & {
            "assessment.visit",
            "assessment.opine",
            "verification.file",
            "verification.release",
            "payment.freeze",
            "payment.send",
        }


def test_the_barred_actions_are_steps_of_the_procedure():
    actions = {move.action for move in TA_2019.transitions} | {act.action for act in TA_2019.acts}
    assert not BARRED_FROM_DECIDING - actions
    assert "grant" not in BARRED_FROM_DECIDING


def test_the_administrator_sees_no_case():
    assert not role_may("SYSTEM_ADMIN", "case.view")
    assert not role_may("SYSTEM_ADMIN", "person.view")


def test_outsourced_staff_never_decide():
    assert role_may("DECIDER", "decision.decide")
    assert not role_may("DECIDER", "decision.decide", outsourced=True)
    assert not role_may("VERIFIER", "report.open", outsourced=True)
    assert role_may("SURVEYOR", "assessment.visit", outsourced=True)


def test_an_assistant_registers_but_does_not_open_authorization():
    assert role_may("ASSISTANT", "intent.register", action="register_intent")
    assert role_may("ASSISTANT", "intent.register", action="sign_authorization")
    assert not role_may("ASSISTANT", "intent.register", action="invite")
    assert role_may("WINDOW", "intent.register", action="invite")
    assert not role_may("ASSISTANT", "report.open")


def test_unknown_words_are_refused():
    with pytest.raises(Refused) as caught:
        role("KING")
    assert caught.value.code == "role.unknown"
    with pytest.raises(KeyError):
        role_may("WINDOW", "case.burn")
