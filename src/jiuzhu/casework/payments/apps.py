"""Registration of the app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The app payments."""

    name = "jiuzhu.casework.payments"
    label = "payments"
    verbose_name = "发放"
