"""The city sees who looked and who was refused, and nothing of whom: no case, no query, no person."""

from django.db import migrations

# Only a post of the city that may read the trace names a city (infra.scope.setting).
LOOKS = """
CREATE FUNCTION jiuzhu_city_looks(wanted varchar, most integer)
RETURNS TABLE (at timestamptz, kind varchar, organ varchar, actor_name varchar, route varchar,
               reason varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ WITH RECURSIVE below AS (
     SELECT o.id, o.short_name FROM organs_organ o WHERE o.kind = 'CITY'
     AND o.id = nullif(current_setting('jiuzhu.city', true), '')::bigint
     UNION ALL SELECT o.id, o.short_name FROM organs_organ o JOIN below b ON o.parent_id = b.id)
   SELECT e.at, e.kind, b.short_name, e.actor_name, e.route, e.reason
   FROM infra_accessevent e JOIN below b ON b.id = e.organ
   WHERE wanted = '' OR e.kind = wanted ORDER BY e.id DESC LIMIT most $$;
REVOKE ALL ON FUNCTION jiuzhu_city_looks(varchar, integer) FROM PUBLIC;
"""
LOOKS_BACK = "DROP FUNCTION jiuzhu_city_looks(varchar, integer);"


class Migration(migrations.Migration):
    dependencies = [("infra", "0002_scope"), ("organs", "0001_initial")]

    operations = [migrations.RunSQL(LOOKS, LOOKS_BACK)]
