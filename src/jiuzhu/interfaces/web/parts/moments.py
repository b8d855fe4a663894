"""Ask for a moment in China: a day and a time in one field, read by the kernel's parser of days."""

import re
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from jiuzhu.infra.clock import CHINA
from jiuzhu.interfaces.web.parts.forms import KernelField, Read
from jiuzhu.kernel.dates import parse_legal_date
from jiuzhu.kernel.errors import Refused

_MOMENT = re.compile(
    r"(?P<day>\S+?)[ \tT\u3000]+(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})", re.ASCII
)
HOURS = 24
MINUTES = 60


class MomentField(KernelField):
    """Ask for a moment; the value is an aware datetime."""

    width = "medium"

    def read(self, text: str) -> Read:
        """Read 2020-09-01 14:30; a day without a time is refused, never taken as midnight."""
        found = _MOMENT.fullmatch(text.strip())
        if found is None:
            raise Refused("moment.format", "请按“2020-09-01 14:30”的样子填写日期和时间。")
        hour, minute = int(found["hour"]), int(found["minute"])
        if hour >= HOURS or minute >= MINUTES:
            raise Refused("moment.time", "时间应在 00:00 至 23:59 之间，请更正。")
        day = parse_legal_date(found["day"])
        moment = datetime.combine(day.value, time(hour, minute), tzinfo=CHINA)
        return Read(moment, day.changes)

    def prepare_value(self, value: Any) -> Any:
        """Show a moment as it is typed."""
        if isinstance(value, datetime):
            return f"{timezone.localtime(value, CHINA):%Y-%m-%d %H:%M}"
        return value
