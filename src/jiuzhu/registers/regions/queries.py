"""Names of places by their codes."""

from __future__ import annotations

from jiuzhu.registers.regions.models import CodeChange, Region

CITY_DIGITS = 4


def place_of(region6: str) -> str:
    """Return the name of the county of a code of six digits, with its city; empty if not listed.

    Abolished codes stay in numbers for life, so their last name counts too.
    """
    county, city = region6.ljust(12, "0"), region6[:CITY_DIGITS].ljust(12, "0")
    names = dict(Region.objects.filter(code__in=[county, city]).values_list("code", "name"))
    if county not in names:
        old = CodeChange.objects.filter(old_code=county).order_by("-effective_on")
        names[county] = old.values_list("old_name", flat=True).first() or ""
    return names.get(city, "") + names[county] if names[county] else ""
