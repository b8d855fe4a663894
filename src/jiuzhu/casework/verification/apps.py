"""Registration of the app."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """The app verification."""

    name = "jiuzhu.casework.verification"
    label = "verification"
    verbose_name = "核对"
