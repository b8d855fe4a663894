"""The law in force: shipped, amended by activations, asked without a statement, kept for later."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test.utils import CaptureQueriesContext

from jiuzhu.infra.revisions import forget, raise_law
from jiuzhu.infra.storage import store_bytes
from jiuzhu.kernel.digests import sha256
from jiuzhu.policy.amendments import Amendment, amended, circumstances
from jiuzhu.policy.packs import load_pack
from jiuzhu.policy.records import to_plain
from jiuzhu.policy.values import Unit
from jiuzhu.registers.law.models import LawActivation, LawChange, PackText
from jiuzhu.registers.law.queries import pack_in_force, pack_of
from support.browser import as_owner
from support.world import COUNTY, World

RISE = Amendment(
    key="dibao.standard",
    where=circumstances((("category", ("URBAN",)),)),
    unit=Unit.FEN_PER_PERSON_MONTH,
    effective_from=date(2021, 1, 1),
    amount=71900,
    document="泰民〔2021〕1号",
    article="第一条",
    still_valid_on=date(2021, 4, 1),
)
NEW_YEAR = date(2021, 1, 1)


def enacted(world: World, amendment: Amendment = RISE, *, second: str = "xianshenpi2") -> None:
    """Write an activated change as the use case does."""
    content = b"%PDF-1.7 test " + amendment.document.encode()
    file = store_bytes(content, media_type="application/pdf", shown_name="通知.pdf", at=world.at)
    change = LawChange.objects.create(
        code=sha256(str(to_plain(amendment)).encode()).hex()[:16],
        place="taian",
        title="提高标准",
        document_number=amendment.document,
        document_on=date(2021, 4, 1),
        file=file,
        organ=world.organ(COUNTY),
        prepared_by=world.officer("xianshenpi", COUNTY),
        prepared_at=world.at,
    )
    row = LawActivation.objects.create(
        change=change,
        place="taian",
        amendments=[to_plain(amendment)],
        base_digest=load_pack("taian").digest,
        digest=amended(pack_in_force(), [amendment]).digest,
        file_digest=file.digest,
        prepared_by=world.officer("xianshenpi", COUNTY),
        activated_by=world.officer(second, COUNTY),
        activated_at=world.at,
    )
    raise_law(row.pk)


def standard_now() -> int:
    return pack_in_force().value("dibao.standard", NEW_YEAR, category="URBAN").amount


def test_without_a_change_the_shipped_pack_is_the_law(world: World) -> None:
    world.as_("shouli")
    assert pack_in_force() is load_pack("taian")


def test_an_activation_is_law_at_once_and_for_everybody(world: World) -> None:
    world.as_("xianshenpi", COUNTY)
    enacted(world)
    assert standard_now() == 71900
    forget()
    assert standard_now() == 71900
    world.as_("shouli")
    assert standard_now() == 71900


def test_asking_for_the_law_costs_no_statement(world: World) -> None:
    world.as_("xianshenpi", COUNTY)
    enacted(world)
    pack_in_force()
    with CaptureQueriesContext(
        connection,
    ) as one_statement:
        world.actor("shouli")
    without = len(one_statement)
    with CaptureQueriesContext(connection) as statements:
        world.as_("shouli")
        for _ in range(5):
            assert standard_now() == 71900
    assert len(statements) == without + 1


def test_a_computation_finds_the_law_it_was_made_with(world: World) -> None:
    world.as_("xianshenpi", COUNTY)
    shipped = pack_in_force()
    enacted(world)
    first = pack_in_force()
    enacted(world, Amendment(**{**fields(RISE), "effective_from": date(2022, 1, 1), "amount": 8}))
    second = pack_in_force()
    digests = [shipped.digest, first.digest, second.digest]
    assert len(set(digests)) == 3
    for digest in digests:
        assert pack_of("taian", digest).digest == digest


def fields(one: Amendment) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_a_shipped_pack_of_an_older_release_is_read_from_its_kept_files(world: World) -> None:
    kept = PackText.objects.get(place="taian")
    assert kept.digest == load_pack("taian").digest
    older = {name: text.replace('"630.00"', '"560.00"') for name, text in kept.files.items()}
    with as_owner():
        PackText.objects.create(digest="0" * 64, place="taian", files=older, kept_at=world.at)
    then = pack_of("taian", "0" * 64)
    assert then.value("dibao.standard", date(2020, 9, 1), category="URBAN").amount == 56000


def test_one_officer_alone_makes_no_law(world: World) -> None:
    world.as_("xianshenpi", COUNTY)
    with pytest.raises(IntegrityError, match="law_activated_by_two"), transaction.atomic():
        enacted(world, second="xianshenpi")


def test_what_is_law_cannot_be_changed_or_taken_back(world: World) -> None:
    world.as_("xianshenpi", COUNTY)
    enacted(world)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LawActivation.objects.update(digest="0" * 64)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        LawActivation.objects.update(digest="0" * 64)
    LawChange.objects.update(state="ACTIVATED")
    with pytest.raises(ProgrammingError, match="stays as it is"), transaction.atomic():
        LawChange.objects.update(title="别的")
