"""Answer one line of JSON with one: make the tables, or write cases and tell the seconds."""

import base64
import json
import os
import sys
import time
import uuid
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "peer.settings"

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from papers import Papers  # noqa: E402

from peer.models import MODELS, RECORDING  # noqa: E402

APART = 10_000_000


def read(value: Any) -> Any:
    """Return a recorded value as Python holds it."""
    if isinstance(value, list):
        return [read(each) for each in value]
    if not isinstance(value, dict):
        return value
    ((kind, held),) = value.items()
    return {
        "bytes": base64.b64decode,
        "moment": datetime.fromisoformat,
        "day": date.fromisoformat,
        "uuid": uuid.UUID,
        "json": lambda plain: plain,
    }[kind](held)


STEPS = [
    (
        step["papers"],
        step["reads"],
        [
            {**row, "values": {name: read(value) for name, value in row["values"].items()}}
            for row in step["rows"]
        ],
    )
    for step in RECORDING["steps"]
]
NUMBERS = count(1)
LATEST: dict[str, int] = {}  # the newest row of each table: what a read asks for


def make_tables() -> None:
    """Make tables and histories, and the shared rows that were there before."""
    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)
    for row in RECORDING["shared"]:
        values = {name: read(value) for name, value in row["values"].items()}
        MODELS[row["table"]].objects.create(**values)
        LATEST[row["table"]] = values[RECORDING["tables"][row["table"]]["key"]]


def write_case(papers: Papers | None) -> None:
    """Write one case: twelve transactions, as many reads, every row with its history."""
    shift = next(NUMBERS) * APART
    case = None
    for rendered, reads, rows in STEPS:
        with transaction.atomic():
            if case is not None:
                MODELS["cases_case"].objects.select_for_update().get(pk=case)
            if papers is not None:
                papers.make(rendered)
            for table in reads:
                MODELS[table].objects.filter(pk=LATEST.get(table, 0)).first()
            for row in rows:
                model = MODELS[row["table"]]
                key = row["key"] if row["shared"] else row["key"] + shift
                if row["insert"]:
                    model.objects.create(
                        **{**row["values"], RECORDING["tables"][row["table"]]["key"]: key}
                    )
                    LATEST[row["table"]] = key
                    if row["table"] == "cases_case":
                        case = key
                else:
                    found = model.objects.get(pk=key)
                    for name, value in row["values"].items():
                        setattr(found, name, value)
                    found.save()


def main() -> None:
    """Serve until the input ends."""
    printer = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "prepare":
            make_tables()
            printer = Papers(Path(asked["templates"]), Path(asked["folder"]), asked["fonts"])
            answer = {"ready": True}
        else:
            started, used = time.perf_counter(), time.process_time()
            for _ in range(asked["cases"]):
                write_case(printer if asked["documents"] else None)
            answer = {
                "seconds": (time.perf_counter() - started) / asked["cases"],
                "cpu": (time.process_time() - used) / asked["cases"],
            }
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
