from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.document_kinds import KINDS_OF_THE_STREAM
from jiuzhu.policy.document_sets import (
    CATALOGUE,
    CasePath,
    PathFacts,
    document_number,
    gaps_in_file,
    path_of,
    required_in_file,
    retention_years,
)
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.procedures import load_procedure

ON = date(2020, 9, 1)
PACK = load_pack("taian")
FIRST = ["INTENT", "AUTHORISING", "VERIFYING"]
FIT = [*FIRST, "VERIFIED_OK", "INVITED", "APPLIED", "ACCEPTED", "SURVEY", "OPINION"]
COMMON = {"W01", "W02", "W03", "W04", "W05", "W06", "W07", "W11", "W46", "W50"}
DECIDED = COMMON | {"W09", "W12", "W14", "W19", "W23"}
GRANTED = DECIDED | {"W24", "W26", "W27"}
PATHS = [
    (CasePath.GRANTED, [*FIT, "DECIDED_YES", "RESULT_PUB", "IN_PAYMENT"], GRANTED),
    (CasePath.REFUSED, [*FIT, "DECIDED_NO"], DECIDED | {"W25"}),
    (CasePath.CLOSED_UNFIT, [*FIRST, "VERIFIED_NO", "CLOSED"], COMMON),
    (CasePath.WITHDRAWN, [*FIT[:6], "WITHDRAWN"], COMMON | {"W09", "W33"}),
    (
        CasePath.STOPPED,
        [*FIT, "DECIDED_YES", "RESULT_PUB", "IN_PAYMENT", "REVIEW", "STOPPED"],
        GRANTED | {"W31", "W32"},
    ),
]  # fmt: skip


def kinds(*states, **more):
    facts = PathFacts(states=frozenset(states), **({"delivered_notices": 1} | more))
    return {one.kind for one in required_in_file(facts, PACK, ON)}


@pytest.mark.parametrize(("path", "states", "expected"), PATHS, ids=[one[0] for one in PATHS])
def test_each_path_has_its_file(path, states, expected):
    assert path_of(PathFacts(states=frozenset(states))) is path
    assert kinds(*states) == expected


def test_a_very_early_withdrawal_asks_for_little():
    assert kinds("INTENT", "WITHDRAWN", delivered_notices=0) == {"W01", "W02", "W33", "W50"}


def test_insisting_after_an_unfit_report_keeps_the_decision_set():
    states = [
        *FIRST,
        "VERIFIED_NO",
        "CLOSED",
        "APPLIED",
        "ACCEPTED",
        "SURVEY",
        "OPINION",
        "DECIDED_NO",
    ]
    assert path_of(PathFacts(states=frozenset(states))) is CasePath.REFUSED
    assert kinds(*states) == DECIDED | {"W25"}


def test_a_case_taken_over_owes_only_what_it_made():
    assert kinds("IN_PAYMENT", delivered_notices=0) == {"W50"}
    taken = kinds("IN_PAYMENT", "REVIEW", "STOPPED")
    assert taken == {"W23", "W31", "W32", "W46", "W50"}


def test_facts_add_their_kinds():
    states = PATHS[0][1]
    more = kinds(*states, facts=frozenset({"proxy", "adjusted"})) - kinds(*states)
    assert more == {"W10", "W31"}


def test_counts_follow_persons_and_notices():
    facts = PathFacts(states=frozenset(PATHS[1][1]), authorized_persons=4, delivered_notices=3)
    counts = {one.kind: one.count for one in required_in_file(facts, PACK, ON)}
    assert (counts["W03"], counts["W46"], counts["W23"]) == (4, 3, 1)


def test_gaps_say_how_many_are_lacking():
    facts = PathFacts(states=frozenset(PATHS[1][1]), authorized_persons=4, delivered_notices=2)
    required = required_in_file(facts, PACK, ON)
    held = {one.kind: one.count for one in required}
    assert gaps_in_file(held, required) == ()
    gaps = gaps_in_file(held | {"W03": 1, "W25": 0}, required)
    assert [(gap.kind, gap.count) for gap in gaps] == [("W03", 3), ("W25", 1)]


def test_an_open_case_has_no_finished_file():
    with pytest.raises(Refused) as caught:
        required_in_file(PathFacts(states=frozenset(FIT)), PACK, ON)
    assert caught.value.code == "file.open"


def test_the_catalogue_holds_fifty_kinds():
    assert list(CATALOGUE) == [f"W{n:02d}" for n in range(1, 51)]
    assert set(KINDS_OF_THE_STREAM) <= set(CATALOGUE)
    assert all(kind.name_zh and kind.purpose and kind.copies for kind in CATALOGUE.values())


def test_series_are_distinct():
    series = [kind.series_code for kind in CATALOGUE.values() if kind.series_code]
    assert len(series) == len(set(series))


def test_what_the_procedure_serves_must_be_delivered():
    moves = load_procedure("TA-2019", "taian").transitions
    notices = {kind for move in moves for kind in move.notices}
    assert {code for code in notices if not CATALOGUE[code].must_be_delivered} == {"W01"}
    adverse = {"W07", "W11", "W12", "W24", "W25", "W31", "W33"}
    assert all(CATALOGUE[code].must_be_delivered for code in adverse)


def test_every_kind_of_the_procedure_is_made_in_this_slice():
    moves = load_procedure("TA-2019", "taian").transitions
    made = {kind for move in moves for kind in (*move.documents, *move.notices)}
    assert made <= set(KINDS_OF_THE_STREAM)


def test_every_kind_has_years_to_keep():
    years = {kind: retention_years(kind, PACK, ON) for kind in CATALOGUE}
    assert (years["W24"], years["W41"], years["W49"]) == (10, 30, 5)


def test_numbers_are_written_as_the_standard_asks():
    assert document_number("泰岱祝", "dibao", "W25", 2026, 12) == "泰岱祝低不批〔2026〕12号"
    for kind, serial in (("W04", 1), ("W25", 0)):
        with pytest.raises(ValueError, match="number"):
            document_number("泰岱祝", "dibao", kind, 2026, serial)
