"""Which state of a register a transaction sees."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("infra", "0007_formdraft")]

    operations = [
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "name",
                    models.CharField(
                        max_length=12, primary_key=True, serialize=False, verbose_name="登记册"
                    ),
                ),
                ("number", models.BigIntegerField(verbose_name="版次")),
            ],
            options={"verbose_name": "登记册版次"},
        ),
    ]
