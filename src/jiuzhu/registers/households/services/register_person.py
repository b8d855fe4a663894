"""Register a person, or find the one already known under the same identity number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection

from jiuzhu.infra import keys
from jiuzhu.infra.clock import legal_day
from jiuzhu.kernel.contact import parse_phone
from jiuzhu.kernel.errors import Refused
from jiuzhu.kernel.identity import IdentityNumber, parse_identity_number
from jiuzhu.kernel.names import clean_name, initials, match_key, sort_key
from jiuzhu.kernel.text import clean_text
from jiuzhu.policy.deadlines import identity_number_due
from jiuzhu.registers.households.enums import (
    AccessGround,
    AddressKind,
    IdentityKind,
    Sex,
)
from jiuzhu.registers.households.models import Address, IdentityDocument, Person
from jiuzhu.registers.households.queries import HELD_TWICE
from jiuzhu.registers.households.services.admit_person import Admitted, admit_person
from jiuzhu.registers.law.queries import pack_in_force
from jiuzhu.registers.organs.models import Organ
from jiuzhu.registers.regions.models import Region

SEXES = {"MALE": Sex.MALE, "FEMALE": Sex.FEMALE}


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonGiven:
    """What was written down about a person; an empty number means: none yet.

    `paper_reason` says why a number whose check digit is wrong is taken as the paper shows it.
    """

    name: str
    identity_number: str = ""
    sex: str = ""
    born_on: date | None = None
    phone: str = ""
    residence: str = ""
    hukou: str = ""
    is_test: bool = False
    paper_reason: str = ""


def register_person(
    *,
    given: PersonGiven,
    organs: tuple[Organ, ...],
    ground: AccessGround,
    case_number: str,
    at: datetime,
    seen_by: int | None = None,
) -> Person:
    """Register a person and give the organs sight of them for a case.

    A number that is already known leads to the same person, never to a second one. Without a
    number (newborn, none yet) the person is registered under a temporary identity, with the day
    by which the number is due. A number with a wrong check digit is taken with a reason and the
    officer who saw the paper (`seen_by`), and stays marked; so does a number that stands under
    another name already: a second person is registered apart, and both are marked.

    Raises: Refused `identity.*`, `name.*`, `phone.*`, `person.name_differs`, `person.dead`.
    """
    name = clean_name(given.name)
    parsed = _number(given, seen_by)
    if parsed is not None:
        _refuse_contradiction(given, parsed)
    apart = bool(given.paper_reason.strip()) and seen_by is not None
    found = admit_person(
        number=parsed.number if parsed else "",
        name=name,
        apart=apart,
        organs=organs,
        ground=ground,
        case_number=case_number,
        at=at,
    )
    if found.person_id is None:
        raise Refused(
            "person.name_differs",
            "这个证件号码已登记在另一个姓名下。请核对证件原件；确有更名的，先办理身份信息更正。"
            "证件上确实是这个号码的，在“号码疑点说明”里写明看过什么证件：两人分别登记，都暂缓审批，"
            "请公安机关核对。",
            field="name",
        )
    if not found.is_new:
        return _known(found.person_id)
    return _new(found, given, name, parsed, seen_by, at)


def identify_person(
    *, person: Person, given: PersonGiven, at: datetime, seen_by: int | None = None
) -> None:
    """Give somebody who was registered without a number the name and number of their paper.

    The temporary identity ends and the real one begins; the row of the person stays the same.

    Raises: Refused `identity.*`, `name.*`; IntegrityError where the number has a holder.
    """
    name = clean_name(given.name)
    parsed = _number(given, seen_by)
    if parsed is None:
        raise Refused("identity.empty", "请填写证件号码。", field="identity_number")
    on = legal_day(at)
    end_temporary_identity(person, on, "补登证件号码")
    person.name, person.name_match = name, match_key(name)
    person.name_sort = sort_key(name)[:200]
    person.name_initials = [each[:20] for each in initials(name)]
    person.sex, person.born_on = SEXES[parsed.sex], parsed.born_on
    person.save(
        update_fields=["name", "name_match", "name_sort", "name_initials", "sex", "born_on"]
    )
    _add_identity(person, given, parsed, seen_by, on, is_second=False)


def end_temporary_identity(person: Person, on: date, reason: str) -> None:
    """End the identity under which somebody without a number stood."""
    standing = IdentityDocument.objects.filter(
        person=person, kind=IdentityKind.NONE_YET, effective_to__isnull=True
    )
    for row in standing:
        row.effective_to = max(on, row.effective_from + timedelta(days=1))
        row.reason = reason
        row.save(update_fields=["effective_to", "reason"])


def person_by_number(number: str) -> int | None:
    """Return the id of the person who holds this number, across all scopes."""
    index = keys.blind_index(number, kind="identity")
    with connection.cursor() as cursor:
        cursor.execute("SELECT jiuzhu_person_by_number(%s)", [index])
        (found,) = cursor.fetchone()
    return None if found is None else int(found)


def _number(given: PersonGiven, seen_by: int | None) -> IdentityNumber | None:
    if not given.identity_number:
        return None
    number = parse_identity_number(
        given.identity_number, seen_on_paper=bool(given.paper_reason.strip())
    )
    if not number.check_holds and seen_by is None:
        raise Refused(
            "identity.paper_unseen",
            "号码校验不符的，须由在岗工作人员看过证件原件才能登记。请持证件到窗口办理。",
            field="identity_number",
        )
    return number


def _refuse_contradiction(given: PersonGiven, parsed: IdentityNumber) -> None:
    if given.born_on is not None and given.born_on != parsed.born_on:
        raise Refused(
            "identity.birth_differs",
            "证件号码里的出生日期是 %(born_on)s，与填写的不一致。请核对证件原件。",
            values={"born_on": parsed.born_on},
            field="born_on",
        )
    if given.sex and SEXES.get(given.sex) != SEXES[parsed.sex]:
        raise Refused(
            "identity.sex_differs", "证件号码里的性别与填写的不一致。请核对证件原件。", field="sex"
        )


def _known(person_id: int) -> Person:
    person = Person.objects.get(pk=person_id)
    if person.died_on is not None:
        raise Refused(
            "person.dead", "登记显示此人已经去世，不能新办。如有错误，请先更正登记。", field="name"
        )
    return person


def _new(
    found: Admitted,
    given: PersonGiven,
    name: str,
    parsed: IdentityNumber | None,
    seen_by: int | None,
    at: datetime,
) -> Person:
    on = legal_day(at)
    phone = parse_phone(given.phone).number if given.phone else None
    person = Person(
        pk=found.person_id,
        name=name,
        name_match=match_key(name),
        name_sort=sort_key(name)[:200],
        name_initials=[each[:20] for each in initials(name)],
        sex=SEXES[parsed.sex] if parsed else SEXES.get(given.sex, Sex.UNKNOWN),
        born_on=parsed.born_on if parsed else given.born_on,
        phone=phone,
        phone_index=keys.blind_index(phone, kind="phone") if phone else None,
        is_test=given.is_test,
        registered_at=at,
    )
    person.save(force_insert=True)
    _add_identity(person, given, parsed, seen_by, on, is_second=found.is_second)
    for kind, code in ((AddressKind.RESIDENCE, given.residence), (AddressKind.HUKOU, given.hukou)):
        if code:
            _add_address(person, kind, code, on)
    return person


def _add_identity(
    person: Person,
    given: PersonGiven,
    parsed: IdentityNumber | None,
    seen_by: int | None,
    on: date,
    *,
    is_second: bool,
) -> None:
    by_paper = is_second or (parsed is not None and not parsed.check_holds)
    if parsed is None:
        number, kind = f"T{person.code.hex[:17].upper()}", IdentityKind.NONE_YET
        warnings: list[str] = ["identity.none_yet"]
    else:
        number, kind = parsed.number, IdentityKind(parsed.kind.value)
        warnings = [warning[:40] for warning in parsed.warnings]
        warnings += [HELD_TWICE] if is_second else []
    IdentityDocument.objects.create(
        person=person,
        kind=kind,
        number=number,
        number_index=keys.blind_index(number, kind="identity"),
        last_four=number[-4:] if parsed else "",
        warnings=warnings,
        reason=clean_text(given.paper_reason, max_length=120) if by_paper else "",
        paper_seen_by_id=seen_by if by_paper else None,
        held_twice=is_second,
        due_on=None if parsed else identity_number_due(on, pack_in_force()),
        effective_from=on,
    )


def _add_address(person: Person, kind: AddressKind, code: str, on: date) -> None:
    region = Region.objects.filter(code=code).first()
    if region is None:
        raise Refused(
            "region.unknown",
            "没有代码为 %(code)s 的村（居）。请从列表中选择。",
            values={"code": code},
            field="village",
        )
    Address.objects.create(person=person, kind=kind, region=region, effective_from=on)
