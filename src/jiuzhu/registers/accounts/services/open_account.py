"""Open the sign-in account of an officer."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from jiuzhu.kernel.errors import Conflict, Refused
from jiuzhu.registers.accounts.models import User
from jiuzhu.registers.organs.models import Officer


@transaction.atomic
def open_account(*, officer: Officer, username: str, password: str) -> User:
    """Open one account per officer; no shared accounts (S10).

    Raises: Refused `account.password`, Conflict `account.taken`.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused(
            "account.password", "密码至少12位，且不能是常见密码。请换一个。", field="password"
        ) from error
    if User.objects.filter(username=username).exists() or hasattr(officer, "user"):
        raise Conflict("account.taken", "这个账号已被使用，或这名工作人员已经有账号。")
    return User.objects.create_staff(username=username, password=password, officer=officer)


@transaction.atomic
def close_account(*, user: User) -> None:
    """Close an account; its sessions end with the next request."""
    user.is_active = False
    user.save(update_fields=["is_active"])
