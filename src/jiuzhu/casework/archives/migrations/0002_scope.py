"""Rows of archives are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable_by_case


class Migration(migrations.Migration):
    dependencies = [("archives", "0001_initial"), ("infra", "0002_scope"), ("cases", "0002_scope")]

    operations = [
        enable_by_case("archives_archivefile"),
        enable_by_case("archives_gapapproval"),
    ]
