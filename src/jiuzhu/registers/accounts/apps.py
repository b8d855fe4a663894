"""Registration of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The app accounts."""

    name = "jiuzhu.registers.accounts"
    label = "accounts"
    verbose_name = "账户"
