"""Self-care tests and reports of a change are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable_by_case


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_self_care")]

    operations = [
        enable_by_case("assessments_selfcarechange"),
        enable_by_case("assessments_selfcareassessment"),
    ]
