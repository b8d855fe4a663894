"""Rows of publicity are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable_by_case

# The web shows masked notices of running seven-day periods, and nothing after them.
PUBLIC = """
CREATE FUNCTION jiuzhu_public_notices(village_code varchar, on_day date)
RETURNS TABLE (code varchar, web jsonb, starts_on date, ends_on date, village varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT n.code, n.web, n.starts_on, n.ends_on, o.name FROM publicity_publicnotice n
   JOIN organs_organ o ON o.id = n.village_id
   WHERE o.code = village_code AND n.starts_on <= on_day AND n.ends_on >= on_day
   AND n.taken_down_at IS NULL ORDER BY n.starts_on, n.code $$;
REVOKE ALL ON FUNCTION jiuzhu_public_notices(varchar, date) FROM PUBLIC;
"""
PUBLIC_BACK = "DROP FUNCTION jiuzhu_public_notices(varchar, date);"


class Migration(migrations.Migration):
    dependencies = [("publicity", "0001_initial"), ("infra", "0002_scope"), ("cases", "0002_scope")]

    operations = [
        enable_by_case("publicity_publicnotice"),
        migrations.RunSQL(PUBLIC, PUBLIC_BACK),
    ]
