"""`policy deadline`: count a period by the shipped working-day calendar and say what it skipped."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from jiuzhu.interfaces.cli.main import OK, WRONG_USE
from jiuzhu.kernel.workdays import WorkCalendar
from jiuzhu.policy.calendars import day_labels, load_calendar
from jiuzhu.policy.periods_told import PeriodTold, tell_workdays

CHINA = timezone(timedelta(hours=8), "UTC+8")
LONGEST = 3650


def main(arguments: Sequence[str]) -> int:
    """Run `policy deadline --accepted DATE --working-days N [--hours N] [--json]`."""
    parser = _parser()
    chosen = parser.parse_args(arguments)
    if chosen.working_days is None and chosen.calendar_days is None and chosen.hours is None:
        sys.stderr.write("请写明期限：--working-days、--calendar-days 或 --hours。\n")
        return WRONG_USE
    calendar = load_calendar()
    if chosen.known_to is not None:
        if chosen.known_to < calendar.known_from:
            sys.stderr.write(f"--known-to 不能早于 {calendar.known_from}。\n")
            return WRONG_USE
        calendar = calendar.until(min(chosen.known_to, calendar.known_to))
    told = _told(chosen, calendar)
    if chosen.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(_in_words(told))
    return OK


def _told(chosen: argparse.Namespace, calendar: WorkCalendar) -> dict[str, Any]:
    """Count every period that was asked for."""
    start: datetime = chosen.accepted
    on = start.date()
    told: dict[str, Any] = {"accepted": on.isoformat(), "calendar": calendar.version}
    if chosen.working_days is not None:
        period = tell_workdays(on, chosen.working_days, calendar, day_labels())
        told |= {"working_days": chosen.working_days, **_plain(period)}
    if chosen.calendar_days is not None:
        due = calendar.add_days(on, chosen.calendar_days)
        told |= {
            "calendar_days": chosen.calendar_days,
            "calendar_days_due": due.on.isoformat(),
            "calendar_days_provisional": due.provisional,
        }
    if chosen.hours is not None:
        ends = (start.astimezone(UTC) + timedelta(hours=chosen.hours)).astimezone(CHINA)
        told |= {
            "hours": chosen.hours,
            "accepted_at": start.isoformat(),
            "due_at": ends.isoformat(),
        }
    return told


def _plain(period: PeriodTold) -> dict[str, Any]:
    return {
        "due": period.due.on.isoformat(),
        "provisional": period.due.provisional,
        "skipped": [{"date": day.on.isoformat(), "reason": day.label} for day in period.skipped],
        "make_up": [{"date": day.on.isoformat(), "reason": day.label} for day in period.make_up],
    }


def _in_words(told: dict[str, Any]) -> str:
    lines = [f"起始日 {told['accepted']}（当日不计），工作日历 {told['calendar']}"]
    if "working_days" in told:
        lines.append(f"{told['working_days']} 个工作日，末日 {told['due']}{_doubt(told)}")
        lines += [f"  跳过 {day['date']} {day['reason']}" for day in told["skipped"]]
        lines += [f"  计入 {day['date']} {day['reason']}" for day in told["make_up"]]
    if "calendar_days" in told:
        doubt = "（暂定）" if told["calendar_days_provisional"] else ""
        lines.append(f"{told['calendar_days']} 日，末日 {told['calendar_days_due']}{doubt}")
    if "hours" in told:
        lines.append(f"{told['hours']} 小时，自 {told['accepted_at']} 起，至 {told['due_at']}")
    return "\n".join(lines) + "\n"


def _doubt(told: dict[str, Any]) -> str:
    return "（暂定：当年放假安排尚未公布或未载入，公布后重算）" if told["provisional"] else ""


def _moment(text: str) -> datetime:
    """Read a day, or a day with its time; without a zone it is China's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-09-18") from None
    return moment.replace(tzinfo=CHINA) if moment.tzinfo is None else moment.astimezone(CHINA)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > LONGEST:
        raise argparse.ArgumentTypeError(f"“{text}”不是 0 至 {LONGEST} 的整数")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./jiuzhu policy deadline",
        description="按国务院放假安排推算期限：起始日不计，调休上班日计入，末日是否暂定。",
        epilog="退出码：0 算出  2 用法不对",
    )
    parser.add_argument(
        "--accepted",
        type=_moment,
        required=True,
        metavar="2026-09-18",
        help="起始日（受理日期）；按小时推算的写到分钟，如 2026-09-19T23:00，不写按零时",
    )
    parser.add_argument("--working-days", type=_count, metavar="N", help="工作日数")
    parser.add_argument("--calendar-days", type=_count, metavar="N", help="日历日数，末日逢假顺延")
    parser.add_argument("--hours", type=_count, metavar="N", help="真实小时数，不分昼夜节假日")
    parser.add_argument(
        "--known-to",
        type=date.fromisoformat,
        metavar="2025-12-31",
        help="只当放假安排公布到这一天，看当时会怎么算",
    )
    parser.add_argument("--json", action="store_true", help="给机器读")
    return parser
