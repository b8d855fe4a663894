"""What pages show of powers: which township holds which, what is on its way, on what it rests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from jiuzhu.registers.organs.access import not_visible
from jiuzhu.registers.organs.enums import OrganKind, Power
from jiuzhu.registers.organs.models import DelegationDraft, DelegationOrder, Organ
from jiuzhu.registers.organs.queries import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegation:
    """One order, or one on its way, as a page shows it; empty where it has not come to that."""

    code: str
    order_code: str
    power: Power
    from_organ_id: int
    from_organ: str
    to_organ_id: int
    to_organ: str
    to_organ_code: str
    mode: str
    batch: str
    document: str
    document_number: str
    name_on_decision: str
    respondent: str
    reviewing_body: str
    reviewing_address: str
    court: str
    open_cases_at_start: str
    open_cases_at_end: str
    effective_from: date
    effective_to: date | None
    file_name: str
    file_digest: bytes
    prepared_by_id: int | None
    prepared_by: str
    prepared_at: datetime | None
    activated_by: str
    dropped_at: datetime | None
    end_ground: str
    end_document: str
    ended_by: str
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for the second officer."""
        return not self.order_code and self.dropped_at is None

    def holds(self, on: date) -> bool:
        """Tell whether it is in force on a day."""
        begun = bool(self.order_code) and self.effective_from <= on
        return begun and (self.effective_to is None or self.effective_to > on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How far a power is with one township: held since, on its way, or not authorised yet."""

    power: Power
    code: str
    since: date | None
    prepared_for: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TownshipPowers:
    """One line of the matrix: a township with every power."""

    organ_id: int
    code: str
    name: str
    holdings: tuple[Holding, ...]

    def holds_all(self, on: date) -> bool:
        """Tell whether every power is with the township on a day."""
        return all(one.since is not None and one.since <= on for one in self.holdings)


DRAFTS = ("from_organ", "to_organ", "file", "prepared_by", "order__confirmed_second_by")
ORDERS = ("from_organ", "to_organ", "draft", "confirmed_first_by", "confirmed_second_by")


def delegation_here(code: str) -> Delegation:
    """Return an order, or one on its way, by its code.

    Raises: NotVisible `delegation.not_visible`.
    """
    draft = (
        DelegationDraft.objects.select_related(*DRAFTS, "order__ended_by").filter(code=code).first()
    )
    if draft is not None:
        return _of_draft(draft)
    order = DelegationOrder.objects.select_related(*ORDERS, "ended_by").filter(code=code).first()
    if order is None:
        raise not_visible()
    return _told(order, order, None)


def delegations_of(county: Organ) -> tuple[Delegation, ...]:
    """Return all orders of a county unit and those on their way, the newest day first."""
    drafts = DelegationDraft.objects.select_related(*DRAFTS, "order__ended_by").filter(
        from_organ=county
    )
    orders = DelegationOrder.objects.select_related(*ORDERS, "ended_by").filter(
        from_organ=county, draft__isnull=True
    )
    found = [*(_of_draft(one) for one in drafts), *(_told(one, one, None) for one in orders)]
    return tuple(sorted(found, key=_newest_first))


def _newest_first(one: Delegation) -> tuple[int, str, str]:
    return (-one.effective_from.toordinal(), one.to_organ_code, one.power)


def powers_of(county: Organ, *, on: date) -> tuple[TownshipPowers, ...]:
    """Return the matrix of a county unit: every township, every power; three statements."""
    held = {
        (order.to_organ_id, order.power): order
        for order in DelegationOrder.objects.select_related("draft").filter(
            in_force(on) | Q(effective_from__gt=on), from_organ=county
        )
    }
    waiting = {
        (draft.to_organ_id, draft.power): draft
        for draft in DelegationDraft.objects.filter(
            from_organ=county, dropped_at__isnull=True, order__isnull=True
        )
    }
    townships = Organ.objects.filter(parent=county, kind=OrganKind.TOWNSHIP).order_by("code")
    return tuple(
        TownshipPowers(
            organ_id=one.pk,
            code=one.code,
            name=one.short_name,
            holdings=tuple(
                _holding(power, held.get((one.pk, power)), waiting.get((one.pk, power)))
                for power in Power
            ),
        )
        for one in townships
    )


def _holding(power: Power, order: DelegationOrder | None, draft: DelegationDraft | None) -> Holding:
    if order is not None:
        code = order.code if order.draft is None else order.draft.code
        return Holding(power=power, code=code, since=order.effective_from, prepared_for=None)
    if draft is not None:
        return Holding(power=power, code=draft.code, since=None, prepared_for=draft.effective_from)
    return Holding(power=power, code="", since=None, prepared_for=None)


def _of_draft(draft: DelegationDraft) -> Delegation:
    return _told(draft, getattr(draft, "order", None), draft)


def _told(
    terms: DelegationDraft | DelegationOrder,
    order: DelegationOrder | None,
    draft: DelegationDraft | None,
) -> Delegation:
    file = None if draft is None else draft.file
    first = order.confirmed_first_by if draft is None and order is not None else None
    prepared = draft.prepared_by if draft is not None else first
    second = None if order is None else order.confirmed_second_by
    ended = None if order is None else order.ended_by
    return Delegation(
        code=terms.code,
        order_code="" if order is None else order.code,
        power=Power(terms.power),
        from_organ_id=terms.from_organ_id,
        from_organ=terms.from_organ.name,
        to_organ_id=terms.to_organ_id,
        to_organ=terms.to_organ.name,
        to_organ_code=terms.to_organ.code,
        mode=terms.get_mode_display(),
        batch=terms.batch,
        document=terms.document_title,
        document_number=terms.document_number,
        name_on_decision=terms.name_on_decision,
        respondent=terms.respondent,
        reviewing_body=terms.reviewing_body,
        reviewing_address=terms.reviewing_address,
        court=terms.court,
        open_cases_at_start=terms.get_open_cases_at_start_display(),
        open_cases_at_end=terms.get_open_cases_at_end_display(),
        effective_from=terms.effective_from,
        effective_to=None if order is None else order.effective_to,
        file_name="" if file is None else file.shown_name,
        file_digest=b"" if file is None else bytes(file.digest),
        prepared_by_id=None if prepared is None else prepared.pk,
        prepared_by="" if prepared is None else prepared.name,
        prepared_at=None if draft is None else draft.prepared_at,
        activated_by="" if second is None else second.name,
        dropped_at=None if draft is None else draft.dropped_at,
        end_ground="" if order is None else order.end_ground,
        end_document="" if order is None else order.end_document,
        ended_by="" if ended is None else ended.name,
        ended_at=None if order is None else order.ended_at,
    )
