"""Who sees an emergency: whoever sees its case; a cash book is the township's and its county's."""

from django.db import migrations

from jiuzhu.infra.scope.tables import SEES_ORGAN, enable, enable_by_case

OF_RELIEF = "EXISTS (SELECT 1 FROM relief_urgentrelief ru WHERE ru.id = relief_id)"
OF_FUND = "EXISTS (SELECT 1 FROM relief_reservefund rf WHERE rf.id = fund_id)"

# What was written stays: of an entry only the second signature comes later, once.
STAYS = """
CREATE FUNCTION jiuzhu_reserve_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'a cash book is never cut' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.signed_at IS NOT NULL OR NEW.signed_at IS NULL
     OR (NEW.fund_id, NEW.serial, NEW.kind, NEW.amount_fen, NEW.balance_fen, NEW.note, NEW.made_at,
         NEW.made_by_id) IS DISTINCT FROM
        (OLD.fund_id, OLD.serial, OLD.kind, OLD.amount_fen, OLD.balance_fen, OLD.note, OLD.made_at,
         OLD.made_by_id) OR NEW.relief_id IS DISTINCT FROM OLD.relief_id THEN
    RAISE EXCEPTION 'entry % of a cash book stays as it was made', OLD.serial
      USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER reserve_stays BEFORE UPDATE OR DELETE ON relief_reserveentry
FOR EACH ROW EXECUTE FUNCTION jiuzhu_reserve_stays();
CREATE TRIGGER reserve_stays_whole BEFORE TRUNCATE ON relief_reserveentry
FOR EACH STATEMENT EXECUTE FUNCTION jiuzhu_reserve_stays();
"""
STAYS_BACK = """
DROP TRIGGER reserve_stays_whole ON relief_reserveentry;
DROP TRIGGER reserve_stays ON relief_reserveentry; DROP FUNCTION jiuzhu_reserve_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("relief", "0001_initial"),
        ("infra", "0002_scope"),
        ("cases", "0002_scope"),
    ]

    operations = [
        enable_by_case("relief_urgentrelief"),
        enable("relief_reliefreport", OF_RELIEF),
        enable("relief_reservefund", SEES_ORGAN.format(column="organ_id")),
        enable("relief_reserveentry", OF_FUND),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
