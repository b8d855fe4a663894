"""Registration of the app."""

from django.apps import AppConfig


class ArchivesConfig(AppConfig):
    """The app archives."""

    name = "jiuzhu.casework.archives"
    label = "archives"
    verbose_name = "归档"
