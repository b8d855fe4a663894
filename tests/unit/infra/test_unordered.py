"""The server of the tests keeps no habit: rows without an order come in another one each time."""

import pytest
from django.db.models import Count, Max

from jiuzhu.registers.organs.models import Organ
from support.world import World


def orders_of(query) -> int:
    """Return how many different orders ten readings of a query gave."""
    return len({tuple(query.all().values_list("pk", flat=True)) for _ in range(10)})


@pytest.mark.parametrize("part", [slice(None), slice(0, 5), slice(0, 1)])
def test_rows_without_an_order_come_in_any(world: World, part: slice) -> None:
    assert orders_of(Organ.objects.all()[part]) > 1


def test_a_query_keeps_the_order_that_it_asked_for(world: World) -> None:
    assert orders_of(Organ.objects.order_by("code")) == 1


def test_numbers_single_rows_and_parts_of_queries_stay_as_they_are(world: World) -> None:
    organs = Organ.objects.filter(kind="VILLAGE")
    counted = organs.count()

    assert organs.exists()
    assert Organ.objects.filter(pk__in=organs).count() == counted
    assert organs.aggregate(last=Max("pk"), many=Count("pk"))["many"] == counted
    assert organs.values("kind").annotate(many=Count("pk")).get()["many"] == counted
    assert organs.values_list("kind").distinct().get() == ("VILLAGE",)
    assert Organ.objects.get(code="370911").code == "370911"
