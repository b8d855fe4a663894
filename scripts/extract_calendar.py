"""Seed the table of working days from the package `chinesecalendar` (a development dependency).

Only days that differ from Monday to Friday are written: a weekday off, a weekend day worked.
Later years are added by hand from the State Council's notice, one commit per notice.

    python scripts/extract_calendar.py
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from chinese_calendar.constants import holidays, workdays

TARGET = Path(__file__).resolve().parent.parent / "src/jiuzhu/policy/calendars/cn.csv"
SATURDAY = 5
LABELS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}
# The notice of each year; years without an entry are known from the package alone.
DECREES = {
    2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
# New Year 2019 begins in 2018; Labour Day 2019 was lengthened, Spring Festival 2020 extended.
SECOND = {
    "国办发明电〔2018〕15号": (date(2018, 12, 29), date(2018, 12, 31)),
    "国办发明电〔2019〕3号": (date(2019, 4, 28), date(2019, 5, 5)),
    "国办发明电〔2020〕1号": (date(2020, 1, 31), date(2020, 2, 2)),
}


def decree_of(day: date) -> str:
    """Return the notice that a day off or a make-up day rests on, empty when not known."""
    for decree, (first, last) in SECOND.items():
        if first <= day <= last:
            return decree
    return DECREES.get(day.year, "")


def rows() -> Iterator[tuple[str, int, str, str, str]]:
    """Yield one line for each day that differs from the plain week, in order."""
    for day in sorted({*holidays, *workdays}):
        works = day in workdays
        if works == (day.weekday() < SATURDAY):
            continue
        label = LABELS[(workdays if works else holidays)[day]]
        kind = "MAKE_UP" if works else "HOLIDAY"
        text = f"{label}调休上班" if works else label
        yield day.isoformat(), int(works), kind, text, decree_of(day)


def main() -> None:
    """Write cn.csv anew."""
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("date", "workday", "kind", "label", "decree"))
        writer.writerows(rows())
    print(f"wrote {TARGET.name}")


if __name__ == "__main__":
    main()
