"""Each account remembers that it has seen the guided tour."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_list_columns")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="tour_ended_at",
            field=models.DateTimeField(null=True, verbose_name="新手引导看完时刻"),
        ),
    ]
