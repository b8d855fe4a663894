"""Registration of the app."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """The app applications."""

    name = "jiuzhu.casework.applications"
    label = "applications"
    verbose_name = "申请受理"
