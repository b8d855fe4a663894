"""Rows of verification are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable_by_case


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0001_initial"),
        ("infra", "0002_scope"),
        ("cases", "0002_scope"),
    ]

    operations = [
        enable_by_case("verification_verificationrequest"),
        enable_by_case("verification_sourcequery"),
        enable_by_case("verification_sourcereply"),
        enable_by_case("verification_verificationreport"),
        enable_by_case("verification_unfitexplanation"),
        append_only("verification_sourcereply"),
    ]
