"""Registration of the app."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """The app assessments."""

    name = "jiuzhu.casework.assessments"
    label = "assessments"
    verbose_name = "审核"
