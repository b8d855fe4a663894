"""Registration of the app."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The app decisions."""

    name = "jiuzhu.casework.decisions"
    label = "decisions"
    verbose_name = "审批决定"
