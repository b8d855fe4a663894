"""The accounts of an award are seen where the award is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable

ACCOUNT = "EXISTS (SELECT 1 FROM decisions_award sa WHERE sa.id = award_id)"


class Migration(migrations.Migration):
    dependencies = [("decisions", "0004_award_accounts")]

    operations = [enable("decisions_awardaccount", ACCOUNT)]
