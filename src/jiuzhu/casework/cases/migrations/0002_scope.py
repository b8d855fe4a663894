"""Who sees a case, and the triggers that refuse a state jump and a broken chain even from SQL."""

from django.db import migrations

from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable, enable_by_case

SEES = (
    "organ_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
    " OR village_id = ANY ((SELECT jiuzhu_villages())::bigint[])"
    " OR applicant_id = (SELECT jiuzhu_person())"
)
PAUSE = "EXISTS (SELECT 1 FROM cases_caseclock cc WHERE cc.id = clock_id)"
TRIGGERS = """
CREATE FUNCTION jiuzhu_case_moves_by_table() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.number <> OLD.number OR NEW.scheme <> OLD.scheme) THEN
    RAISE EXCEPTION 'case %: number and scheme never change', OLD.number USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.accepted_on IS NOT NULL AND NEW.procedure <> OLD.procedure THEN
    RAISE EXCEPTION 'case %: accepted under %', OLD.number, OLD.procedure USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.state = OLD.state THEN RETURN NEW; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM law_proceduretransition t WHERE t.procedure = NEW.procedure AND t.scheme = NEW.scheme
    AND t.from_state = CASE WHEN TG_OP = 'INSERT' THEN '' ELSE OLD.state END AND t.to_state = NEW.state
  ) THEN
    RAISE EXCEPTION 'case %: no step of % leads to %', NEW.number, NEW.procedure, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND NEW.event_count <= OLD.event_count THEN
    RAISE EXCEPTION 'case %: a move without an event', NEW.number USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_moves_by_table BEFORE INSERT OR UPDATE ON cases_case
FOR EACH ROW EXECUTE FUNCTION jiuzhu_case_moves_by_table();
CREATE FUNCTION jiuzhu_event_links() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head bytea; events integer;
BEGIN
  SELECT trace_head, event_count INTO head, events FROM cases_case WHERE id = NEW.case_id;
  IF NEW.sequence <> events + 1 OR NEW.previous IS DISTINCT FROM head
     OR NEW.digest <> sha256(coalesce(NEW.previous, decode(repeat('00', 32), 'hex'))
                             || sha256(convert_to(NEW.body, 'UTF8'))) THEN
    RAISE EXCEPTION 'case event % does not continue the chain', NEW.sequence USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER case_event_links BEFORE INSERT ON cases_caseevent
FOR EACH ROW EXECUTE FUNCTION jiuzhu_event_links();
"""
TRIGGERS_BACK = """
DROP TRIGGER case_event_links ON cases_caseevent; DROP FUNCTION jiuzhu_event_links();
DROP TRIGGER case_moves_by_table ON cases_case; DROP FUNCTION jiuzhu_case_moves_by_table();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("infra", "0002_scope")]

    operations = [
        enable("cases_case", SEES),
        enable_by_case("cases_casemember"),
        enable_by_case("cases_caseevent"),
        enable_by_case("cases_caseclock"),
        enable_by_case("cases_casehold"),
        enable_by_case("cases_caseinvolvement"),
        enable_by_case("cases_casevisit"),
        enable_by_case("cases_casehistory", column="pgh_obj_id"),
        enable("cases_clockpause", PAUSE),
        append_only("cases_caseevent"),
        migrations.RunSQL(TRIGGERS, TRIGGERS_BACK),
    ]
