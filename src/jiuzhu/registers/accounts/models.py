"""Sign-in accounts of staff, and phone codes of citizens."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from jiuzhu.infra.fields import EncryptedTextField
from jiuzhu.registers.organs.models import Officer


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
