from dataclasses import replace
from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.guards import GUARDS
from jiuzhu.policy.procedures import (
    ROOT,
    load_procedure,
    procedure_codes,
    procedure_problems,
    read_procedure,
    running_codes,
    tightening_problems,
)

TABLE = ROOT / "taian" / "procedures" / "TA-2019.yaml"
TA_2019 = load_procedure("TA-2019", "taian")


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
    tables = [load_procedure(code, "taian") for code in procedure_codes("taian")]
    used = {guard for table in tables for move in table.transitions for guard in move.guards}
    assert used == set(GUARDS)
    assert all("请" in guard.refusal or "须" in guard.refusal for guard in GUARDS.values())


def test_an_unknown_procedure_is_refused():
    known = "N-2012 N-2021 N-2022 SD-2021 T-2018 T-2026 TA-2019 TA-NOW TK-2019"
    assert procedure_codes("taian") == tuple(known.split())
    assert running_codes("taian") == ("TA-2019", "N-2022", "TA-NOW")
    assert running_codes("taian", scheme="temporary") == ("T-2018", "T-2026")
    for code in ("N-1999", "../../x"):
        with pytest.raises(Refused) as caught:
            load_procedure(code, "taian")
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


def test_a_local_version_keeps_the_publicity_of_its_parent():
    moves = tuple(replace(move, publicity="") for move in TA_2019.transitions)
    problems = tightening_problems(TA_2019, replace(TA_2019, transitions=moves))
    assert problems == ("步骤 D19 改变了公示要求",)


def local(**change):
    """Return Tai'an's version of today, loosened in one place, and what the check says."""
    parent, mine = load_procedure("N-2022", "taian"), load_procedure("TA-NOW", "taian")
    assert tightening_problems(parent, mine) == ()
    return tightening_problems(parent, replace(mine, **change))


def limits_of(code, kind, **change):
    return tuple(
        replace(one, **change) if one.clock == kind else one
        for one in load_procedure(code, "taian").limits
    )


@pytest.mark.parametrize(
    ("clock", "change", "named"),
    [
        ("acceptance_decision", {"amount": 31}, "由30延长为31"),
        ("acceptance_decision", {"devolved": 21}, "由20延长为21"),
        ("acceptance_decision", {"extended": 46}, "由45延长为46"),
        ("acceptance_decision", {"unit": "calendar_days"}, "改变了计算单位"),
        ("acceptance_decision", {"grounds": ("OBJECTION", "BUSY")}, "新增了延长事由：BUSY"),
        ("opinion_publicity", {"amount": 6}, "由7缩短为6"),
        ("opinion_publicity", {"floor": False}, "改变了计算单位"),
        ("refusal_notice", {"clock": "other"}, "没有时限“不予确认告知”"),
    ],
)
def test_a_local_version_may_not_be_slower(clock, change, named):
    (problem,) = local(limits=limits_of("TA-NOW", clock, **change))
    assert named in problem


def test_a_local_version_may_be_faster_and_publish_longer():
    assert local(limits=limits_of("TA-NOW", "acceptance_decision", amount=15, devolved=15)) == ()
    assert local(limits=limits_of("TA-NOW", "opinion_publicity", amount=10)) == ()


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"review_publicity": False}, "取消了审核阶段公示"),
        ({"scheme": "tekun"}, "改变了救助事项"),
        ({"effective_from": date(2020, 1, 1)}, "早于上级程序生效"),
    ],
)
def test_a_local_version_keeps_what_its_parent_asks_for(change, named):
    assert named in local(**change)[0]


def test_an_appraisal_that_was_always_held_stays():
    parent = replace(TA_2019, appraisal_on_objection_only=False)
    assert tightening_problems(parent, TA_2019) == ("取消了必经的民主评议",)


def test_a_local_version_may_only_add_steps_that_go_back():
    mine = load_procedure("TA-NOW", "taian")
    shortcut = replace(mine.transitions[0], no="X1", from_states=("SURVEY",), to_state="OPINION")
    (problem,) = local(transitions=(*mine.transitions, shortcut))
    assert "新增的步骤 X1 绕过" in problem
    back = replace(shortcut, from_states=("OPINION",), to_state="SURVEY", action="again")
    assert local(transitions=(*mine.transitions, back)) == ()


def test_a_file_that_loosens_its_parent_is_refused_by_name(tmp_path):
    for code in ("N-2021", "N-2022", "TA-NOW"):
        text = (ROOT / "taian" / "procedures" / f"{code}.yaml").read_text(encoding="utf-8")
        if code == "TA-NOW":
            assert "amount: 20, devolved: 20" in text
            text = text.replace("amount: 20, devolved: 20", "amount: 60, devolved: 20")
        (tmp_path / f"{code}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_procedure(tmp_path / "TA-NOW.yaml")
    assert caught.value.code == "procedure.loosens"
    assert "由30延长为60" in caught.value.message
    assert "N-2022" in caught.value.message


def test_versions_that_rest_on_one_another_or_on_nothing_are_refused(tmp_path):
    text = (ROOT / "taian" / "procedures" / "N-2022.yaml").read_text(encoding="utf-8")
    (tmp_path / "N-2022.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="没有名为“N-2021”的程序版本"):
        read_procedure(tmp_path / "N-2022.yaml")
    (tmp_path / "N-2021.yaml").write_text(
        text.replace("base: N-2021", "base: N-2022").replace("code: N-2022", "code: N-2021"),
        encoding="utf-8",
    )
    with pytest.raises(Refused, match="版本互为依据"):
        read_procedure(tmp_path / "N-2022.yaml")


LIMITS = [
    ("unit: working_days, amount: 3,", "unit: weeks, amount: 3,", "单位 weeks"),
    ("unit: working_days, amount: 3,", "unit: working_days, amount: 0,", "长度不合理"),
    ("extended: 45, grounds: [OBJECTION,", "grounds: [OBJECTION,", "延长和延长事由"),
    ("[OBJECTION, SPLIT_RESIDENCE,", "[OBJECTION, LUNCH,", "延长事由 LUNCH"),
    ("clock: home_visit,", "clock: county_check,", "时限 county_check 重复"),
    ("publicity: opinion}", "publicity: whisper}", "公示 whisper"),
]


@pytest.mark.parametrize(("old", "new", "named"), LIMITS, ids=[one[2] for one in LIMITS])
def test_a_limit_that_makes_no_sense_is_refused(tmp_path, old, new, named):
    text = (ROOT / "taian" / "procedures" / "N-2021.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "N-2021.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Refused) as caught:
        read_procedure(tmp_path / "N-2021.yaml")
    assert named in caught.value.message


def test_how_long_a_case_may_take_under_each_version():
    n_2022 = load_procedure("N-2022", "taian").limit("acceptance_decision")
    assert n_2022.for_case(devolved=False) == 30
    assert n_2022.for_case(devolved=True) == 20
    assert n_2022.for_case(devolved=True, extended=True) == 45
    assert n_2022.text == "30个工作日，审批权下放的20个工作日，经批准延长的45个工作日"
    sd_2021 = load_procedure("SD-2021", "taian").limit("acceptance_decision")
    assert sd_2021.for_case(devolved=False, extended=True) == 20
    assert load_procedure("N-2021", "taian").limit("opinion_publicity").text == "不少于7日"
    assert TA_2019.limit("acceptance_decision") is None


def way(code, *actions, start=None):
    """Take actions one after the other and list the states."""
    table, state, states = load_procedure(code, "taian"), start, []
    for action in actions:
        move = table.transition(state, action)
        assert move is not None, (code, state, action)
        state = move.to_state
        states.append(state)
    return states


def test_the_three_ways_of_one_application():
    """A6 on the tables: national 2012, the seed, today."""
    verify_first = way(
        "TA-2019", "register_intent", "open_authorization", "file_verification", "release_fit",
        "invite", "submit_application", "accept_application", "record_home_visit", "give_opinion",
        "grant",
    )  # fmt: skip
    assert verify_first.index("VERIFYING") < verify_first.index("APPLIED")
    assert "PRE_PUB" not in verify_first
    today = way(
        "TA-NOW", "register_intent", "open_authorization", "submit_application",
        "accept_application", "file_verification", "release_fit", "record_home_visit",
        "give_opinion", "publish_opinion", "conclude_publicity", "grant",
    )  # fmt: skip
    assert today.index("ACCEPTED") < today.index("VERIFYING") < today.index("PRE_PUB")
    assert today.index("PRE_PUB") < today.index("DECIDED_YES")
    old = way(
        "N-2012", "submit_application", "accept_application", "file_verification",
        "record_home_visit", "appraise", "give_opinion", "publish_opinion", "conclude_publicity",
        "plan_grant", "grant",
    )  # fmt: skip
    assert {"APPRAISED", "PRE_PUB", "PLAN_PUB"} <= set(old)


def test_an_objection_leads_to_a_new_opinion_and_a_new_publicity():
    for code in ("N-2022", "TA-NOW"):
        again = way(
            code, "register_objection", "settle_objection", "give_opinion", "publish_opinion",
            start="PRE_PUB",
        )  # fmt: skip
        assert again == ["OBJECTION", "SURVEY", "PROPOSED", "PRE_PUB"]
        grant = load_procedure(code, "taian").transition("OPINION", "grant")
        assert "opinion_publicity_clean" in grant.guards
        assert load_procedure(code, "taian").transition("PROPOSED", "grant") is None


def test_what_is_proposed_for_refusal_is_never_put_on_a_board():
    table = load_procedure("TA-NOW", "taian")
    assert table.transition("SURVEY", "propose_refusal").to_state == "OPINION"
    assert table.transition("OPINION", "publish_opinion") is None


def test_the_extra_clocks_of_today_start_and_stop():
    table = load_procedure("TA-NOW", "taian")
    started = {clock for move in table.transitions for clock in move.clocks_start}
    stopped = {clock for move in table.transitions for clock in move.clocks_stop}
    assert started == stopped
    assert started == {
        "intent_answer", "acceptance_opinion", "acceptance_decision", "publicity_decision",
    }  # fmt: skip
    for clock in started - {"intent_answer"}:
        assert table.limit(clock) is not None


def test_urgent_need_is_relieved_first_and_small_relief_needs_no_papers():
    assert way("T-2018", "report_emergency", "relieve", "complete_relief", "file_relief") == [
        *("REPORTED", "RELIEVED", "COMPLETED", "FILED")
    ]
    assert load_procedure("T-2018", "taian").transition("REPORTED", "confirm_small_relief") is None
    assert way("T-2026", "report_emergency", "confirm_small_relief", "file_small_relief") == [
        *("REPORTED", "CONFIRMED", "FILED")
    ]


def test_the_conflict_with_the_regulation_is_said():
    (conflict,) = TA_2019.conflicts
    assert "649号" in conflict.document
    assert "公示" in conflict.text
    assert not load_procedure("TA-NOW", "taian").conflicts
