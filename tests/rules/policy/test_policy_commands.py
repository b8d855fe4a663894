"""The commands of `policy`: what they print, what a machine reads, how they exit."""

import json
import sys
import unicodedata
from subprocess import run

import pytest

from jiuzhu.interfaces.cli import policy
from jiuzhu.interfaces.cli.main import main
from rules.policy.support_packs import changed_folder

VECTORS = [
    ("2019-09-02", 20, "2019-09-30"),
    ("2019-09-27", 20, "2019-10-30"),
    ("2019-04-26", 5, "2019-05-06"),
    ("2020-01-15", 20, "2020-02-19"),
    ("2024-02-01", 20, "2024-03-05"),
    ("2025-01-20", 20, "2025-02-21"),
    ("2025-09-25", 5, "2025-10-09"),
    ("2026-02-09", 5, "2026-02-14"),
    ("2026-02-13", 5, "2026-02-27"),
    ("2026-09-18", 20, "2026-10-22"),
]


def said(capsys, *words):
    code = main(["policy", *words])
    return code, capsys.readouterr().out


def read(capsys, *words):
    code, out = said(capsys, *words, "--json")
    return code, json.loads(out)


@pytest.mark.parametrize(("accepted", "n", "due"), VECTORS)
def test_deadline_gives_the_published_day(capsys, accepted, n, due):
    code, told = read(capsys, "deadline", "--accepted", accepted, "--working-days", str(n))
    assert (code, told["due"], told["provisional"]) == (0, due, False)


def test_deadline_lists_what_it_skipped_and_what_it_counted(capsys):
    _, told = read(capsys, "deadline", "--accepted", "2026-09-18", "--working-days", "5")
    assert told["due"] == "2026-09-24"
    assert told["skipped"] == [{"date": "2026-09-19", "reason": "周末"}]
    assert told["make_up"] == [{"date": "2026-09-20", "reason": "国庆节调休上班"}]
    _, words = said(capsys, "deadline", "--accepted", "2026-09-24", "--working-days", "1")
    assert "跳过 2026-09-25 中秋节" in words
    assert "2026-09-28" in words


def test_deadline_past_the_notices_is_provisional(capsys):
    code, told = read(capsys, "deadline", "--accepted", "2026-12-21", "--working-days", "20")
    assert (code, told["provisional"]) == (0, True)
    _, words = said(capsys, "deadline", "--accepted", "2026-12-21", "--working-days", "20")
    assert "暂定" in words
    _, before = read(
        capsys, "deadline", "--accepted", "2020-01-15", "--working-days", "20",
        "--known-to", "2019-12-31",
    )  # fmt: skip
    assert (before["due"], before["provisional"]) == ("2020-02-12", True)


def test_deadline_counts_hours_and_rolling_days(capsys):
    _, told = read(capsys, "deadline", "--accepted", "2026-09-19T23:00", "--hours", "24")
    assert told["due_at"] == "2026-09-20T23:00:00+08:00"
    _, told = read(capsys, "deadline", "--accepted", "2020-09-24", "--calendar-days", "7")
    assert told["calendar_days_due"] == "2020-10-09"
    _, words = said(
        capsys, "deadline", "--accepted", "2026-09-19T15:00Z", "--hours", "1",
        "--calendar-days", "1", "--working-days", "1",
    )  # fmt: skip
    assert "2026-09-20T00:00:00+08:00" in words
    assert "1 日，末日 2026-09-20" in words


@pytest.mark.parametrize(
    "words",
    [
        ["deadline", "--accepted", "2026-09-31", "--working-days", "5"],
        ["deadline", "--accepted", "2026-09-30", "--working-days", "-5"],
        ["deadline", "--accepted", "2026-09-30", "--working-days", "1e3"],
        ["deadline", "--working-days", "5"],
        ["timeline"],
        ["diff", "taian"],
    ],
)
def test_wrong_use_exits_with_two(words):
    with pytest.raises(SystemExit) as left:
        main(["policy", *words])
    assert left.value.code == 2


def test_deadline_needs_a_length(capsys):
    assert said(capsys, "deadline", "--accepted", "2026-09-30")[0] == 2
    early = ["--accepted", "2020-01-02", "--working-days", "1", "--known-to", "2003-01-01"]
    assert said(capsys, "deadline", *early)[0] == 2


def test_timeline_shows_values_holes_and_what_nobody_checked(capsys):
    code, found = read(capsys, "timeline", "dibao.standard")
    assert code == 0
    assert {tuple(one["where"]["category"]) for one in found} == {("URBAN",), ("RURAL",)}
    urban = next(one for one in found if one["where"]["category"] == ["URBAN"])
    real = [span for span in urban["spans"] if span["value"] == 63000]
    assert real[0]["effective_from"] == "2020-07-01"
    assert real[0]["verified"] is True
    holes = [span for span in urban["spans"] if "HOLE" in span["marks"]]
    assert holes
    assert all(span["value"] is None and span["reason"] for span in holes)
    _, words = said(capsys, "timeline", "dibao.standard")
    assert "630.00 元" in words
    assert "【空缺】" in words


def test_timeline_marks_falls_gaps_and_ends(tmp_path, capsys):
    source = "document: 甲, article: 一, still_valid_on: 2020-01-01, verified: "
    rows = (
        "values:\n  - key: x.amount\n    label: 某金额\n    unit: yuan\n    history:\n"
        "      - {effective_from: 2019-01-01, effective_to: 2019-06-01, amount: '5', "
        f"{source}yes}}\n"
        "      - {effective_from: 2019-07-01, effective_to: 2020-01-01, amount: '4.99', "
        f"{source}no}}\n"
    )
    folder = changed_folder(tmp_path, "publicity.yaml", ("values:\n", rows))
    code, found = read(capsys, "timeline", "x.amount", "--pack", str(folder))
    assert code == 0
    assert [(span["effective_from"], span["marks"]) for span in found[0]["spans"]] == [
        ("2019-01-01", []),
        ("2019-06-01", ["GAP"]),
        ("2019-07-01", ["FALL", "UNVERIFIED"]),
        ("2020-01-01", ["ENDED"]),
    ]
    words = said(capsys, "timeline", "x.amount", "--pack", str(folder))[1]
    assert "【没有规定】" in words
    assert "【低于此前】" in words


def test_timeline_of_an_unknown_parameter_guesses(capsys):
    assert main(["policy", "timeline", "dibao.standart"]) == 1
    assert "dibao.standard" in capsys.readouterr().err


def test_diff_names_every_change_and_nothing_else(tmp_path, capsys):
    assert read(capsys, "diff", "taian", "taian") == (0, [])
    line = "受理到审批, unit: working_days, history: [{provision: seed, number: 20}"
    folder = changed_folder(tmp_path, "deadlines.yaml", (line, line.replace("20}", "15}")))
    code, found = read(capsys, "diff", "taian", str(folder))
    assert code == 1
    (only,) = found
    assert (only["change"], only["where"]) == ("CHANGED", "deadline.acceptance_decision")
    assert only["before"].startswith("20 WORKING_DAYS")
    assert only["after"].startswith("15 WORKING_DAYS")
    words = said(capsys, "diff", str(folder), "taian")[1]
    assert "共 1 处不同" in words
    assert "原 15" in words


def test_diff_names_added_and_removed_rows(tmp_path, capsys):
    folder = changed_folder(
        tmp_path, "deadlines.yaml", ("{key: deadline.archive,", "{key: deadline.archive_file,")
    )
    found = read(capsys, "diff", "taian", str(folder))[1]
    assert {(one["change"], one["where"]) for one in found} == {
        ("REMOVED", "deadline.archive"),
        ("ADDED", "deadline.archive_file"),
    }
    words = said(capsys, "diff", "taian", str(folder))[1]
    assert "[删去] deadline.archive 自" in words


def test_a_pack_that_is_not_there_exits_with_three(capsys):
    assert said(capsys, "diff", "taian", "nowhere")[0] == 3
    assert main(["policy", "timeline", "x", "--pack", "nowhere"]) == 3


def test_help_fits_a_screen_and_names_every_command(capsys):
    for words in (["policy"], ["policy", "--help"]):
        assert main(words) == 0
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) <= 24
        assert max(map(width, lines)) <= 80
        for name in policy.ACTIONS:
            assert any(line.startswith(f"  {name} ") for line in lines)


def width(line):
    return sum(1 + (unicodedata.east_asian_width(letter) in "WF") for letter in line)


def test_a_mistyped_command_is_guessed(capsys):
    assert main(["policy", "chek"]) == 2
    assert "check" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        "deadline --accepted 2026-09-18 --working-days 20",
        "timeline dibao.standard",
        "diff taian taian",
    ],
)
def test_the_commands_load_neither_django_nor_the_database(words):
    code = (
        "import sys; from jiuzhu.interfaces.cli.main import main; main(sys.argv[1:]);"
        "heavy = {'django', 'psycopg', 'numpy'} & set(sys.modules);"
        "sys.exit(f'loaded {heavy}' if heavy else 0)"
    )
    call = [sys.executable, "-P", "-c", code, "policy", *words.split()]
    answer = run(call, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
