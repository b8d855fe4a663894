"""The same rules in openfisca-core, in an environment of its own: prints its seconds as JSON.

Called by the benchmark with the folder of the seeded columns, not by hand. openfisca computes in
float32. In its favour: the obligors' share and who receives are given as plain columns.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH = "2020-09"
Person = build_entity(key="person", plural="persons", label="person", is_person=True)
Household = build_entity(
    key="household",
    plural="households",
    label="household",
    roles=[{"key": "member", "plural": "members", "label": "member"}],
)
PERSON = (
    *("wages", "pension", "job_cost", "social_contributions", "medical", "education"),
    *("receives", "severe", "ill", "alone", "aged", "minor"),
)
HOUSEHOLD = ("urban", "savings", "homes", "cars", "firms", "family", "size", "spread")


def given(name, entity):
    body = {"value_type": float, "entity": entity, "definition_period": DateUnit.MONTH}
    return type(name, (Variable,), body)


def computed(name, entity, formula):
    body = {
        "value_type": float,
        "entity": entity,
        "definition_period": DateUnit.MONTH,
        "formula": formula,
    }
    return type(name, (Variable,), body)


def standard(household, period):
    return np.where(household("urban", period) > 0, 63000.0, 47500.0)


def net_income(person, period):
    cost = np.minimum(person("job_cost", period), 173000.0 * 3.6)
    wages = np.maximum(person("wages", period) - cost, 0)
    return wages + person("pension", period) - person("social_contributions", period)


def support(household, period):
    line = 2 * household("standard", period)
    above = np.maximum(household("family", period) / household("size", period) - line, 0)
    return np.floor(above * 0.5 / household("spread", period))


def school(person, period):
    return np.minimum(person("education", period), 12 * person.household("standard", period))


def income(household, period):
    total = household.sum(household.members("net_income", period))
    total = np.maximum(total + 12 * household("support", period), 0)
    medical = household.sum(household.members("medical", period))
    outlay = np.minimum(medical, 48 * household("standard", period))
    return np.maximum(total - outlay - household.sum(household.members("school", period)), 0)


def head(household, period):
    return household("income", period) / (12 * household.nb_persons())


def rate(person, period):
    heavy = (person("severe", period) + person("ill", period)) > 0
    found = np.where(heavy, 0.3, np.where(person("aged", period) > 0, 0.2, 0.0))
    found = np.maximum(found, 0.15 * person("minor", period))
    return np.maximum(found, 0.1 * person("alone", period)) * person("receives", period)


def reasons(household, period):
    line, heads = household("standard", period), household.nb_persons()
    receiving = household.sum(household.members("receives", period))
    return (
        (household("savings", period) > 36 * line * heads) * 1
        + (household("homes", period) > 1) * 2
        + (household("cars", period) > 0) * 4
        + (household("firms", period) > 0) * 8
        + (household("head", period) >= line) * 16
        + (receiving == 0) * 32
    )


def amount(household, period):
    line = household("standard", period)
    receiving = household.sum(household.members("receives", period))
    extra = household.sum(household.members("rate", period)) * line
    each = np.maximum(line - household("head", period), 0.2 * line)
    rounded = np.ceil((each * receiving + extra) / 100) * 100
    rounded = np.minimum(rounded, line * receiving + np.ceil(extra))
    return rounded * (household("reasons", period) == 0)


def system():
    found = TaxBenefitSystem([Household, Person])
    for name in PERSON:
        found.add_variable(given(name, Person))
    for name in HOUSEHOLD:
        found.add_variable(given(name, Household))
    for formula in (net_income, school, rate):
        found.add_variable(computed(formula.__name__, Person, formula))
    for formula in (standard, support, income, head, reasons, amount):
        found.add_variable(computed(formula.__name__, Household, formula))
    return found


def everybody(rules, columns, homes, of):
    """Build a simulation of all, put the columns in, calculate amount and reasons."""
    builder = SimulationBuilder()
    builder.create_entities(rules)
    builder.declare_person_entity("person", np.arange(len(of)))
    group = builder.declare_entity("household", np.arange(homes))
    builder.join_with_persons(group, of, roles=np.repeat("member", len(of)))
    simulation = builder.build(rules)
    for name in (*PERSON, *HOUSEHOLD):
        simulation.set_input(name, MONTH, columns[name])
    simulation.calculate("reasons", MONTH)
    return simulation.calculate("amount", MONTH)


def one(rules, columns, of, home):
    """Build and calculate one household, as a service would that answers about one case."""
    rows = np.flatnonzero(of == home)
    persons = {
        f"p{row}": {name: {MONTH: float(columns[name][row])} for name in PERSON} for row in rows
    }
    household = {name: {MONTH: float(columns[name][home])} for name in HOUSEHOLD}
    household["members"] = list(persons)
    simulation = SimulationBuilder().build_from_entities(
        rules, {"persons": persons, "households": {"h": household}}
    )
    simulation.calculate("reasons", MONTH)
    return simulation.calculate("amount", MONTH)[0]


def timed(act):
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def main():
    folder, rounds, singles = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    columns = {path.stem: np.load(path) for path in folder.glob("*.npy")}
    of, rules = columns["household_of"], system()
    homes = len(columns["urban"])
    batch = []
    for _ in range(rounds):
        wall, cpu, amounts = timed(lambda: everybody(rules, columns, homes, of))
        batch.append({"wall": wall, "cpu": cpu})
    first = of[: np.searchsorted(of, singles)]
    part = {
        name: columns[name][: len(first)] if name in PERSON else columns[name] for name in columns
    }
    wall, cpu, _ = timed(lambda: [one(rules, part, first, home) for home in range(singles)])
    differ = int((np.asarray(amounts, dtype=np.float64) != columns["amount"]).sum())
    single = {"wall": wall / singles, "cpu": cpu / singles}
    print(json.dumps({"batch": batch, "single": single, "differ": differ}))


if __name__ == "__main__":
    main()
