"""Registration of the app."""

from django.apps import AppConfig


class PublicityConfig(AppConfig):
    """The app publicity."""

    name = "jiuzhu.casework.publicity"
    label = "publicity"
    verbose_name = "公示"
