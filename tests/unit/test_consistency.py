"""Things that must hold everywhere, however many people write the code."""

from __future__ import annotations

import argparse
import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import allauth
import pytest
from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import models

import jiuzhu
from jiuzhu.casework.workspace.places import every_procedure
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from jiuzhu.interfaces.web.parts.menu import MENU, VILLAGE_MENU
from jiuzhu.policy.procedures import load_procedure, running_codes
from jiuzhu.policy.roles import CAPABILITIES

SOURCE = Path(jiuzhu.__file__).parent
TEMPLATES = SOURCE / "interfaces/web/templates"
COMMANDS = SOURCE / "config/management/commands"
CASES = SOURCE / "casework/cases"
OURS = [model for model in apps.get_models() if model.__module__.startswith("jiuzhu.")]
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)

# Acts that no officer need have done; whoever did them stands in the event of the case.
WITHOUT_AN_OFFICER = {
    ("CaseHold", "opened"): "a job may find the reason",
    ("CaseHold", "ended"): "a hold may end with the step that settles it",
    ("Intent", "received"): "an intent may come in by itself",
    ("Declaration", "filled"): "the family may fill it in itself",
    ("Application", "submitted"): "the applicant confirms by code",
    ("Computation", "computed"): "a review may be computed by a job",
    ("Document", "issued"): "papers of automatic steps",
    ("Objection", "recorded"): "anybody may object on the web",
    ("Decision", "decided"): "only a case taken over (decision_by_a_person)",
}
# What the table names and no page does.
WITHOUT_ADDRESS = {
    "take_over": "cases of an older system come in by a workbook, many at a time",
    **dict.fromkeys(
        (
            *("propose_refusal", "publish_opinion", "conclude_publicity", "tell_result"),
            *("recheck_verification", "settle_objection"),
            *("extend_clock", "terminate"),
        ),
        "the other versions of the procedure have their tables; their pages come with issue 5",
    ),
}
NAMED_OTHERWISE = {
    "assign_case": "desk:assign",
    "freeze_payroll": "desk:freeze_payroll",
    "record_delivery": "desk:deliver",
}


def pairs() -> Iterator[tuple[type[models.Model], str]]:
    """Yield every model and stem that has both a moment (_at) and a person (_by)."""
    for model in OURS:
        names = {field.name for field in model._meta.concrete_fields}
        for name in sorted(names):
            if name.endswith("_at") and f"{name[:-3]}_by" in names:
                yield model, name[:-3]


@pytest.mark.parametrize(("model", "stem"), list(pairs()), ids=lambda each: str(each)[-40:])
def test_who_and_when_are_complete_together(model: type[models.Model], stem: str) -> None:
    """Either both may never be empty, or a constraint keeps them together."""
    at, by = model._meta.get_field(f"{stem}_at"), model._meta.get_field(f"{stem}_by")
    if not at.null and not by.null:
        return
    together = [
        constraint.name
        for constraint in model._meta.constraints
        if isinstance(constraint, models.CheckConstraint)
        and f"{stem}_at__isnull" in str(constraint.condition)
        and f"{stem}_by__isnull" in str(constraint.condition)
    ]
    assert bool(together) != ((model.__name__, stem) in WITHOUT_AN_OFFICER)


def test_exceptions_are_still_there() -> None:
    known = {(model.__name__, stem) for model, stem in pairs()}
    assert set(WITHOUT_AN_OFFICER) <= known


def chain(node: ast.AST) -> str:
    """Return the name at the beginning of a chain of calls and attributes."""
    while isinstance(node, ast.Call | ast.Attribute):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def state_writers(tree: ast.AST) -> Iterator[int]:
    """Yield the lines that write the state of a case."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = {keyword.arg for keyword in node.keywords}
            is_write = node.func.attr == "bulk_update" or (
                node.func.attr == "update" and "state" in names
            )
            if is_write and chain(node) == "Case":
                yield node.lineno
        if isinstance(node, ast.Assign):
            for target in node.targets:
                is_state = isinstance(target, ast.Attribute) and target.attr == "state"
                if is_state and chain(target) in {"case", "here_case", "seen_case"}:
                    yield node.lineno
        if isinstance(node, ast.Constant) and "UPDATE cases_case " in str(node.value):
            yield node.lineno


def test_nobody_but_the_engine_moves_a_case() -> None:
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in MODULES
        if not path.is_relative_to(CASES)
        for line in state_writers(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        'Case.objects.filter(pk=1).update(state="X")',
        'case.state = "X"',
        'cursor.execute("UPDATE cases_case SET state = 1")',
        "Case.objects.bulk_update([], [])",
    ],
)
def test_the_search_for_writers_finds_them(text: str) -> None:
    assert list(state_writers(ast.parse(text)))


def shown_by_allauth(name: str) -> bool:
    """Tell whether a template takes the place of one of the sign-in package."""
    root = Path(allauth.__file__).parent
    stem = Path(name).with_suffix("")
    return any(root.rglob(f"templates/{stem}.*"))


def test_every_template_is_used() -> None:
    texts = [path.read_text(encoding="utf-8") for path in MODULES]
    texts += [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    names = [str(path.relative_to(TEMPLATES)) for path in sorted(TEMPLATES.rglob("*.*"))]
    assert len(names) > 20
    unused = [
        name
        for name in names
        if not any(name in text for text in texts) and not shown_by_allauth(name)
    ]
    assert unused == []


def test_every_named_template_exists() -> None:
    missing = []
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                name = node.value
                is_name = name.endswith(".html") and "/" in name and " " not in name
                if is_name and not (TEMPLATES / name).exists():
                    missing.append((path.name, name))
    assert missing == []


def commands() -> list[str]:
    return sorted(path.stem for path in COMMANDS.glob("*.py") if path.stem != "__init__")


@pytest.mark.parametrize("name", commands())
def test_every_command_tells_what_it_does(name: str) -> None:
    module: Any = importlib.import_module(f"jiuzhu.config.management.commands.{name}")
    command: BaseCommand = module.Command()
    assert len(command.help.strip()) > 8, name
    parser = CommandParser(prog=name, called_from_command_line=False)
    command.add_arguments(parser)
    silent = [
        action.dest
        for action in own_actions(parser)
        if not action.help and not isinstance(action, argparse._HelpAction)
    ]
    assert silent == []


def own_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Yield the arguments of a command and of its sub-commands."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                yield from own_actions(inner)
        else:
            yield action


def test_every_action_of_the_table_has_an_address() -> None:
    routes = {row.route for row in ACCESS_TABLE}
    missing = set()
    for code in running_codes("taian"):
        table = load_procedure(code, "taian")
        for action in {one.action for one in (*table.transitions, *table.acts)}:
            if NAMED_OTHERWISE.get(action, f"desk:{action}") not in routes:
                missing.add(action)
    assert missing == set(WITHOUT_ADDRESS)


def test_menu_names_addresses_and_capabilities_that_there_are() -> None:
    items = [item for _, group in MENU for item in group] + list(VILLAGE_MENU)
    routes = {row.route for row in ACCESS_TABLE}
    assert {route for _, route, _ in items} <= routes
    needed = [capability.partition("/") for *_, capability in items]
    assert {capability for capability, _, _ in needed} <= set(CAPABILITIES)
    actions = {act.action for table in every_procedure() for act in table.acts}
    assert {action for *_, action in needed if action} <= actions
