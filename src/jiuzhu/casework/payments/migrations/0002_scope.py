"""Payrolls are seen by the county unit; a single order also where its case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable

COUNTY = "county_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
ORDER = (
    "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = payments_paymentorder.case_id)"
    " OR EXISTS (SELECT 1 FROM payments_paymentbatch sb WHERE sb.id = batch_id)"
)
BY_BATCH = "EXISTS (SELECT 1 FROM payments_paymentbatch sb WHERE sb.id = batch_id)"
BY_RETURN = "EXISTS (SELECT 1 FROM payments_bankreturn sr WHERE sr.id = bank_return_id)"
BY_LEDGER = "EXISTS (SELECT 1 FROM payments_ledgerimport sl WHERE sl.id = ledger_id)"

# A frozen payroll is never edited: corrections are later lines. Only the bank's answer may be noted.
FROZEN = """
CREATE FUNCTION jiuzhu_order_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'order % cannot be deleted', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF (to_jsonb(NEW) - 'state' - 'failure') <> (to_jsonb(OLD) - 'state' - 'failure') THEN
    RAISE EXCEPTION 'order % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.state <> NEW.state AND OLD.state <> 'PENDING' THEN
    RAISE EXCEPTION 'order % is settled', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER order_stays BEFORE UPDATE OR DELETE ON payments_paymentorder
FOR EACH ROW EXECUTE FUNCTION jiuzhu_order_stays();
CREATE FUNCTION jiuzhu_batch_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'batch % cannot be deleted', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.digest <> ''::bytea
     AND (to_jsonb(NEW) - 'state' - 'confirmed_at' - 'confirmed_by_id')
      <> (to_jsonb(OLD) - 'state' - 'confirmed_at' - 'confirmed_by_id') THEN
    RAISE EXCEPTION 'batch % is frozen', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER batch_stays BEFORE UPDATE OR DELETE ON payments_paymentbatch
FOR EACH ROW EXECUTE FUNCTION jiuzhu_batch_stays();
CREATE FUNCTION jiuzhu_order_into_open_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM added n JOIN payments_paymentbatch b ON b.id = n.batch_id
             WHERE b.digest <> ''::bytea) THEN
    RAISE EXCEPTION 'a frozen payroll takes no further line' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_into_open_batch AFTER INSERT ON payments_paymentorder
REFERENCING NEW TABLE AS added FOR EACH STATEMENT
EXECUTE FUNCTION jiuzhu_order_into_open_batch();
"""
FROZEN_BACK = """
DROP TRIGGER order_into_open_batch ON payments_paymentorder;
DROP FUNCTION jiuzhu_order_into_open_batch();
DROP TRIGGER batch_stays ON payments_paymentbatch; DROP FUNCTION jiuzhu_batch_stays();
DROP TRIGGER order_stays ON payments_paymentorder; DROP FUNCTION jiuzhu_order_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("infra", "0002_scope"), ("cases", "0002_scope")]

    operations = [
        enable("payments_paymentbatch", COUNTY),
        enable("payments_paymentorder", ORDER),
        enable("payments_bankfile", BY_BATCH),
        enable("payments_bankreturn", BY_BATCH),
        enable("payments_ledgerimport", BY_BATCH),
        enable("payments_bankreturnline", BY_RETURN),
        enable("payments_ledgerline", BY_LEDGER),
        migrations.RunSQL(FROZEN, FROZEN_BACK),
    ]
