"""Who may see a person: through a dated person_access row only."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable

SEEN = (
    "EXISTS (SELECT 1 FROM households_personaccess pa WHERE pa.person_id = {column}"
    " AND (pa.organ_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
    " OR pa.organ_id = ANY ((SELECT jiuzhu_villages())::bigint[]))"
    " AND pa.effective_from <= (SELECT (jiuzhu_now() AT TIME ZONE 'Asia/Shanghai')::date)"
    " AND (pa.effective_to IS NULL"
    " OR pa.effective_to > (SELECT (jiuzhu_now() AT TIME ZONE 'Asia/Shanghai')::date)))"
    " OR {column} = (SELECT jiuzhu_person())"
)
NEW = "{column} IS NOT NULL"
IN_SCOPE = (
    "organ_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
    " OR organ_id = ANY ((SELECT jiuzhu_villages())::bigint[])"
    " OR person_id = (SELECT jiuzhu_person())"
)


def seen(table: str, column: str) -> migrations.RunSQL:
    """Let a row be read where its person is seen; a new row may be written by anybody in scope."""
    name = f"{table}.{column}"
    return enable(table, SEEN.format(column=name), check="true")


HOUSEHOLD = "EXISTS (SELECT 1 FROM households_householdmember hm WHERE hm.household_id = households_household.id)"
# What must be known across scopes, as narrow functions: is this number known, and to whom.
LOOKUPS = """
CREATE FUNCTION jiuzhu_person_by_number(wanted bytea) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT person_id FROM households_identitydocument
   WHERE number_index = wanted AND effective_to IS NULL ORDER BY id LIMIT 1 $$;
REVOKE ALL ON FUNCTION jiuzhu_person_by_number(bytea) FROM PUBLIC;
CREATE FUNCTION jiuzhu_people_by_phone(wanted bytea) RETURNS TABLE (person_id bigint, name varchar, last_four varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT p.id, p.name, d.last_four FROM households_person p
   JOIN households_identitydocument d ON d.person_id = p.id AND d.effective_to IS NULL
   WHERE p.phone_index = wanted AND p.died_on IS NULL AND d.last_four <> '' ORDER BY p.id $$;
REVOKE ALL ON FUNCTION jiuzhu_people_by_phone(bytea) FROM PUBLIC;
"""
LOOKUPS_BACK = (
    "DROP FUNCTION jiuzhu_people_by_phone(bytea); DROP FUNCTION jiuzhu_person_by_number(bytea);"
)


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial"), ("infra", "0002_scope")]

    operations = [
        seen("households_person", "id"),
        seen("households_identitydocument", "person_id"),
        seen("households_address", "person_id"),
        seen("households_householdmember", "person_id"),
        seen("households_bankaccount", "person_id"),
        seen("households_personhistory", "pgh_obj_id"),
        seen("households_identityhistory", "person_id"),
        seen("households_memberhistory", "person_id"),
        enable("households_household", HOUSEHOLD, check="true"),
        enable("households_personaccess", IN_SCOPE, check="true"),
        migrations.RunSQL(LOOKUPS, LOOKUPS_BACK),
    ]
