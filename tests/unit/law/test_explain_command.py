"""`jiuzhu explain CASE`: the lines of a computation with their articles, and a look kept."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from jiuzhu.infra.models import AccessEvent
from support.browser import as_owner
from support.stream import to_intent, to_opinion
from support.world import World


def explained(number: str, *more: str) -> str:
    out = StringIO()
    with as_owner():
        call_command("jiuzhu_explain", number, *more, stdout=out)
    return out.getvalue()


def test_every_line_names_its_article(world: World) -> None:
    case = to_opinion(world)
    told = explained(case.number)
    lines = [line for line in told.splitlines() if line.startswith("  ")]
    assert lines
    assert all(line.endswith("〕") for line in lines)
    assert "农村低保标准（每人每月）：475.00 元" in told
    assert "未核实样例值" in told
    assert "结论：符合" in told
    with as_owner():
        assert AccessEvent.objects.get(route="cli.explain").case_number == case.number
    assert json.loads(explained(case.number, "--json"))["standard_fen"] == 47500


def test_what_cannot_be_explained_is_said(world: World) -> None:
    case = to_intent(world)
    with pytest.raises(CommandError, match="还没有核算"):
        explained(case.number)
    with pytest.raises(CommandError, match="没有这个编号"):
        explained("3709")
