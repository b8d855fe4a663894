"""A mandate that was signed anew is replaced, not taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intents", "0002_scope")]

    operations = [
        migrations.AddField(
            "authorization",
            "replaced_at",
            models.DateTimeField("由新授权取代的时刻", null=True),
        ),
        migrations.RemoveConstraint("authorization", "authorization_one_live"),
        migrations.AddConstraint(
            "authorization",
            models.UniqueConstraint(
                fields=["case", "person"],
                condition=models.Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="authorization_one_live",
            ),
        ),
    ]
