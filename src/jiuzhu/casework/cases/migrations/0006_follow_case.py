"""A family follows its case by code and the end of the applicant's number, without an account."""

from django.db import migrations, models

# The whole comparison stays in the database: the web role may neither read a case by its code nor
# take a wrong try back. An unknown code is counted like a known one, so that both answer alike.
FOLLOW = """
CREATE FUNCTION jiuzhu_follow_case(wanted varchar, digits varchar, moment timestamptz)
RETURNS TABLE (answer varchar, tries_left int, number varchar, person bigint, state varchar,
  scheme varchar, name varchar, opened_at timestamptz, answer_by date, organ varchar, phone varchar)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  most CONSTANT int := 5;
  code CONSTANT bytea := sha256(convert_to(wanted, 'UTF8'));
  failed int;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(wanted, 6));
  DELETE FROM cases_progresstry t WHERE t.since <= moment - interval '1 day';
  SELECT t.wrong INTO failed FROM cases_progresstry t WHERE t.code_digest = code;
  IF failed >= most THEN
    RETURN QUERY SELECT 'LOCKED'::varchar, 0, NULL::varchar, NULL::bigint, NULL::varchar,
      NULL::varchar, NULL::varchar, NULL::timestamptz, NULL::date, NULL::varchar, NULL::varchar;
    RETURN;
  END IF;
  RETURN QUERY
    SELECT 'FOUND'::varchar, most, c.number, c.applicant_id, c.state, c.scheme, p.name,
      c.opened_at,
      (SELECT min(k.due_on) FROM cases_caseclock k
       WHERE k.case_id = c.id AND k.stopped_on IS NULL AND k.kind <> 'supplement'),
      o.name, o.phone
    FROM cases_case c
    JOIN households_person p ON p.id = c.applicant_id
    JOIN organs_organ o ON o.id = c.organ_id
    WHERE c.progress_code = wanted AND EXISTS (
      SELECT 1 FROM households_identitydocument d WHERE d.person_id = p.id
      AND d.effective_to IS NULL AND d.last_four <> '' AND d.last_four = digits);
  IF FOUND THEN
    DELETE FROM cases_progresstry t WHERE t.code_digest = code;
    RETURN;
  END IF;
  INSERT INTO cases_progresstry AS t (code_digest, wrong, since) VALUES (code, 1, moment)
  ON CONFLICT (code_digest) DO UPDATE SET wrong = t.wrong + 1 RETURNING t.wrong INTO failed;
  RETURN QUERY SELECT 'WRONG'::varchar, most - failed, NULL::varchar, NULL::bigint, NULL::varchar,
    NULL::varchar, NULL::varchar, NULL::timestamptz, NULL::date, NULL::varchar, NULL::varchar;
END $$;
REVOKE ALL ON FUNCTION jiuzhu_follow_case(varchar, varchar, timestamptz) FROM PUBLIC;
"""
FOLLOW_BACK = "DROP FUNCTION jiuzhu_follow_case(varchar, varchar, timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_hold_same_number")]

    operations = [
        migrations.CreateModel(
            name="ProgressTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_digest", models.BinaryField(unique=True, verbose_name="查询码摘要")),
                ("wrong", models.PositiveSmallIntegerField(default=0, verbose_name="填错次数")),
                ("since", models.DateTimeField(db_index=True, verbose_name="第一次填错")),
            ],
            options={
                "verbose_name": "查询码试错",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("wrong__lte", 5)), name="progress_five_tries"
                    )
                ],
            },
        ),
        migrations.RunSQL(FOLLOW, FOLLOW_BACK),
    ]
