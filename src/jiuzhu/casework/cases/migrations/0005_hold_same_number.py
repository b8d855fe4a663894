"""A number under two names holds the cases of both, wherever they are, until the police answer."""

from django.db import migrations

# The other case may lie in another county: nothing of it is told, and nothing else is written.
HOLD = """
CREATE FUNCTION jiuzhu_hold_same_number(persons bigint[], why varchar, moment timestamptz,
  officer bigint) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ INSERT INTO cases_casehold (case_id, kind, reason, opened_at, opened_by)
   SELECT DISTINCT m.case_id, 'IDENTITY_TWICE', why, moment, officer
   FROM households_identitydocument mine
   JOIN households_identitydocument d ON d.number_index = mine.number_index
   JOIN cases_casemember m ON m.person_id = d.person_id
   JOIN cases_case c ON c.id = m.case_id
   WHERE mine.person_id = ANY (persons) AND mine.held_twice AND mine.effective_to IS NULL
   AND mine.warnings @> '{identity.held_twice}' AND d.warnings @> '{identity.held_twice}'
   AND d.effective_to IS NULL
   AND c.state NOT IN ('ARCHIVED', 'WITHDRAWN', 'CLOSED', 'DECIDED_NO', 'STOPPED')
   ON CONFLICT DO NOTHING $$;
REVOKE ALL ON FUNCTION jiuzhu_hold_same_number(bigint[], varchar, timestamptz, bigint) FROM PUBLIC;
"""
HOLD_BACK = "DROP FUNCTION jiuzhu_hold_same_number(bigint[], varchar, timestamptz, bigint);"


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_doubts"), ("households", "0004_doubts")]

    operations = [migrations.RunSQL(HOLD, HOLD_BACK)]
