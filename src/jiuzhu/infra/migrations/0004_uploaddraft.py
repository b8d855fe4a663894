"""Files of refused forms, for the account that sent them alone."""

from django.db import migrations, models

import jiuzhu.infra.fields
from jiuzhu.infra.scope.tables import enable

OWNER = "owner = nullif(current_setting('jiuzhu.user', true), '')::bigint"


class Migration(migrations.Migration):
    dependencies = [("infra", "0003_jobrun")]

    operations = [
        migrations.CreateModel(
            name="UploadDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_digest", models.BinaryField(unique=True, verbose_name="标记摘要")),
                ("owner", models.BigIntegerField(verbose_name="账户")),
                ("shown_name", jiuzhu.infra.fields.EncryptedTextField(verbose_name="显示名")),
                ("content", models.BinaryField(verbose_name="密文")),
                ("kept_at", models.DateTimeField(verbose_name="保留时刻")),
                ("expires_at", models.DateTimeField(verbose_name="失效时刻")),
            ],
            options={
                "verbose_name": "待提交文件",
                "indexes": [models.Index(fields=["expires_at"], name="upload_draft_expiry")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__isnull", True))
                        | models.Q(("expires_at__gt", models.F("kept_at"))),
                        name="upload_draft_moments_in_order",
                    )
                ],
            },
        ),
        enable("infra_uploaddraft", OWNER),
    ]
