"""Rows of decisions are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable, enable_by_case

SHARE = "EXISTS (SELECT 1 FROM decisions_award sa WHERE sa.id = award_id)"
SEPARATION = """
CREATE FUNCTION jiuzhu_decider_apart() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.decided_by_id IS NOT NULL AND EXISTS (
    SELECT 1 FROM cases_caseinvolvement i WHERE i.case_id = NEW.case_id
    AND i.officer_id = NEW.decided_by_id AND i.part IN ('VISITED', 'VERIFIED', 'ASSESSED')
  ) THEN
    RAISE EXCEPTION 'the decider took part in visit, verification or assessment'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER decider_apart BEFORE INSERT ON decisions_decision
FOR EACH ROW EXECUTE FUNCTION jiuzhu_decider_apart();
"""
SEPARATION_BACK = (
    "DROP TRIGGER decider_apart ON decisions_decision; DROP FUNCTION jiuzhu_decider_apart();"
)


class Migration(migrations.Migration):
    dependencies = [("decisions", "0001_initial"), ("infra", "0002_scope"), ("cases", "0002_scope")]

    operations = [
        enable_by_case("decisions_decision"),
        enable_by_case("decisions_award"),
        enable_by_case("decisions_exittalk"),
        enable("decisions_awardshare", SHARE),
        append_only("decisions_decision"),
        migrations.RunSQL(SEPARATION, SEPARATION_BACK),
    ]
