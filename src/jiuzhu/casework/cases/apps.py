"""Registration of the app."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app cases."""

    name = "jiuzhu.casework.cases"
    label = "cases"
    verbose_name = "案件"
