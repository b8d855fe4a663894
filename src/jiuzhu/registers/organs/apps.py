"""Registration of the app."""

from django.apps import AppConfig


class OrgansConfig(AppConfig):
    """The app organs."""

    name = "jiuzhu.registers.organs"
    label = "organs"
    verbose_name = "机关"
