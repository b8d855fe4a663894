"""Sign-in accounts of staff, and phone codes of citizens."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models

from jiuzhu.infra.fields import EncryptedTextField, PlainTextField, enum_check
from jiuzhu.registers.accounts.enums import ListPage, NoticeKind
from jiuzhu.registers.organs.models import Officer, Organ


class UserManager(BaseUserManager["User"]):
    """Create accounts; there is no superuser who could bypass the workflow."""

    def create_staff(self, *, username: str, password: str, officer: Officer) -> User:
        """Create the account of an officer."""
        user = self.model(username=username, officer=officer)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """The account of one officer; citizens sign in by phone code and hold no account."""

    username = models.CharField("账号", max_length=40, unique=True)
    officer = models.OneToOneField(
        Officer, models.PROTECT, null=True, related_name="user", verbose_name="工作人员"
    )
    email = models.EmailField("邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    tour_ended_at = models.DateTimeField("新手引导看完时刻", null=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = "账户"


class CitizenCode(models.Model):
    """One random sign-in code for a phone: hashed, five tries, expiring."""

    phone_index = models.BinaryField("手机盲索引", db_index=True)
    phone = EncryptedTextField("手机")
    purpose = models.CharField("用途", max_length=20, default="sign_in")
    code_hash = models.CharField("验证码散列", max_length=128)
    sent_at = models.DateTimeField("发送时刻")
    expires_at = models.DateTimeField("失效时刻")
    tries_left = models.PositiveSmallIntegerField("剩余次数", default=5)
    used_at = models.DateTimeField("使用时刻", null=True)

    class Meta:
        verbose_name = "公民验证码"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("sent_at")), name="code_expires_later"
            ),
            models.CheckConstraint(condition=models.Q(tries_left__lte=5), name="code_five_tries"),
        ]


class SmsDelivery(models.Model):
    """What became of one text message."""

    reference = models.CharField("关联编号", max_length=60)
    template = models.CharField("模板", max_length=40)
    phone = EncryptedTextField("手机")
    state = models.CharField("状态", max_length=10)
    provider_id = models.CharField("通道编号", max_length=60, blank=True)
    at = models.DateTimeField("时刻")

    class Meta:
        verbose_name = "短信投递"


class SavedList(models.Model):
    """A narrowed list that somebody uses often; names of people are never part of it."""

    code = models.CharField("代码", max_length=12, unique=True)
    user = models.ForeignKey(User, models.CASCADE, verbose_name="账户")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    page = models.CharField("清单", max_length=8, choices=ListPage)
    name = PlainTextField("名称", max_length=12)
    conditions = models.CharField("条件", max_length=200)
    is_shared = models.BooleanField("全机关共用", default=False)
    saved_at = models.DateTimeField("保存时刻")
    removed_at = models.DateTimeField("删去时刻", null=True)

    class Meta:
        verbose_name = "常用清单"
        constraints = [
            enum_check("page", ListPage, "saved_list_page_known"),
            models.UniqueConstraint(
                fields=["user", "organ", "page", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="saved_list_name_once",
            ),
        ]


class Notice(models.Model):
    """Something that a member of staff should know; only the addressee reads it."""

    account = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="账户")
    kind = models.CharField("种类", max_length=13, choices=NoticeKind)
    text = PlainTextField("内容", max_length=200)
    url = models.CharField("位置", max_length=200, blank=True)
    key = models.CharField("只提醒一次的标记", max_length=80, blank=True)
    at = models.DateTimeField("时刻")
    read_at = models.DateTimeField("已读时刻", null=True)

    class Meta:
        verbose_name = "提醒"
        constraints = [
            enum_check("kind", NoticeKind, "notice_kind_known"),
            models.UniqueConstraint(
                fields=["account", "key"], condition=~models.Q(key=""), name="notice_key_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_newest"),
            models.Index(
                fields=["account", "kind"],
                name="notice_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]


class NoticeMute(models.Model):
    """A kind of notice that somebody does not want counted at the bell."""

    account = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="账户")
    kind = models.CharField("种类", max_length=13, choices=NoticeKind)
    is_muted = models.BooleanField("静音", default=True)
    changed_at = models.DateTimeField("更改时刻")

    class Meta:
        verbose_name = "静音的提醒"
        constraints = [
            enum_check("kind", NoticeKind, "notice_mute_kind_known"),
            models.UniqueConstraint(fields=["account", "kind"], name="notice_mute_once"),
        ]


class ListColumns(models.Model):
    """Which columns of a list an account wants to see, in this order."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="账户")
    page = models.CharField("清单", max_length=8, choices=ListPage)
    codes = ArrayField(models.CharField(max_length=12), verbose_name="列")
    chosen_at = models.DateTimeField("保存时刻")

    class Meta:
        verbose_name = "清单列设置"
        constraints = [
            enum_check("page", ListPage, "list_columns_page_known"),
            models.UniqueConstraint(fields=["user", "page"], name="list_columns_once"),
        ]


class ExportTemplate(models.Model):
    """The layout of an exported list: columns in their order, under the names of whoever asks."""

    code = models.CharField("代码", max_length=12, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", verbose_name="账户")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name="机关")
    page = models.CharField("清单", max_length=8, choices=ListPage)
    name = PlainTextField("名称", max_length=20)
    columns = models.JSONField("列")
    is_shared = models.BooleanField("全机关共用", default=False)
    saved_at = models.DateTimeField("保存时刻")
    removed_at = models.DateTimeField("删去时刻", null=True)

    class Meta:
        verbose_name = "导出模板"
        constraints = [
            enum_check("page", ListPage, "export_template_page_known"),
            models.UniqueConstraint(
                fields=["user", "organ", "page", "name"],
                condition=models.Q(removed_at__isnull=True),
                name="export_template_name_once",
            ),
        ]
