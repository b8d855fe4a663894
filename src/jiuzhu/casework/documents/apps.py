"""Registration of the app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The app documents."""

    name = "jiuzhu.casework.documents"
    label = "documents"
    verbose_name = "文书"
