"""Citizen codes are found by a keyed digest only; deliveries are read by the worker."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("infra", "0002_scope")]

    operations = [
        enable("accounts_citizencode", "true", check="true"),
        enable("accounts_smsdelivery", "false", check="true"),
    ]
