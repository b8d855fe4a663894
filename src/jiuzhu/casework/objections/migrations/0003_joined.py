"""Count the objections that a meeting is about: also those that the asker may not see."""

from django.db import migrations

JOINED = """
CREATE FUNCTION jiuzhu_joined_objections(asked bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT count(*)::integer FROM objections_objection o WHERE o.appraisal_id = asked $$;
REVOKE ALL ON FUNCTION jiuzhu_joined_objections(bigint) FROM PUBLIC;
"""
JOINED_BACK = "DROP FUNCTION jiuzhu_joined_objections(bigint);"


class Migration(migrations.Migration):
    dependencies = [("objections", "0002_scope")]

    operations = [migrations.RunSQL(JOINED, JOINED_BACK)]
