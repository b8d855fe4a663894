"""Registration of the top: binds ports when everything is loaded."""

from django.apps import AppConfig
from typing_extensions import override


class HouseConfig(AppConfig):
    """Bind ports to gateways and register system checks."""

    name = "jiuzhu.config"
    label = "house"
    verbose_name = "总装"

    @override
    def ready(self) -> None:
        from jiuzhu.config import checks  # noqa: F401, PLC0415 -- apps must be loaded first
        from jiuzhu.config.binding import bind_ports  # noqa: PLC0415 -- apps must be loaded first

        bind_ports()
