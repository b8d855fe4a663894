"""Record what a township needs before it takes over a power: training attended, seal registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from jiuzhu.infra.actor import Actor
from jiuzhu.infra.clock import legal_day
from jiuzhu.infra.insert import insert_unseen
from jiuzhu.infra.storage import store_upload
from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.kernel.text import clean_text
from jiuzhu.registers.organs.access import county_acting, township_of
from jiuzhu.registers.organs.models import OrganSeal, Training
from jiuzhu.registers.organs.queries import officers_of_organs

PREPARES = "delegation.prepare"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassHeld:
    """One class: what about, on which day, who of the township came."""

    topic: str
    attended_on: date
    officers: tuple[int, ...]


@transaction.atomic
def record_training(*, township: str, given: ClassHeld, actor: Actor, at: datetime) -> int:
    """Record that officers of a township attended a class; return how many.

    Raises: Forbidden, NotVisible, Refused `training.nobody`, `training.future`, `text.*`.
    """
    organ = township_of(code=township, county=county_acting(actor, PREPARES))
    on = legal_day(at)
    if given.attended_on > on:
        raise Refused("training.future", "培训日期不能晚于今天。", field="attended_on")
    here = {officer.pk for officer, _ in officers_of_organs(organ_ids=(organ.pk,), on=on)}
    if not given.officers or not set(given.officers) <= here:
        raise Refused(
            "training.nobody",
            "请勾选参加培训的人员；只能选%(organ)s现在在岗的人员。",
            field="officers",
            values={"organ": organ.short_name},
        )
    topic = clean_text(given.topic, max_length=80)
    insert_unseen(
        [
            Training(
                officer_id=officer,
                topic=topic,
                attended_on=given.attended_on,
                recorded_by_id=actor.officer(),
                recorded_at=at,
            )
            for officer in sorted(set(given.officers))
        ],
        once=True,
    )
    return len(set(given.officers))


@dataclass(frozen=True, slots=True, kw_only=True)
class SealGiven:
    """The seal of a township: its name, since when, a scan of its print."""

    name: str
    effective_from: date
    content: bytes
    shown_name: str


@transaction.atomic
def register_seal(*, township: str, given: SealGiven, actor: Actor, at: datetime) -> OrganSeal:
    """Register the seal of a township with its specimen; the one before ends that day.

    Raises: Forbidden, NotVisible, Conflict `seal.day`, Refused `seal.name`, `file.*`, `text.*`.
    """
    organ = township_of(code=township, county=county_acting(actor, PREPARES))
    name = clean_text(given.name, max_length=80)
    if not name:
        raise Refused("seal.name", "请填写印章名称。", field="name")
    specimen = store_upload(given.content, shown_name=given.shown_name, at=at)
    try:
        with transaction.atomic():
            OrganSeal.objects.filter(organ=organ, effective_to__isnull=True).update(
                effective_to=given.effective_from
            )
            return OrganSeal.objects.create(
                organ=organ,
                name=name,
                specimen=specimen,
                effective_from=given.effective_from,
                registered_by_id=actor.officer(),
                registered_at=at,
            )
    except IntegrityError as error:
        raise Conflict(
            "seal.day", "这一天已经有备案的印章。请核对启用日期，须晚于上一枚的启用日期。"
        ) from error
