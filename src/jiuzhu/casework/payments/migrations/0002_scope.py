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
    ]
