"""Rows of applications are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable_by_case


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_initial"),
        ("infra", "0002_scope"),
        ("cases", "0002_scope"),
    ]

    operations = [
        enable_by_case("applications_application"),
        enable_by_case("applications_supplement"),
        enable_by_case("applications_relatedpartyfiling"),
    ]
