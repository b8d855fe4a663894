"""Load the authorities of the city: 8 county-level units, townships and villages; repeatable.

Place codes and managing organs differ: 北集坡街道 lies in 岱岳区 and is run by 泰安高新区,
大津口乡 lies in 泰山区 and is run by 泰山景区.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import transaction

from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.standing import bodies_of
from jiuzhu.registers.organs.enums import OrganKind
from jiuzhu.registers.organs.models import Organ, OrganPlace
from jiuzhu.registers.regions.enums import RegionLevel
from jiuzhu.registers.regions.models import Region

SINCE = date(2012, 1, 1)
BODIES_SINCE = date(2019, 8, 30)
SUFFIXES = ("街道", "镇", "乡")


@dataclass(frozen=True, slots=True)
class Unit:
    """One county-level operating unit."""

    code: str
    name: str
    short_name: str
    prefix: str
    region: str


UNITS = (
    Unit("370902", "泰安市泰山区民政局", "泰山区", "泰泰", "370902000000"),
    Unit("370911", "泰安市岱岳区民政局", "岱岳区", "泰岱", "370911000000"),
    Unit("370921", "宁阳县民政局", "宁阳县", "泰宁", "370921000000"),
    Unit("370923", "东平县民政局", "东平县", "泰东", "370923000000"),
    Unit("370982", "新泰市民政局", "新泰市", "泰新", "370982000000"),
    Unit("370983", "肥城市民政局", "肥城市", "泰肥", "370983000000"),
    Unit("3709GX", "泰安高新技术产业开发区社会事业局", "高新区", "泰高", ""),
    Unit("3709JQ", "泰山风景名胜区社会事业局", "泰山景区", "泰景", ""),
)
RUN_BY_ZONE = {"370911003000": "3709GX", "370902202000": "3709JQ"}


@transaction.atomic
def load_organs() -> int:
    """Load all organs and what they manage; return how many are new."""
    before = Organ.objects.count()
    city = _organ("3709", "泰安市民政局", "市民政局", "泰民", OrganKind.CITY, None)
    counties = {unit.code: _county(unit, city) for unit in UNITS}
    regions = {region.code: region for region in Region.objects.all()}
    townships = _townships(regions, counties)
    _villages(regions, townships)
    return Organ.objects.count() - before


def _organ(
    code: str, name: str, short: str, prefix: str, kind: OrganKind, parent: Organ | None
) -> Organ:
    organ, _ = Organ.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "short_name": short,
            "number_prefix": prefix,
            "kind": kind,
            "parent": parent,
            "phone": "",
            "effective_from": SINCE,
        },
    )
    return organ


def _county(unit: Unit, city: Organ) -> Organ:
    county = _organ(unit.code, unit.name, unit.short_name, unit.prefix, OrganKind.COUNTY, city)
    if not county.reviewing_body:
        bodies = bodies_of(load_pack(settings.JIUZHU_PLACE), unit.code, BODIES_SINCE).items
        county.reviewing_body, county.reviewing_address, county.court = bodies
        county.save(update_fields=["reviewing_body", "reviewing_address", "court"])
    _organ(
        f"{unit.code}HD",
        f"{unit.short_name}社会救助家庭经济状况核对中心",
        f"{unit.short_name}核对中心",
        f"{unit.prefix}核",
        OrganKind.CENTRE,
        county,
    )
    if unit.region:
        _manage(county, [Region.objects.get(code=unit.region)])
    return county


def _townships(regions: dict[str, Region], counties: dict[str, Organ]) -> dict[str, Organ]:
    found: dict[str, Organ] = {}
    for region in regions.values():
        if region.level != RegionLevel.TOWNSHIP:
            continue
        county = counties[RUN_BY_ZONE.get(region.code, region.code[:6])]
        short = region.name
        for suffix in SUFFIXES:
            short = short.removesuffix(suffix)
        kind = "街道办事处" if region.name.endswith("街道") else "人民政府"
        name = f"{_place(county)}{region.name.removesuffix('街道')}{kind}"
        found[region.code] = _organ(
            region.code[:9],
            name,
            region.name,
            f"{county.number_prefix}{short}",
            OrganKind.TOWNSHIP,
            county,
        )
        _manage(found[region.code], [region])
    return found


def _place(county: Organ) -> str:
    return str(county.name).removesuffix("民政局").removesuffix("社会事业局")


def _villages(regions: dict[str, Region], townships: dict[str, Organ]) -> None:
    known = set(Organ.objects.filter(kind=OrganKind.VILLAGE).values_list("code", flat=True))
    fresh = [
        Organ(
            code=region.code,
            name=region.name,
            short_name=region.name[:20],
            kind=OrganKind.VILLAGE,
            parent=townships[f"{region.code[:9]}000"],
            effective_from=SINCE,
        )
        for region in regions.values()
        if region.level == RegionLevel.VILLAGE and region.code not in known
    ]
    Organ.objects.bulk_create(fresh, batch_size=2000)
    OrganPlace.objects.bulk_create(
        [
            OrganPlace(organ=organ, region=regions[organ.code], effective_from=SINCE)
            for organ in fresh
        ],
        batch_size=2000,
    )


def _manage(organ: Organ, regions: list[Region]) -> None:
    for region in regions:
        OrganPlace.objects.get_or_create(
            organ=organ, region=region, defaults={"effective_from": SINCE}
        )
