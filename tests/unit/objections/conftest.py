"""A result that hangs on the village board."""

from __future__ import annotations

import pytest

from jiuzhu.casework.publicity.models import PublicNotice
from jiuzhu.casework.publicity.services.post_notice import PostingGiven, post_notice
from jiuzhu.casework.publicity.services.publish_result import publish_result
from support.late_stage import decided
from support.pictures import a_photo
from support.world import World


@pytest.fixture
def notice(world: World) -> PublicNotice:
    case = decided(world)
    made = publish_result(number=case.number, actor=world.as_("shouli"), at=world.at)
    return post_notice(
        code=made.code,
        given=PostingGiven(photo=a_photo(1)),
        actor=world.as_("xieli", world.village.code),
        at=world.at,
    )
