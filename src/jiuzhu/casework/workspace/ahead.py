"""What a page of the desk will ask for, read ahead in one statement.

The reads are the named ones of their apps, kept for the page that is being built (infra.reading). A
page that needs one more asks it by itself; one that is no longer needed here costs a little and
changes nothing.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from jiuzhu.casework.assessments.queries import computation_read, opinion_read, visits_read
from jiuzhu.casework.cases.access import case_read, case_to_see
from jiuzhu.casework.cases.models import Case
from jiuzhu.casework.documents.queries import documents_read
from jiuzhu.casework.relief.queries import waiting_read
from jiuzhu.casework.workspace.counts import tab_counts_read
from jiuzhu.casework.workspace.main_step import step_reads
from jiuzhu.casework.workspace.people import places_read
from jiuzhu.casework.workspace.places import DECIDES, delegated_read
from jiuzhu.casework.workspace.summary_reads import summary_reads
from jiuzhu.casework.workspace.timeline import events_read
from jiuzhu.infra.actor import Actor
from jiuzhu.infra.together import Read, read_together
from jiuzhu.registers.accounts.enums import ListPage
from jiuzhu.registers.accounts.queries import bell, chosen_columns_read, saved_lists_read
from jiuzhu.registers.law.queries import newest_calendar, procedures_read


def read_around_list(*, page: ListPage, actor: Actor, on: date, is_search: bool) -> None:
    """Read what stands around a list of cases, and who decides on that day."""
    read_together(
        bell(actor),
        newest_calendar(),
        procedures_read(),
        places_read(actor),
        saved_lists_read(page=page, actor=actor),
        chosen_columns_read(page=page, actor=actor),
        delegated_read(actor, on) if actor.may(DECIDES) else None,
        waiting_read() if actor.may("relief.give") and page is ListPage.TASKS else None,
        then_by_kept_plans=not is_search,
    )


def read_around_case(*, number: str, actor: Actor, on: date, tab: str, latest: int) -> None:
    """Read a case, then what its head and one of its tabs show, with the latest events.

    Raises: NotVisible.
    """
    read_together(bell(actor), newest_calendar(), case_read(number), then_by_kept_plans=True)
    case = case_to_see(number=number, actor=actor)
    read_together(
        *summary_reads(case, on),
        *step_reads(case, on),
        *_of_tab(tab, case, latest),
        tab_counts_read(number),
    )


def _of_tab(tab: str, case: Case, latest: int) -> tuple[Read[Any], ...]:
    of_tab: dict[str, tuple[Read[Any], ...]] = {
        "": (documents_read(case), events_read(case, latest)),
        "papers": (documents_read(case),),
        "materials": (documents_read(case),),
        "computation": (computation_read(case), opinion_read(case), visits_read(case)),
    }
    return of_tab.get(tab, ())
