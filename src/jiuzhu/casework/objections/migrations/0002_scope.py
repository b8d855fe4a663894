"""Who knows of an objection: the organs that handle it, never an officer whom it names."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable

# Neither the applicant nor the village; where it is about staff of the township, the county only.
SEES = (
    "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = case_id"
    " AND CASE WHEN county_only THEN sc.county_id ELSE sc.organ_id END"
    " = ANY ((SELECT jiuzhu_organs())::bigint[]))"
    " AND NOT coalesce((SELECT jiuzhu_officer()) = ANY (against), false)"
)
# Whoever sees the case may write one down (the assistant of the village), without reading it.
WRITES = "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = case_id)"
APPRAISES = (
    "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = case_id"
    " AND sc.organ_id = ANY ((SELECT jiuzhu_organs())::bigint[]))"
)
SITS = "EXISTS (SELECT 1 FROM objections_appraisal sa WHERE sa.id = appraisal_id)"
OFFICER = """
CREATE FUNCTION jiuzhu_officer() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('jiuzhu.officer', true), '')::bigint $$;
"""
OFFICER_BACK = "DROP FUNCTION jiuzhu_officer();"

# How many objections still hold a case: also those that the asker may not see.
OPEN = """
CREATE FUNCTION jiuzhu_open_objections(asked bigint) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT count(*)::integer FROM objections_objection o
   WHERE o.case_id = asked AND o.about = 'RESULT' AND CASE o.finding
     WHEN 'UPHELD' THEN o.reviewed_at IS NULL ELSE o.closed_at IS NULL END $$;
REVOKE ALL ON FUNCTION jiuzhu_open_objections(bigint) FROM PUBLIC;
"""
OPEN_BACK = "DROP FUNCTION jiuzhu_open_objections(bigint);"

# The public page: one row and the hold, for a sheet that hangs on that day; nothing is read back.
# The case is locked as every use case locks it, so that entering payment waits or is waited for.
OBJECT = """
CREATE FUNCTION jiuzhu_object(
  sheet varchar, objection varchar, words bytea, who bytea, reach bytea, of_staff boolean,
  moment timestamptz, on_day date, due date, is_provisional boolean, why varchar
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found_case bigint; found_notice bigint;
BEGIN
  SELECT n.case_id, n.id INTO found_case, found_notice FROM publicity_publicnotice n
  WHERE n.code = sheet AND n.posted_at <= moment AND n.ends_on >= on_day;
  IF NOT FOUND THEN RETURN false; END IF;
  PERFORM 1 FROM cases_case c WHERE c.id = found_case FOR UPDATE;
  INSERT INTO objections_objection (
    number, case_id, public_notice_id, channel, wording, refusal_note, text, name, contact,
    against, county_only, received_at, recorded_at, is_late, due_on, due_provisional, about,
    relabel_reason, finding, answer_way)
  VALUES (objection, found_case, found_notice, 'WEB', 'WRITTEN', '', words, who, reach,
    '{}', of_staff, moment, moment, false, due, is_provisional, 'RESULT', '', '', '');
  INSERT INTO cases_casehold (case_id, kind, reason, opened_at)
  VALUES (found_case, 'OPEN_OBJECTION', why, moment)
  ON CONFLICT (case_id, kind) WHERE ended_at IS NULL DO NOTHING;
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION jiuzhu_object(varchar, varchar, bytea, bytea, bytea, boolean, timestamptz,
  date, date, boolean, varchar) FROM PUBLIC;
"""
OBJECT_BACK = """
DROP FUNCTION jiuzhu_object(varchar, varchar, bytea, bytea, bytea, boolean, timestamptz, date, date,
  boolean, varchar);
"""

# What was said, by whom and when stays as it was written.
STAYS = """
CREATE FUNCTION jiuzhu_objection_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'an objection is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.text <> OLD.text OR NEW.name IS DISTINCT FROM OLD.name
     OR NEW.contact IS DISTINCT FROM OLD.contact OR NEW.number <> OLD.number
     OR NEW.case_id <> OLD.case_id OR NEW.public_notice_id <> OLD.public_notice_id
     OR NEW.received_at <> OLD.received_at OR NEW.against <> OLD.against
     OR NEW.county_only <> OLD.county_only OR OLD.closed_at IS NOT NULL AND
        (NEW.closed_at IS NULL OR NEW.finding <> OLD.finding OR NEW.about <> OLD.about) THEN
    RAISE EXCEPTION 'objection % stays as it was made', OLD.number
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER objection_stays BEFORE UPDATE OR DELETE ON objections_objection
FOR EACH ROW EXECUTE FUNCTION jiuzhu_objection_stays();
CREATE TRIGGER objection_stays_whole BEFORE TRUNCATE ON objections_objection
FOR EACH STATEMENT EXECUTE FUNCTION jiuzhu_objection_stays();
"""
STAYS_BACK = """
DROP TRIGGER objection_stays_whole ON objections_objection;
DROP TRIGGER objection_stays ON objections_objection; DROP FUNCTION jiuzhu_objection_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("objections", "0001_initial"),
        ("infra", "0002_scope"),
        ("cases", "0002_scope"),
        ("publicity", "0002_scope"),
    ]

    operations = [
        migrations.RunSQL(OFFICER, OFFICER_BACK),
        enable("objections_appraisal", APPRAISES),
        enable("objections_attendee", SITS),
        enable("objections_objection", SEES, check=WRITES),
        migrations.RunSQL(OPEN, OPEN_BACK),
        migrations.RunSQL(OBJECT, OBJECT_BACK),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
