"""Sight of a person lasts only where a case of the organ names the person."""

from django.db import migrations

# Checked at the end of the transaction: the row comes before the case that it serves.
BACKED = """
CREATE FUNCTION jiuzhu_access_has_case() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM cases_case c JOIN cases_casemember m ON m.case_id = c.id
    JOIN organs_organ o ON o.id = NEW.organ_id
    WHERE c.number = NEW.case_number AND m.person_id = NEW.person_id
    AND (o.id IN (c.organ_id, c.county_id, c.village_id)
         OR o.kind = 'CENTRE' AND o.parent_id = c.county_id)
  ) THEN
    RAISE EXCEPTION 'person %: no case % of organ % names them',
      NEW.person_id, NEW.case_number, NEW.organ_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER access_has_case AFTER INSERT OR UPDATE ON households_personaccess
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION jiuzhu_access_has_case();
"""
BACKED_BACK = """
DROP TRIGGER access_has_case ON households_personaccess; DROP FUNCTION jiuzhu_access_has_case();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_scope"), ("households", "0003_admit_person")]

    operations = [migrations.RunSQL(BACKED, BACKED_BACK)]
