"""Registration of the app."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """The app reviews."""

    name = "jiuzhu.casework.reviews"
    label = "reviews"
    verbose_name = "复核"
