"""Registration of the app."""

from django.apps import AppConfig


class LawConfig(AppConfig):
    """The app law."""

    name = "jiuzhu.registers.law"
    label = "law"
    verbose_name = "法规"
