"""Rows of intents are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable, enable_by_case

LINK = "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = intents_authorizationlink.case_id)"

# Whom a link concerns: needed before any scope exists; found only by the digest of its token.
LINKS = """
CREATE FUNCTION jiuzhu_authorization_link(token bytea, moment timestamptz)
RETURNS TABLE (link_id bigint, case_id bigint, person_id bigint, organ_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT l.id, l.case_id, l.person_id, c.organ_id FROM intents_authorizationlink l
   JOIN cases_case c ON c.id = l.case_id
   WHERE l.token_hash = token AND l.used_at IS NULL AND l.expires_at > moment AND l.tries_left > 0 $$;
REVOKE ALL ON FUNCTION jiuzhu_authorization_link(bytea, timestamptz) FROM PUBLIC;
"""
LINKS_BACK = "DROP FUNCTION jiuzhu_authorization_link(bytea, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("intents", "0001_initial"), ("infra", "0002_scope"), ("cases", "0002_scope")]

    operations = [
        enable_by_case("intents_intent"),
        enable_by_case("intents_declaration"),
        enable_by_case("intents_authorization"),
        enable_by_case("intents_honestystatement"),
        enable_by_case("intents_onetimenotice"),
        enable("intents_authorizationlink", LINK, check="true"),
        migrations.RunSQL(LINKS, LINKS_BACK),
    ]
