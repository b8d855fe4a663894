"""Nobody opens a person with a plain row: one function gives sight, for the organs of one desk."""

from django.db import migrations

from jiuzhu.infra.scope.tables import narrow

SEEN = (
    "EXISTS (SELECT 1 FROM households_personaccess pa WHERE pa.person_id = {column}"
    " AND (pa.organ_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
    " OR pa.organ_id = ANY ((SELECT jiuzhu_villages())::bigint[]))"
    " AND pa.effective_from <= (SELECT (jiuzhu_now() AT TIME ZONE 'Asia/Shanghai')::date)"
    " AND (pa.effective_to IS NULL"
    " OR pa.effective_to > (SELECT (jiuzhu_now() AT TIME ZONE 'Asia/Shanghai')::date)))"
    " OR {column} = (SELECT jiuzhu_person())"
)
IN_SCOPE = (
    "organ_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
    " OR organ_id = ANY ((SELECT jiuzhu_villages())::bigint[])"
    " OR person_id = (SELECT jiuzhu_person())"
)


def seen(table: str, column: str) -> migrations.RunSQL:
    """Let a row be written only where its person is seen already."""
    condition = SEEN.format(column=f"{table}.{column}")
    return narrow(table, before=(condition, "true"), after=(condition, None))


# The organs must serve one township that the asker works for: the township, its villages (of an
# assistant: the own), its county unit, the centre of that. A new person gets a number of this very
# call, so that no number can be opened in advance; a known one is found by the digest of the
# identity number and the name together. A number that stands under another name opens nobody; with
# `apart` it becomes a second person, and its holders are marked until the police have answered. That a case of these organs stands behind it is checked at the end of the
# transaction (cases 0003).
ADMIT = """
CREATE FUNCTION jiuzhu_serve_together(organs bigint[]) RETURNS boolean
LANGUAGE sql STABLE AS
$$ SELECT cardinality(organs) > 0 AND EXISTS (
     SELECT 1 FROM organs_organ desk WHERE desk.kind IN ('TOWNSHIP', 'COUNTY')
     AND (desk.id = ANY (jiuzhu_organs()) OR desk.id IN (
       SELECT v.parent_id FROM organs_organ v WHERE v.id = ANY (jiuzhu_villages())))
     AND organs <@ ARRAY(
       WITH RECURSIVE up AS (
         SELECT o.id, o.parent_id, o.kind FROM organs_organ o WHERE o.id = desk.id
         UNION ALL SELECT o.id, o.parent_id, o.kind FROM organs_organ o
         JOIN up ON o.id = up.parent_id WHERE o.kind <> 'CITY')
       SELECT id FROM up
       UNION ALL SELECT c.id FROM organs_organ c JOIN up ON c.parent_id = up.id
       WHERE up.kind = 'COUNTY' AND c.kind = 'CENTRE'
       UNION ALL SELECT v.id FROM organs_organ v WHERE v.parent_id = desk.id AND v.kind = 'VILLAGE'
       AND (desk.id = ANY (jiuzhu_organs()) OR v.id = ANY (jiuzhu_villages())))) $$;
CREATE FUNCTION jiuzhu_admit_person(
  wanted bytea, name_key varchar, apart boolean,
  organs bigint[], ground varchar, case_number varchar, on_day date
) RETURNS TABLE (admitted bigint, is_new boolean, is_second boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT jiuzhu_serve_together(organs) THEN
    RAISE EXCEPTION 'sight of a person for organs outside the area'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  admitted := (
    SELECT p.id FROM households_identitydocument d JOIN households_person p ON p.id = d.person_id
    WHERE d.number_index = wanted AND d.effective_to IS NULL AND p.name_match = name_key
    ORDER BY d.id LIMIT 1);
  is_new := admitted IS NULL;
  is_second := is_new AND jiuzhu_person_by_number(wanted) IS NOT NULL;
  IF is_second AND NOT apart THEN
    RETURN NEXT;
    RETURN;
  END IF;
  IF is_second THEN
    UPDATE households_identitydocument d SET warnings = d.warnings || '{identity.held_twice}'
    WHERE d.number_index = wanted AND d.effective_to IS NULL
    AND NOT d.warnings @> '{identity.held_twice}';
  END IF;
  IF is_new THEN
    admitted := nextval(pg_get_serial_sequence('households_person', 'id'));
  END IF;
  INSERT INTO households_personaccess (person_id, organ_id, ground, case_number, effective_from)
  SELECT admitted, organ, $5, $6, on_day FROM unnest(organs) AS organ ON CONFLICT DO NOTHING;
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION jiuzhu_admit_person(bytea, varchar, boolean, bigint[], varchar, varchar, date)
  FROM PUBLIC;
"""
ADMIT_BACK = """
DROP FUNCTION jiuzhu_admit_person(bytea, varchar, boolean, bigint[], varchar, varchar, date);
DROP FUNCTION jiuzhu_serve_together(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("households", "0002_scope")]

    operations = [
        seen("households_person", "id"),
        seen("households_identitydocument", "person_id"),
        seen("households_address", "person_id"),
        seen("households_householdmember", "person_id"),
        seen("households_bankaccount", "person_id"),
        seen("households_personhistory", "pgh_obj_id"),
        seen("households_identityhistory", "person_id"),
        seen("households_memberhistory", "person_id"),
        narrow("households_personaccess", before=(IN_SCOPE, "true"), after=(IN_SCOPE, "false")),
        migrations.RunSQL(ADMIT, ADMIT_BACK),
    ]
