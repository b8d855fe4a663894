"""Outlays are seen where their case is; what a family was given anywhere is told without a name."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable_by_case

# The limits count aid given in every township: kind, cause, day and amount, no case, no person.
GIVEN = """
CREATE FUNCTION jiuzhu_relief_given(persons bigint[], but_not bigint, since date)
RETURNS TABLE (kind varchar, cause varchar, given_on date, amount_fen bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT 'EXPENSE'::varchar, r.cause, c.decided_on, d.amount_fen
   FROM cases_case c
   JOIN applications_reliefrequest r ON r.case_id = c.id
   JOIN decisions_decision d ON d.case_id = c.id AND d.kind = 'GRANT'
   WHERE c.scheme = 'temporary' AND c.id <> but_not AND c.decided_on >= since
   AND EXISTS (SELECT 1 FROM cases_casemember m
               WHERE m.case_id = c.id AND m.part = 'MEMBER' AND m.person_id = ANY (persons))
   ORDER BY c.decided_on, c.id $$;
REVOKE ALL ON FUNCTION jiuzhu_relief_given(bigint[], bigint, date) FROM PUBLIC;
"""
GIVEN_BACK = "DROP FUNCTION jiuzhu_relief_given(bigint[], bigint, date);"


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_outlays"),
        ("decisions", "0003_planned_grant"),
    ]

    operations = [
        enable_by_case("applications_outlay"),
        enable_by_case("applications_reliefrequest"),
        migrations.RunSQL(GIVEN, GIVEN_BACK),
    ]
