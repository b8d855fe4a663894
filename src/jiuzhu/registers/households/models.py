"""Persons, identity documents, addresses and households: dated, corrections never overwrite."""

from __future__ import annotations

import uuid
from typing import Any

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check, order_check
from jiuzhu.registers.households.enums import (
    AccessGround,
    AddressKind,
    IdentityKind,
    Relation,
    Sex,
)
from jiuzhu.registers.organs.models import Officer, Organ, no_overlap
from jiuzhu.registers.regions.models import Region

# The case event says who and why; the field history says what.
NO_CONTEXT: Any = None


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    context_field=NO_CONTEXT,
    model_name="PersonHistory",
)
class Person(models.Model):
    """A natural person; the name is kept as given, keys for finding stand beside it."""

    code = models.UUIDField("编号", unique=True, default=uuid.uuid4)
    name = PlainTextField("姓名", max_length=60)
    name_match = models.CharField("姓名匹配键", max_length=80, db_collation="C")
    name_sort = models.CharField("姓名排序键", max_length=200, db_collation="C")
    name_initials = ArrayField(
        models.CharField(max_length=20), verbose_name="拼音首字母", default=list
    )
    sex = models.CharField("性别", max_length=1, choices=Sex, default=Sex.UNKNOWN)
    born_on = models.DateField("出生日期", null=True)
    died_on = models.DateField("死亡日期", null=True)
    phone = EncryptedTextField("手机", null=True)
    phone_index = models.BinaryField("手机盲索引", null=True, db_index=True)
    is_test = models.BooleanField("测试人员", default=False)
    registered_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "自然人"
        constraints = [
            enum_check("sex", Sex, "person_sex_known"),
            models.CheckConstraint(
                condition=models.Q(died_on__isnull=True)
                | models.Q(born_on__isnull=True)
                | models.Q(died_on__gte=models.F("born_on")),
                name="person_dies_after_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["name_match"], name="person_name_match"),
            models.Index(fields=["name_sort"], name="person_name_sort"),
            GinIndex(fields=["name_initials"], name="person_name_initials"),
        ]


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    context_field=NO_CONTEXT,
    model_name="IdentityHistory",
)
class IdentityDocument(models.Model):
    """One identity document of a person; a correction ends it and adds another."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="自然人")
    kind = models.CharField("证件类别", max_length=18, choices=IdentityKind)
    number = EncryptedTextField("证件号码")
    number_index = models.BinaryField("证件盲索引", db_index=True)
    last_four = models.CharField("末四位", max_length=4, blank=True)
    warnings = ArrayField(models.CharField(max_length=40), verbose_name="提示", default=list)
    reason = PlainTextField("变更原因", max_length=120, blank=True)
    paper_seen_by = models.ForeignKey(
        Officer, models.PROTECT, null=True, verbose_name="看过证件原件的人"
    )
    due_on = models.DateField("应补齐号码的日期", null=True)
    held_twice = models.BooleanField("号码先登记在他人名下", default=False)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "身份证件"
        constraints = [
            enum_check("kind", IdentityKind, "identity_kind_known"),
            models.UniqueConstraint(
                fields=["kind", "number_index"],
                condition=models.Q(effective_to__isnull=True, held_twice=False),
                name="identity_one_live_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(held_twice=False) | models.Q(paper_seen_by__isnull=False),
                name="identity_held_twice_was_seen",
            ),
            order_check("effective_from", "effective_to", "identity_dates_in_order"),
            models.CheckConstraint(
                condition=models.Q(paper_seen_by__isnull=True) | ~models.Q(reason=""),
                name="identity_paper_seen_with_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=IdentityKind.NONE_YET) | models.Q(due_on__isnull=False),
                name="identity_none_yet_is_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["last_four"],
                name="identity_last_four",
                condition=models.Q(effective_to__isnull=True),
            )
        ]


class Address(models.Model):
    """Where a person is registered or lives, dated."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="自然人")
    kind = models.CharField("类别", max_length=9, choices=AddressKind)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="村（居）")
    detail = EncryptedTextField("详细地址", null=True)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "地址"
        constraints = [
            enum_check("kind", AddressKind, "address_kind_known"),
            no_overlap("address_one_at_a_time", "person", "kind"),
            order_check("effective_from", "effective_to", "address_dates_in_order"),
        ]


class Household(models.Model):
    """A group of people living together; the assistance unit of a case is computed from it."""

    code = models.UUIDField("编号", unique=True, default=uuid.uuid4)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name="村（居）")
    registered_at = models.DateTimeField("登记时刻")

    class Meta:
        verbose_name = "家庭"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    context_field=NO_CONTEXT,
    model_name="MemberHistory",
)
class HouseholdMember(models.Model):
    """A person in a household, dated; a person is in one household at a time."""

    household = models.ForeignKey(Household, models.PROTECT, verbose_name="家庭")
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="自然人")
    relation = models.CharField("与申请人关系", max_length=11, choices=Relation)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "家庭成员"
        constraints = [
            enum_check("relation", Relation, "member_relation_known"),
            no_overlap("member_of_one_household", "person"),
            order_check("effective_from", "effective_to", "member_dates_in_order"),
        ]


class PersonAccess(models.Model):
    """Why and from when an organ may see a person; written by the use case that needs it."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="自然人")
    organ = models.ForeignKey(Organ, models.PROTECT, verbose_name="机关")
    ground = models.CharField("理由", max_length=9, choices=AccessGround)
    case_number = models.CharField("案件编号", max_length=40)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "人员可见范围"
        constraints = [
            enum_check("ground", AccessGround, "access_ground_known"),
            models.UniqueConstraint(
                fields=["person", "organ", "case_number"], name="person_access_once"
            ),
        ]
        indexes = [models.Index(fields=["organ", "person"], name="person_access_organ")]


class BankAccount(models.Model):
    """The account on which a household is paid."""

    person = models.ForeignKey(Person, models.PROTECT, verbose_name="户主")
    holder_name = PlainTextField("户名", max_length=60)
    number = EncryptedTextField("账号")
    number_index = models.BinaryField("账号盲索引", db_index=True)
    last_four = models.CharField("末四位", max_length=4)
    effective_from = models.DateField("起")
    effective_to = models.DateField("止", null=True)

    class Meta:
        verbose_name = "收款账户"
        constraints = [
            no_overlap("account_one_at_a_time", "person"),
            order_check("effective_from", "effective_to", "account_dates_in_order"),
        ]
