"""Who saw the signature given, and whether it was drawn on the pad."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("intents", "0003_replaced"), ("organs", "0001_initial")]

    operations = [
        migrations.AddField(
            "authorization", "drawn", models.BooleanField(default=False, verbose_name="签名板签")
        ),
        migrations.AddField(
            "authorization",
            "witnessed_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organs.officer",
                verbose_name="见证人",
            ),
        ),
        migrations.AddConstraint(
            "authorization",
            models.CheckConstraint(
                condition=Q(drawn=False) | Q(evidence__isnull=False, witnessed_by__isnull=False),
                name="authorization_drawn_is_witnessed",
            ),
        ),
        migrations.AddField(
            "authorizationlink",
            "shown_by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="organs.officer",
                verbose_name="当面出示人",
            ),
        ),
    ]
