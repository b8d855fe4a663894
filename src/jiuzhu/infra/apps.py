"""Registration of the app that everything stands on."""

from django.apps import AppConfig


class InfraConfig(AppConfig):
    """Trace, clock, idempotency, outbox and scope."""

    name = "jiuzhu.infra"
    label = "infra"
    verbose_name = "底座"
