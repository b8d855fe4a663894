from dataclasses import replace

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.procedures import (
    ROOT,
    load_procedure,
    procedure_codes,
    procedure_problems,
    read_procedure,
    tightening_problems,
)

TABLE = ROOT / "taian" / "procedures" / "TA-2019.yaml"
TA_2019 = load_procedure("TA-2019")


def broken(tmp_path, old, new):
    text = TABLE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "TA-2019.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_stream_of_the_seed_is_there():
    way = [
        ("register_intent", None, "INTENT"),
        ("open_authorization", "INTENT", "AUTHORISING"),
        ("file_verification", "AUTHORISING", "VERIFYING"),
        ("release_fit", "VERIFYING", "VERIFIED_OK"),
        ("invite", "VERIFIED_OK", "INVITED"),
        ("submit_application", "INVITED", "APPLIED"),
        ("accept_application", "APPLIED", "ACCEPTED"),
        ("record_home_visit", "ACCEPTED", "SURVEY"),
        ("give_opinion", "SURVEY", "OPINION"),
        ("grant", "OPINION", "DECIDED_YES"),
        ("publish_result", "DECIDED_YES", "RESULT_PUB"),
        ("enter_payment", "RESULT_PUB", "IN_PAYMENT"),
        ("open_review", "IN_PAYMENT", "REVIEW"),
        ("stop", "REVIEW", "STOPPED"),
        ("archive", "STOPPED", "ARCHIVED"),
    ]
    for action, start, end in way:
        assert TA_2019.transition(start, action).to_state == end


def test_the_seed_verifies_first_and_has_no_review_publicity():
    assert TA_2019.pre_check_on_intent
    assert not TA_2019.review_publicity
    assert TA_2019.transition("ACCEPTED", "publish_result") is None
    assert "report_valid" in TA_2019.transition("INVITED", "submit_application").guards


def test_a_report_that_does_not_fit_never_ends_the_matter():
    assert TA_2019.transition("CLOSED", "insist_on_application").to_state == "APPLIED"


def test_an_expired_report_leads_back_to_the_signatures_and_on_from_where_it_was():
    renewed = [move for move in TA_2019.transitions if move.action == "renew_verification"]
    starts = {state: move for move in renewed for state in move.from_states}
    assert set(starts) == {
        *("VERIFIED_OK", "VERIFIED_NO", "INVITED", "CLOSED", "APPLIED"),
        *("ACCEPTED", "SURVEY", "OPINION"),
    }
    assert {move.to_state for move in renewed} == {"AUTHORISING"}
    assert {move.guards for move in renewed} == {("report_stale",)}
    waits_again = {state for state, move in starts.items() if move.clocks_start}
    assert waits_again == {"INVITED", "CLOSED", "APPLIED"}
    assert not any(move.clocks_stop for move in renewed)
    for state in ("VERIFIED_OK", "VERIFIED_NO"):
        assert TA_2019.transition(state, "resume_application").to_state == "APPLIED"
        assert TA_2019.transition(state, "resume_assessment").to_state == "ACCEPTED"
    for action in ("give_opinion", "grant", "refuse", "invite"):
        (move,) = (one for one in TA_2019.transitions if one.action == action)
        assert "report_valid" in move.guards


def test_clocks_start_and_stop_where_the_law_says():
    assert TA_2019.transition(None, "register_intent").clocks_start == ("intent_answer",)
    assert TA_2019.transition("APPLIED", "accept_application").clocks_start == (
        "acceptance_decision",
    )
    for action in ("grant", "refuse"):
        assert TA_2019.transition("OPINION", action).clocks_stop == ("acceptance_decision",)


def test_actions_of_a_state_and_acts_beside_them():
    actions = {move.action for move in TA_2019.actions_from("OPINION")}
    assert actions == {"return_opinion", "grant", "refuse", "withdraw", "renew_verification"}
    acts = {act.action for act in TA_2019.acts_in("RESULT_PUB")}
    assert acts >= {"record_delivery", "attach_scan", "post_notice", "take_down_notice"}
    assert "compute_amount" not in acts
    assert TA_2019.act("compute_amount").possible_in("SURVEY")
    assert not TA_2019.act("compute_amount").possible_in("INTENT")
    assert TA_2019.act("fly") is None


def test_births():
    assert {move.no for move in TA_2019.actions_from(None)} == {"D1", "TO"}


def test_states_by_code():
    assert TA_2019.state("OPINION").label == "待审批"
    with pytest.raises(Refused) as caught:
        TA_2019.state("NOWHERE")
    assert caught.value.code == "procedure.state"


def test_every_guard_says_what_to_do():
    used = {guard for move in TA_2019.transitions for guard in move.guards}
    assert used == set(GUARDS)
    assert all("请" in guard.refusal or "须" in guard.refusal for guard in GUARDS.values())


def test_an_unknown_procedure_is_refused():
    assert procedure_codes() == ("TA-2019",)
    for code in ("N-1999", "../../x"):
        with pytest.raises(Refused) as caught:
            load_procedure(code)
        assert caught.value.code == "procedure.unknown"


BROKEN = [
    ("no: D2,", "no: D1,", "步骤编号 D1 重复"),
    ("to: AUTHORISING, capability", "to: NOWHERE, capability", "NOWHERE"),
    ("capability: intent.explain,", "capability: intent.guess,", "intent.guess"),
    ("[reasons_bound, second_officer", "[reasons_bund, second_officer", "reasons_bund"),
    ("documents: [W06]", "documents: [W99]", "W99"),
    ("start: [intent_answer]", "start: [tea_time]", "tea_time"),
    ("clocks: {start: [intent_answer]}", "clocks: {begin: [intent_answer]}", "clocks"),
    ("states:\n", "states:\n  - {code: LIMBO, label: 悬空, stage: intent}\n", "LIMBO 无法到达"),
    ("{code: REVIEW, label: 复核中", "{code: OPINION, label: 复核中", "OPINION 重复"),
    ("label: 开始授权, from: [INTENT]", "label: 开始授权, from: [INTENT, INTENT]", "有两条"),
    ("in: [SURVEY, OPINION, REVIEW]", "in: [SURVEY, LUNCH]", "LUNCH"),
    ("scheme: dibao", "schema: dibao", "schema"),
    ("stage: intent}", "stage: intent, colour: red}", "colour"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "named"), BROKEN, ids=[one[2] for one in BROKEN])
def test_a_table_that_does_not_hold_together_is_refused(tmp_path, old, new, named):
    with pytest.raises(Refused) as caught:
        read_procedure(broken(tmp_path, old, new))
    assert caught.value.code == "policy.pack"
    assert "TA-2019.yaml" in caught.value.message
    assert named in caught.value.message


def test_an_open_state_without_a_way_out_is_found():
    moves = tuple(move for move in TA_2019.transitions if move.no not in {"D22", "D22k", "D24"})
    cut = replace(TA_2019, transitions=moves)
    assert "状态 REVIEW 没有出路" in procedure_problems(cut)


def test_a_local_version_may_only_tighten():
    assert tightening_problems(TA_2019, TA_2019) == ()
    stricter = tuple(
        replace(move, guards=(*move.guards, "reason_given"), documents=(*move.documents, "W13"))
        for move in TA_2019.transitions
    )
    assert tightening_problems(TA_2019, replace(TA_2019, transitions=stricter)) == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"guards": ()}, "减少了条件"),
        ({"documents": ()}, "减少了文书"),
        ({"notices": ()}, "减少了送达"),
        ({"capability": "archive.close"}, "承担岗位"),
        ({"to_state": "ARCHIVED"}, "起止状态"),
        ({"clocks_stop": ()}, "时限"),
        ({"publicity": "none"}, "公示"),
        ({"no": "X1"}, "缺少步骤 D18"),
    ],
)
def test_loosening_is_named(change, named):
    moves = tuple(
        replace(move, **change) if move.no == "D18" else move for move in TA_2019.transitions
    )
    problems = tightening_problems(TA_2019, replace(TA_2019, transitions=moves))
    assert any(named in one for one in problems)
    if "no" in change:
        assert any("X1" in one for one in problems)
