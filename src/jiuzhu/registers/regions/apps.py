"""Registration of the app."""

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    """The app regions."""

    name = "jiuzhu.registers.regions"
    label = "regions"
    verbose_name = "行政区划"
