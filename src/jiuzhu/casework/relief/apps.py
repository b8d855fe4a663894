"""Registration of the app."""

from django.apps import AppConfig


class ReliefConfig(AppConfig):
    """The app relief."""

    name = "jiuzhu.casework.relief"
    label = "relief"
    verbose_name = "急难救助"
