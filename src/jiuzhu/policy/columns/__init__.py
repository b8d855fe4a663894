"""Apply the rules to a whole population at once: the same text on columns of int64, in chunks.

This package alone imports NumPy; who simulates imports it late.
"""

from jiuzhu.policy.columns.assess import Assessed, Outcome, assess_population
from jiuzhu.policy.columns.gather import population_of
from jiuzhu.policy.columns.population import AssetColumn, AssetState, Group, Population, Supporters
from jiuzhu.policy.columns.reasons import ReasonBit

__all__ = [
    "Assessed",
    "AssetColumn",
    "AssetState",
    "Group",
    "Outcome",
    "Population",
    "ReasonBit",
    "Supporters",
    "assess_population",
    "population_of",
]
