"""Give the orders of earlier payrolls their payable: what stands now, else the newest try."""

from django.db import migrations

FILL = """
ALTER TABLE payments_paymentorder DISABLE TRIGGER order_stays;
INSERT INTO payments_payable (county_id, batch_id, case_id, award_id, decision_id, payee_id,
  scheme, item, month, purpose, amount_fen, persons, rules)
SELECT DISTINCT ON (o.case_id, o.item, o.month) b.county_id,
       min(o.batch_id) OVER (PARTITION BY o.case_id, o.item, o.month), o.case_id, o.award_id,
       a.decision_id, o.payee_id, o.scheme, o.item, o.month, 'REGULAR', o.amount_fen, o.persons,
       coalesce(k.pack_digest, '')
FROM payments_paymentorder o
JOIN payments_paymentbatch b ON b.id = o.batch_id
JOIN decisions_award a ON a.id = o.award_id
JOIN decisions_decision d ON d.id = a.decision_id
LEFT JOIN assessments_computation k ON k.id = d.computation_id
ORDER BY o.case_id, o.item, o.month, o.state = 'FAILED', o.batch_id DESC;
UPDATE payments_paymentorder o SET payable_id = p.id FROM payments_payable p
WHERE p.case_id = o.case_id AND p.item = o.item AND p.month = o.month;
-- Earlier payrolls could not see a person who was covered twice; who stands second keeps no share
-- here, and the audit names the payable.
INSERT INTO payments_coverage (payable_id, person_id, scheme, item, month, purpose, amount_fen)
SELECT p.id, s.person_id, p.scheme, p.item, p.month, p.purpose, s.amount_fen
FROM payments_payable p JOIN decisions_awardshare s ON s.award_id = p.award_id
ORDER BY p.id, s.id
ON CONFLICT DO NOTHING;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE payments_paymentorder ENABLE TRIGGER order_stays;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0004_payables"), ("assessments", "0002_scope")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
