"""One model with history for each table that a case writes, made from the recording.

Columns only: no foreign key, no constraint, no encryption. That favours the peer.
"""

import json
import os
import re
from pathlib import Path

from django.contrib.postgres.fields import ArrayField
from django.db import models
from simple_history.models import HistoricalRecords

RECORDING = json.loads(Path(os.environ["PEER_RECORDING"]).read_text("utf-8"))
FIELDS = {
    "bigint": models.BigIntegerField,
    "integer": models.IntegerField,
    "smallint": models.SmallIntegerField,
    "boolean": models.BooleanField,
    "date": models.DateField,
    "timestamp with time zone": models.DateTimeField,
    "bytea": models.BinaryField,
    "uuid": models.UUIDField,
    "jsonb": models.JSONField,
}
MODELS = {}


def _field(kind: str, *, key: bool) -> models.Field:
    if key:
        return models.BigAutoField(primary_key=True)
    if kind.endswith("[]"):
        return ArrayField(_field(kind[:-2], key=False), null=True)
    return FIELDS.get(re.sub(r"\(.*\)", "", kind), models.TextField)(null=True)


for name, table in RECORDING["tables"].items():
    attributes = {
        column: _field(kind, key=column == table["key"]) for column, kind in table["types"].items()
    }
    MODELS[name] = type(
        "".join(part.title() for part in name.split("_")),
        (models.Model,),
        {
            **attributes,
            "__module__": __name__,
            "history": HistoricalRecords(),
            "Meta": type("Meta", (), {"db_table": name, "app_label": "peer"}),
        },
    )
