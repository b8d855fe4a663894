"""Registration of the app."""

from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    """The app households."""

    name = "jiuzhu.registers.households"
    label = "households"
    verbose_name = "人员与家庭"
