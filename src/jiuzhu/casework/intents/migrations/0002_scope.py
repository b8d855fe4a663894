"""Rows of intents are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable, enable_by_case

LINK = "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = intents_authorizationlink.case_id)"


class Migration(migrations.Migration):
    dependencies = [("intents", "0001_initial"), ("infra", "0002_scope"), ("cases", "0002_scope")]

    operations = [
        enable_by_case("intents_intent"),
        enable_by_case("intents_declaration"),
        enable_by_case("intents_authorization"),
        enable_by_case("intents_honestystatement"),
        enable_by_case("intents_onetimenotice"),
        enable("intents_authorizationlink", LINK, check="true"),
    ]
