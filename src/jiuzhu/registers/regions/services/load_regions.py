"""Load the divisions of the city from the shipped data; repeatable."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import date
from importlib.resources import files

from django.db import transaction

from jiuzhu.registers.regions.enums import RegionLevel
from jiuzhu.registers.regions.models import CodeChange, Region

VINTAGE = date(2023, 6, 30)
CARRIED_BACK_TO = date(2012, 1, 1)


@transaction.atomic
def load_regions() -> int:
    """Load all divisions with their vintage and the known code changes; return how many are new.

    The statistical codes are of 2023-06-30; they are carried back so that older cases find their
    place, and the vintage says so.
    """
    rows = _read("taian.csv.gz")
    known = dict(Region.objects.values_list("code", "pk"))
    added = 0
    for level in RegionLevel.values:
        fresh = [
            Region(
                code=row["code12"],
                name=row["name"],
                level=level,
                parent_id=known.get(row["parent"]),
                urban_rural_class="",
                vintage=VINTAGE,
                effective_from=CARRIED_BACK_TO,
            )
            for row in rows
            if row["level"] == level and row["code12"] not in known
        ]
        Region.objects.bulk_create(fresh, batch_size=2000)
        known |= {region.code: region.pk for region in fresh}
        added += len(fresh)
    _load_changes()
    return added


def _load_changes() -> None:
    CodeChange.objects.bulk_create(
        [
            CodeChange(
                old_code=row["old_code"],
                new_code=row["new_code"],
                old_name=row["old_name"],
                new_name=row["new_name"],
                kind=row["kind"],
                known_after=date.fromisoformat(row["known_after"]) if row["known_after"] else None,
                effective_on=date.fromisoformat(row["effective_on"]),
                source=row["source"],
            )
            for row in _read("code_history.csv")
        ],
        ignore_conflicts=True,
    )


def _read(name: str) -> list[dict[str, str]]:
    raw = files("jiuzhu.registers.regions").joinpath("data", name).read_bytes()
    text = (gzip.decompress(raw) if name.endswith(".gz") else raw).decode()
    lines = [line for line in io.StringIO(text) if not line.startswith("#")]
    return list(csv.DictReader(lines))
