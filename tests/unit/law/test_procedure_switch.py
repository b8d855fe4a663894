"""A unit switches its procedure from a day on: two officers, a document, no overlap."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.utils import IntegrityError

from jiuzhu.casework.cases.models import Case
from jiuzhu.infra import clock
from jiuzhu.infra.actor import Actor
from jiuzhu.kernel.errors import Refused
from jiuzhu.registers.law.models import ProcedureSwitch
from jiuzhu.registers.law.queries import procedure_in_force, procedures_in_use
from jiuzhu.registers.law.services.switch_procedure import (
    SwitchGiven,
    activate_switch,
    propose_switch,
)
from support.browser import as_owner
from support.stream import to_intent
from support.world import COUNTY, OTHER_COUNTY, World

THEN = datetime(2022, 12, 1, 1, 0, tzinfo=UTC)
FROM = date(2023, 1, 1)
GIVEN = SwitchGiven(
    organ_code=COUNTY, procedure="N-2022", effective_from=FROM, document="岱民〔2022〕30号"
)
COUNTY_OFFICER, CITY_OFFICER = f"T{COUNTY}zhengce", "T3709zhengce"
MAY = frozenset({"law.switch"})


def officer(world: World, seat: str, organ: str = COUNTY) -> Actor:
    """Return a county officer who holds the posts of the law on that day."""
    return replace(world.as_(seat, organ), capabilities=MAY)


def proposed(world: World, **change: object) -> ProcedureSwitch:
    return propose_switch(
        given=replace(GIVEN, **change), actor=officer(world, "xianshenpi"), at=THEN
    )


def test_the_version_before_ends_where_the_new_one_begins(world: World) -> None:
    county = world.organ(COUNTY)
    switch = proposed(world)
    assert procedure_in_force(organ_id=county.pk, scheme="dibao", on=FROM) == "TA-2019"
    row = activate_switch(code=switch.code, actor=officer(world, "jianguan"), at=THEN)
    assert (row.effective_from, row.switch_id) == (FROM, switch.pk)
    found = [
        procedure_in_force(organ_id=county.pk, scheme="dibao", on=on)
        for on in (date(2022, 12, 31), FROM)
    ]
    assert found == ["TA-2019", "N-2022"]
    other = world.organ(OTHER_COUNTY)
    assert procedure_in_force(organ_id=other.pk, scheme="dibao", on=FROM) == "TA-2019"
    assert procedures_in_use() == ("TA-2019", "N-2022", "T-2018", "TK-2019")


def test_a_case_in_flight_keeps_its_version(world: World) -> None:
    case = to_intent(world)
    activate_switch(code=proposed(world).code, actor=officer(world, "jianguan"), at=THEN)
    world.as_("shouli")
    assert Case.objects.get(pk=case.pk).procedure == "TA-2019"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"organ_code": "370911101"}, "switch.organ"),
        ({"organ_code": OTHER_COUNTY}, "switch.other_unit"),
        ({"procedure": "N-1999"}, "switch.procedure"),
        ({"procedure": "N-2012"}, "switch.read_only"),
        ({"procedure": "SD-2021"}, "switch.read_only"),
        ({"procedure": "TA-2019"}, "switch.same"),
        ({"effective_from": date(2022, 11, 30)}, "switch.past"),
        ({"document": "  "}, "switch.document"),
    ],
)
def test_what_may_not_be_entered(world: World, change: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        proposed(world, **change)
    assert refusal.value.code == code
    assert not ProcedureSwitch.objects.exists()


def test_a_version_is_not_used_before_it_is_law(world: World) -> None:
    with pytest.raises(Refused) as refusal:
        propose_switch(
            given=replace(GIVEN, effective_from=date(2022, 10, 19)),
            actor=officer(world, "xianshenpi"),
            at=datetime(2022, 9, 1, tzinfo=UTC),
        )
    assert refusal.value.code == "switch.not_law"


def test_one_officer_alone_switches_nothing(world: World) -> None:
    switch = proposed(world)
    with pytest.raises(Refused) as refusal:
        activate_switch(code=switch.code, actor=officer(world, "xianshenpi"), at=THEN)
    assert refusal.value.code == "switch.same_officer"
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        ProcedureSwitch.objects.update(activated_by=switch.prepared_by_id, activated_at=THEN)
    with pytest.raises(Refused) as refusal:
        activate_switch(code=switch.code, actor=world.as_("shenpi"), at=THEN)
    assert refusal.value.code == "actor.capability"
    with pytest.raises(Refused) as refusal:
        activate_switch(code=switch.code, actor=officer(world, "xianshenpi", OTHER_COUNTY), at=THEN)
    assert refusal.value.code == "switch.other_unit"


def test_a_switch_is_put_in_force_once_and_overlaps_nothing(world: World) -> None:
    first, second = proposed(world), proposed(world, procedure="TA-NOW")
    activate_switch(code=first.code, actor=officer(world, "jianguan"), at=THEN)
    with pytest.raises(Refused) as refusal:
        activate_switch(code=first.code, actor=officer(world, "jianguan"), at=THEN)
    assert refusal.value.code == "switch.done"
    with pytest.raises(Refused) as refusal:
        activate_switch(code=second.code, actor=officer(world, "jianguan"), at=THEN)
    assert refusal.value.code == "switch.later"
    with pytest.raises(Refused) as refusal:
        activate_switch(code="none", actor=officer(world, "jianguan"), at=THEN)
    assert refusal.value.code == "switch.unknown"


def test_the_command_lists_enters_and_activates(world: World) -> None:
    with as_owner():
        clock.move_to(THEN)
        words = ["propose", "--organ", COUNTY, "--procedure", "TA-NOW", "--from", "2023-01-01"]
        words += ["--document", "岱民〔2022〕30号", "--by"]
        out = StringIO()
        call_command("jiuzhu_procedure", *words, COUNTY_OFFICER, stdout=out)
        assert "未经核实" in out.getvalue()
        code = re.search(r"编号 (\w+)。", out.getvalue())[1]  # type: ignore[index]
        with pytest.raises(CommandError, match="登记人不能启用"):
            call_command("jiuzhu_procedure", "activate", code, "--by", COUNTY_OFFICER)
        call_command("jiuzhu_procedure", "activate", code, "--by", CITY_OFFICER, stdout=out)
        call_command("jiuzhu_procedure", "list", stdout=out)
        assert "TA-NOW  自 2023-01-01 现行" in out.getvalue()
        assert "N-2012  民发〔2012〕220号" in out.getvalue()
        with pytest.raises(CommandError, match="没有在岗"):
            call_command("jiuzhu_procedure", *words, "nobody")
