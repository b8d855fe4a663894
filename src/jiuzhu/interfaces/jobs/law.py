"""Simulate a change of the law, and compute its back-pay, piece by piece, on every household.

The city's policy officer starts them and reaches no case: the work itself runs as the system, its
rows are seen where their cases are, and the city reads sums.
"""

from __future__ import annotations

from collections.abc import Callable

from jiuzhu.casework.reviews.models import BackPayRun, Simulation
from jiuzhu.casework.reviews.services import compute_back_pay as owed
from jiuzhu.casework.reviews.services import simulate_change as simulated
from jiuzhu.infra.job_runs import is_cancelled, order_of, set_total, tick
from jiuzhu.infra.models import JobRun
from jiuzhu.interfaces.jobs.scope import working, working_for
from jiuzhu.registers.law.queries import pack_in_force

PIECE = 500
STOPPED = "已取消，没有算完。在任务页点“继续”可以接着算。"


def simulate(run: JobRun) -> str:
    """Go through every decided household under the changed law."""
    code = order_of(run)["simulation"]
    with working_for(run):
        pass  # whoever left the post starts nothing
    with working():
        simulation = Simulation.objects.select_related("change").get(code=code)
        pack = simulated.changed_pack(simulated.values_of(simulation))
        set_total(run, run.done + simulated.cases_left(simulation))
    while True:
        with working() as (_, at):
            if is_cancelled(run):
                return STOPPED
            count = simulated.simulate_piece(simulation=simulation, pack=pack, most=PIECE)
            if not count:
                simulated.end_simulation(simulation=simulation, at=at)
                return "测算完成，请看结果。"
            tick(run, count)


def back_pay(run: JobRun) -> str:
    """Go through every award that the change reaches into the past of."""
    key = order_of(run)["activation"]
    with working_for(run):
        pass  # whoever left the post starts nothing
    with working():
        owing = BackPayRun.objects.get(activation_id=key)
        pack = pack_in_force()
        set_total(run, run.done + owed.cases_left(owing))
    while True:
        with working() as (_, at):
            if is_cancelled(run):
                return STOPPED
            count = owed.back_pay_piece(run=owing, pack=pack, most=PIECE)
            if not count:
                owed.end_back_pay(run=owing, at=at)
                return "补发计算完成，请看清单。"
            tick(run, count)


WORKS: dict[str, Callable[[JobRun], str]] = {simulated.JOB: simulate, owed.JOB: back_pay}
