"""A payment is named by a random code in an address, not by its place in the table."""

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_scope")]

    operations = [
        migrations.AddField(
            model_name="paymentorder",
            name="code",
            field=models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(),
                unique=True,
                verbose_name="编号",
            ),
        ),
    ]
