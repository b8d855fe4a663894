"""Follow a case by its progress code and the end of the applicant's number, without an account."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from jiuzhu.casework.cases.services.number_case import CODE_ALPHABET
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.names import mask_name

HALF = 4
CODE_LENGTH = 2 * HALF
LOOK_ALIKE = frozenset("01IO")
FOUND = "FOUND"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedCase:
    """What somebody with the slip and the digits may know: no full name, no amount, no reason.

    `number` and `person_id` are for the trace of the look only.
    """

    code: str
    number: str
    person_id: int
    state: str
    scheme: str
    masked_name: str
    opened_on: date
    answer_by: date | None
    organ: str
    telephone: str


def read_progress_code(text: str) -> str:
    """Return a progress code as it is kept, however it was typed: blanks, small, full width.

    Raises: Refused `progress.look_alike`, `progress.format`.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    typed = "".join(sign for sign in plain if sign.isalnum())
    if LOOK_ALIKE & set(typed):
        raise Refused(
            "progress.look_alike",
            "查询码里没有数字0、1，也没有字母O、I。请照回执再看一眼，可能是Q、D、L或J。",
            field="code",
        )
    if len(typed) != CODE_LENGTH or not set(typed) <= set(CODE_ALPHABET):
        raise Refused(
            "progress.format",
            "查询码是8位字母和数字，中间有一横，印在回执上。请照着填。",
            field="code",
        )
    return f"{typed[:HALF]}-{typed[HALF:]}"


def follow_case(*, code: str, last_four: str, at: datetime) -> FollowedCase:
    """Return where the case of this code stands, to whoever knows the applicant's last digits.

    An unknown code, another person's digits and wrong digits are answered and counted alike; the
    fifth wrong try shuts the code for a day, so that digits cannot be tried out.

    Raises: Refused `progress.*`.
    """
    wanted = read_progress_code(code)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answer, tries_left, number, person, state, scheme, name, opened_at,"
            " answer_by, organ, phone FROM jiuzhu_follow_case(%s, %s, %s)",
            [wanted, last_four, at],
        )
        row = cursor.fetchone()
    if row is None or row[0] != FOUND:
        raise _refusal(0 if row is None else row[1])
    return FollowedCase(
        code=wanted,
        number=row[2],
        person_id=row[3],
        state=row[4],
        scheme=row[5],
        masked_name=mask_name(row[6]),
        opened_on=legal_day(row[7]),
        answer_by=row[8],
        organ=row[9],
        telephone=row[10],
    )


def _refusal(left: int) -> Refused:
    """Return the same answer for every reason; only the count differs."""
    if not left:
        return Refused(
            "progress.locked",
            "已填错5次，为保护您家的信息，这个查询码今天不能再试。"
            "请明天再来，或者打电话问乡镇（街道）。",
        )
    return Refused(
        "progress.wrong",
        "查询码或证件号码后四位不对，还可以试%(left)s次。请照回执核对；后四位是申请人本人的。",
        field="code",
        values={"left": left},
    )
