"""Registration of the app."""

from django.apps import AppConfig


class ObjectionsConfig(AppConfig):
    """The app objections."""

    name = "jiuzhu.casework.objections"
    label = "objections"
    verbose_name = "异议与民主评议"
