from datetime import date

import pytest

from jiuzhu.kernel.errors import Refused
from jiuzhu.policy.acceptance import Acceptance, acceptance_day
from jiuzhu.policy.calendars import load_calendar
from jiuzhu.policy.packs import load_pack

RECEIVED = date(2020, 9, 1)
LAST_DAY = date(2020, 9, 3)


def accepted(completed=None, noticed=None, on=date(2020, 9, 30)):
    return acceptance_day(
        received_on=RECEIVED,
        completed_on=completed,
        noticed_on=noticed,
        on=on,
        calendar=load_calendar(),
        pack=load_pack("taian"),
    )


def test_complete_at_receipt_is_accepted_that_day():
    assert accepted(RECEIVED) == Acceptance(on=RECEIVED, deemed=False)


def test_a_timely_notice_moves_acceptance_to_the_day_of_completion():
    done = date(2020, 9, 14)
    for noticed in (RECEIVED, LAST_DAY):
        assert accepted(done, noticed) == Acceptance(on=done, deemed=False)


def test_while_papers_are_awaited_after_a_timely_notice_nothing_is_accepted():
    assert accepted(None, LAST_DAY) is None
    assert accepted(date(2020, 9, 14), LAST_DAY, on=date(2020, 9, 13)) is None


def test_silence_past_the_limit_counts_from_receipt():
    assert accepted(on=LAST_DAY) is None
    assert accepted(on=date(2020, 9, 4)) == Acceptance(on=RECEIVED, deemed=True)


def test_a_late_notice_is_no_notice():
    late = date(2020, 9, 4)
    assert accepted(date(2020, 9, 14), late) == Acceptance(on=RECEIVED, deemed=True)
    assert accepted(None, late, on=late) == Acceptance(on=RECEIVED, deemed=True)


def test_completion_inside_the_limit_needs_no_notice():
    assert accepted(LAST_DAY) == Acceptance(on=LAST_DAY, deemed=False)


@pytest.mark.parametrize(
    ("completed", "noticed"), [(date(2020, 8, 31), None), (None, date(2020, 8, 31))]
)
def test_nothing_happens_before_receipt(completed, noticed):
    with pytest.raises(Refused) as caught:
        accepted(completed, noticed)
    assert caught.value.code == "acceptance.order"
