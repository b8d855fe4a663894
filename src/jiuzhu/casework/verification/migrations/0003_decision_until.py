"""A report carries the last day on which a decision may rest on it."""

from typing import Any

from django.db import migrations, models

from jiuzhu.infra.clock import legal_day
from jiuzhu.policy.deadlines import report_carries_decision_until
from jiuzhu.policy.packs import load_pack


def fill(apps: Any, schema_editor: Any) -> None:
    """Give reports that were issued before the day that the law of their issue gives."""
    pack = load_pack("taian")
    reports = apps.get_model("verification", "VerificationReport").objects.only("issued_at")
    for report in reports.using(schema_editor.connection.alias):
        report.decision_until = report_carries_decision_until(legal_day(report.issued_at), pack)
        report.save(update_fields=["decision_until"])


class Migration(migrations.Migration):
    dependencies = [("verification", "0002_scope")]

    operations = [
        migrations.AddField(
            "verificationreport", "decision_until", models.DateField("可据以决定至", null=True)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            "verificationreport", "decision_until", models.DateField("可据以决定至")
        ),
    ]
