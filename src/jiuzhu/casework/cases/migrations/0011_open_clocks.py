"""What a new calendar would move, told across areas without any person or case number."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION jiuzhu_open_clocks() RETURNS TABLE (
  organ bigint, procedure varchar, kind varchar, started_on date, due_on date, provisional boolean,
  extension varchar, pauses jsonb
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.organ_id, c.procedure, k.kind, k.started_on, k.due_on, k.provisional, k.extension,
    coalesce((
      SELECT jsonb_agg(jsonb_build_array(p.ground, p.document_number, p.effective_from, p.effective_to))
      FROM cases_clockpause p WHERE p.clock_id = k.id
    ), '[]'::jsonb)
  FROM cases_caseclock k JOIN cases_case c ON c.id = k.case_id WHERE k.stopped_on IS NULL
$$;
REVOKE ALL ON FUNCTION jiuzhu_open_clocks() FROM PUBLIC;
"""
BACK = "DROP FUNCTION jiuzhu_open_clocks();"


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_procedure_versions")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
