"""Who opens which address: every page once, lists with their filters too."""

from __future__ import annotations

from collections.abc import Iterator

from jiuzhu.interfaces.web.access_rows import Access
from jiuzhu.interfaces.web.access_table import ACCESS_TABLE
from support.records import Records
from support.visitors import VISITORS, Visitor
from support.world import COUNTY, ZHUYANG

HOME = (ZHUYANG, COUNTY, f"{COUNTY}HD", "3709", f"{ZHUYANG}/0", "own")
PSEUDO = {"ANONYMOUS": "ANYBODY", "CITIZEN": "CITIZEN"}
LISTS = {
    "/w/": (
        "",
        "?stage=assessment",
        "?after=2020-09-20_1",
        "?before=9999-12-31_9",
        "?sort=applicant",
        "?sort=-opened",
        "?sort=-moved&after=2020-09-20T00:00:00_1",
        "?due=overdue",
        "?since=2020-09-01",
    ),
    "/w/cases/": (
        "",
        "?q=测试甲",
        "?q=CSJ",
        "?q=0001",
        "?q=370911196505200018",
        "?q=19900000000",
        "?q=370911101001",
        "?q=2222-2222",
        "?state=ACCEPTED",
        "?place=370911101201",
        "?sort=opened",
        "?after=999999",
        "?before=1",
    ),
    "/w/verification/": ("", "?state=FILED", "?after=1"),
    "/w/payroll/dibao/2020-10/": ("", "?state=FAILED", "?after=1"),
    "/w/trace/": ("", "?kind=REFUSED"),
    "/v/helping/": ("", "?after=999999"),
}


def visits() -> dict[Visitor, list[Access]]:
    """Return who opens which address: each once, the task list by everybody who works here."""
    here = [v for v in VISITORS if v.organ in HOME or not v.organ]
    found: dict[Visitor, list[Access]] = {visitor: [] for visitor in here}
    for row in ACCESS_TABLE:
        may = [v for v in here if v.role in row.get or row.get == {PSEUDO.get(v.role, "STAFF")}]
        for visitor in may if row.path == "/w/" else may[:1]:
            found[visitor].append(row)
    return found


def paths(row: Access, records: Records) -> Iterator[str]:
    """Yield the address of a row, for a list with each of its filters."""
    path = records.path(row)
    for query in LISTS.get(path, ("",)):
        yield path + query
