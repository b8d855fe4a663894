"""Registration of the app."""

from django.apps import AppConfig


class IntentsConfig(AppConfig):
    """The app intents."""

    name = "jiuzhu.casework.intents"
    label = "intents"
    verbose_name = "救助意愿"
