"""What somebody has typed and not sent yet, for the own account alone."""

from django.db import migrations, models

import jiuzhu.infra.fields
from jiuzhu.infra.scope.tables import enable

OWNER = "owner = nullif(current_setting('jiuzhu.user', true), '')::bigint"


class Migration(migrations.Migration):
    dependencies = [("infra", "0006_owned_runs")]

    operations = [
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                (
                    "key",
                    models.UUIDField(primary_key=True, serialize=False, verbose_name="表单标记"),
                ),
                ("owner", models.BigIntegerField(verbose_name="账户")),
                ("form", models.CharField(max_length=80, verbose_name="表单")),
                ("title", jiuzhu.infra.fields.EncryptedTextField(verbose_name="显示名")),
                ("content", models.BinaryField(verbose_name="密文")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("saved_at", models.DateTimeField(verbose_name="存入时刻")),
                ("expires_at", models.DateTimeField(verbose_name="失效时刻")),
            ],
            options={
                "verbose_name": "表单草稿",
                "indexes": [
                    models.Index(fields=["owner", "form"], name="form_draft_of_account"),
                    models.Index(fields=["expires_at"], name="form_draft_expiry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__isnull", True))
                        | models.Q(("expires_at__gt", models.F("saved_at"))),
                        name="form_draft_moments_in_order",
                    )
                ],
            },
        ),
        enable("infra_formdraft", OWNER),
    ]
