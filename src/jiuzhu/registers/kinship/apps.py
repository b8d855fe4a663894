"""Registration of the app."""

from django.apps import AppConfig


class KinshipConfig(AppConfig):
    """The app kinship."""

    name = "jiuzhu.registers.kinship"
    label = "kinship"
    verbose_name = "近亲属"
