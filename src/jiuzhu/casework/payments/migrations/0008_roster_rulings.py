"""Rulings on the hits of a roster; and who has a month already, also where another unit pays."""

import django.db.models.deletion
import jiuzhu.infra.fields
from django.db import migrations, models

from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable

COUNTY = "county_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
# Tells which of the asked lines name a person who has that month in another household. Only lines
# of cases that the asker sees are answered; neither the person nor the other household is told.
ELSEWHERE = """
CREATE FUNCTION jiuzhu_covered_elsewhere(which_scheme varchar, which_item varchar,
  before_batch bigint, persons bigint[], months date[], purposes text[], cases bigint[])
RETURNS TABLE (case_id bigint, month date, purpose text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT DISTINCT a.one_case, a.one_month, a.one_purpose
   FROM unnest(persons, months, purposes, cases) AS a(person, one_month, one_purpose, one_case)
   JOIN cases_case c ON c.id = a.one_case
    AND (jiuzhu_is_system() OR c.county_id = ANY (jiuzhu_organs()::bigint[]))
   JOIN payments_coverage v ON v.person_id = a.person AND v.scheme = which_scheme
    AND v.item = which_item AND v.month = a.one_month AND v.purpose = a.one_purpose
   JOIN payments_payable p ON p.id = v.payable_id AND p.case_id <> a.one_case
   WHERE coalesce(p.batch_id, 0) < before_batch $$;
REVOKE ALL ON FUNCTION jiuzhu_covered_elsewhere(varchar, varchar, bigint, bigint[], date[], text[],
  bigint[]) FROM PUBLIC;
"""
ELSEWHERE_BACK = """
DROP FUNCTION jiuzhu_covered_elsewhere(varchar, varchar, bigint, bigint[], date[], text[], bigint[]);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_open_clocks'),
        ('households', '0005_find_people'),
        ('organs', '0004_county_policy'),
        ('payments', '0007_agreement'),
    ]

    operations = [
        migrations.CreateModel(
            name='RosterRuling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=12, verbose_name='事项')),
                ('month', models.DateField(verbose_name='发放月份（首日）')),
                ('kind', models.CharField(choices=[('DEATH', '保障对象已登记死亡'), ('OTHER_SCHEME', '同时享受其他救助'), ('ACCOUNT_SHARED', '多户共用一个账户'), ('OPEN_OBJECTION', '异议未处理'), ('SUSPECTED_DEATH', '疑似死亡待核实'), ('UNSERVED_NOTICE', '不利通知未送达，按原金额发放')], max_length=16, verbose_name='核对结果')),
                ('ruling', models.CharField(choices=[('PAY', '照发'), ('HOLD', '本月缓发')], max_length=4, verbose_name='处理')),
                ('reason', jiuzhu.infra.fields.PlainTextField(max_length=200, verbose_name='理由')),
                ('ruled_at', models.DateTimeField(verbose_name='处理时刻')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='案件')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organs.organ', verbose_name='县级机关')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='households.person', verbose_name='所指的人')),
                ('ruled_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organs.officer', verbose_name='处理人')),
            ],
            options={
                'verbose_name': '名册核对处理',
                'indexes': [models.Index(fields=['county', 'scheme', 'month', 'case'], name='roster_of_month')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['DEATH', 'OTHER_SCHEME', 'ACCOUNT_SHARED', 'OPEN_OBJECTION', 'SUSPECTED_DEATH', 'UNSERVED_NOTICE'])), name='roster_hit_kind_known'), models.CheckConstraint(condition=models.Q(('ruling__in', ['PAY', 'HOLD'])), name='roster_ruling_known'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='roster_month_first_day'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='roster_ruling_has_reason'), models.CheckConstraint(condition=models.Q(('kind', 'UNSERVED_NOTICE'), ('ruling', 'HOLD'), _negated=True), name='roster_unserved_is_paid')],
            },
        ),
        enable("payments_rosterruling", COUNTY),
        append_only("payments_rosterruling"),
        migrations.RunSQL(ELSEWHERE, ELSEWHERE_BACK),
    ]
