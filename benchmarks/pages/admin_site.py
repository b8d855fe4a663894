"""The peer: Django's admin over the same tables, as its tutorial sets it up, without any scope."""

from __future__ import annotations

import json
import os
from typing import Any, ClassVar

from django.conf import settings

settings.configure(
    DATABASES={
        "default": {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None}
        | json.loads(os.environ["BENCH_ADMIN_DATABASE"])
    },
    INSTALLED_APPS=[
        "django.contrib.admin",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ]
            },
        }
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="nobody signs in",  # noqa: S106
    ALLOWED_HOSTS=["*"],
    STATIC_URL="/static/",
    USE_TZ=True,
)

import django  # noqa: E402

django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import AnonymousUser  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import HttpRequest  # noqa: E402
from django.urls import path  # noqa: E402


class Organ(models.Model):
    """An office."""

    short_name = models.CharField(max_length=60)

    class Meta:
        """An existing table."""

        app_label, db_table, managed = "auth", "organs_organ", False

    def __str__(self) -> str:
        """Return its name."""
        return self.short_name


class Person(models.Model):
    """A person."""

    name = models.CharField(max_length=60)

    class Meta:
        """An existing table."""

        app_label, db_table, managed = "auth", "households_person", False

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Case(models.Model):
    """A case."""

    number = models.CharField(max_length=40)
    state = models.CharField(max_length=16)
    category = models.CharField(max_length=5)
    opened_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    applicant = models.ForeignKey(Person, models.PROTECT)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+")
    village = models.ForeignKey(Organ, models.PROTECT, related_name="+")

    class Meta:
        """An existing table."""

        app_label, db_table, managed = "auth", "cases_case", False


class CaseAdmin(admin.ModelAdmin):
    """The list with the columns that ours shows, twenty rows a page as ours."""

    list_display: ClassVar = (
        "number", "applicant", "state", "category", "organ", "village", "opened_at", "due_on",
    )  # fmt: skip
    list_filter: ClassVar = ("state", "category")
    list_select_related: ClassVar = ("applicant", "organ", "village")
    search_fields: ClassVar = ("number", "applicant__name")
    list_per_page = 20


class Everybody(AnonymousUser):
    """Somebody who may do everything: signing in is not what is measured."""

    is_staff = is_active = True

    def has_perm(self, *_: Any) -> bool:
        """Allow."""
        return True

    def has_module_perms(self, *_: Any) -> bool:
        """Allow."""
        return True

    def get_short_name(self) -> str:
        """Return a name."""
        return "bench"

    get_username = get_short_name

    def has_usable_password(self) -> bool:
        """Say no."""
        return False


site = admin.AdminSite()
site.register(Case, CaseAdmin)


def changelist(request: HttpRequest) -> Any:
    """Show the list."""
    request.user = Everybody()
    return CaseAdmin(Case, site).changelist_view(request).render()


urlpatterns = [path("cases/", changelist), path("admin/", site.urls)]
application = get_wsgi_application()
