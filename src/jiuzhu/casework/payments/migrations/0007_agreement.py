"""The agreement with the finance ledger gets owners, explanations and a figure for good."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import jiuzhu.infra.fields
from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable

BY_LINE = "EXISTS (SELECT 1 FROM payments_ledgerline sl WHERE sl.id = line_id)"
# Differences that were found before they had an owner belong to whoever keeps the books.
OWNED = "UPDATE payments_ledgerline SET owner = 'FINANCE' WHERE difference <> 'EQUAL'"


class Migration(migrations.Migration):

    dependencies = [
        ('organs', '0004_county_policy'),
        ('payments', '0006_one_order_per_payable'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('equal', models.PositiveIntegerField(verbose_name='一致')),
                ('union', models.PositiveIntegerField(verbose_name='并集')),
                ('gap_fen', models.BigIntegerField(verbose_name='金额差（分）')),
                ('most_fen', models.BigIntegerField(verbose_name='较大金额合计（分）')),
                ('payroll_persons', models.PositiveIntegerField(verbose_name='平台人数')),
                ('ledger_persons', models.PositiveIntegerField(null=True, verbose_name='台账人数')),
                ('payroll_households', models.PositiveIntegerField(verbose_name='平台户数')),
                ('ledger_households', models.PositiveIntegerField(verbose_name='台账户数')),
                ('stock_both', models.PositiveIntegerField(verbose_name='两边都有')),
                ('stock_union', models.PositiveIntegerField(verbose_name='在册并集')),
                ('unexplained', models.PositiveIntegerField(verbose_name='未说明')),
                ('one_off_equal', models.PositiveIntegerField(verbose_name='一次性项目一致')),
                ('one_off_union', models.PositiveIntegerField(verbose_name='一次性项目并集')),
            ],
            options={
                'verbose_name': '一致率统计',
            },
        ),
        migrations.CreateModel(
            name='AgreementSnapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=12, verbose_name='事项')),
                ('month', models.DateField(verbose_name='月份（首日）')),
                ('compared', models.CharField(blank=True, max_length=80, verbose_name='比对字段')),
                ('is_final', models.BooleanField(verbose_name='已定数')),
                ('due_on', models.DateField(verbose_name='应统计日期')),
                ('frozen_at', models.DateTimeField(verbose_name='统计时刻')),
            ],
            options={
                'verbose_name': '一致率快照',
            },
        ),
        migrations.CreateModel(
            name='LedgerExplanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', jiuzhu.infra.fields.PlainTextField(max_length=200, verbose_name='原因')),
                ('explained_at', models.DateTimeField(verbose_name='说明时刻')),
            ],
            options={
                'verbose_name': '差异说明',
            },
        ),
        migrations.RemoveConstraint(
            model_name='ledgerline',
            name='ledger_difference_known',
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='due_on',
            field=models.DateField(null=True, verbose_name='应查清日期'),
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='is_one_off',
            field=models.BooleanField(default=False, verbose_name='一次性项目'),
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='ledger_name',
            field=jiuzhu.infra.fields.PlainTextField(blank=True, max_length=60, verbose_name='台账姓名'),
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='ledger_persons',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='台账人数'),
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='organ',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='organs.organ', verbose_name='乡镇（街道）'),
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='owner',
            field=models.CharField(blank=True, choices=[('FINANCE', '财务'), ('PAYROLL', '发放员'), ('TOWNSHIP', '乡镇（街道）')], max_length=8, verbose_name='责任方'),
        ),
        migrations.AddField(
            model_name='ledgerline',
            name='payroll_persons',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='平台人数'),
        ),
        migrations.AlterField(
            model_name='ledgerline',
            name='difference',
            field=models.CharField(choices=[('EQUAL', '一致'), ('MISSING_IN_LEDGER', '台账缺'), ('MISSING_ON_PLATFORM', '平台缺'), ('AMOUNT', '金额不同'), ('PERSONS', '人数不同'), ('CATEGORY', '城乡不同'), ('MONTH_SHIFT', '所属月错开'), ('DUPLICATE', '台账重复记账'), ('PAYEE_CHANGED', '领款人不同'), ('RETURNED', '退票仍记账'), ('IDENTITY', '姓名或证件号不符')], max_length=20, verbose_name='差异'),
        ),
        migrations.AddIndex(
            model_name='ledgerline',
            index=models.Index(condition=models.Q(('difference', 'EQUAL'), _negated=True), fields=['ledger', 'organ'], name='ledger_differences'),
        ),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='ledgerline',
            constraint=models.CheckConstraint(condition=models.Q(('difference__in', ['EQUAL', 'MISSING_IN_LEDGER', 'MISSING_ON_PLATFORM', 'AMOUNT', 'PERSONS', 'CATEGORY', 'MONTH_SHIFT', 'DUPLICATE', 'PAYEE_CHANGED', 'RETURNED', 'IDENTITY'])), name='ledger_difference_known'),
        ),
        migrations.AddConstraint(
            model_name='ledgerline',
            constraint=models.CheckConstraint(condition=models.Q(('difference', 'EQUAL'), ('owner__in', ['FINANCE', 'PAYROLL', 'TOWNSHIP']), _connector='OR'), name='ledger_difference_owned'),
        ),
        migrations.AddConstraint(
            model_name='ledgerline',
            constraint=models.CheckConstraint(condition=models.Q(('payroll_fen__isnull', False), ('ledger_fen__isnull', False), _connector='OR'), name='ledger_line_of_a_side'),
        ),
        migrations.AddField(
            model_name='agreementmeasure',
            name='organ',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='organs.organ', verbose_name='乡镇（街道）'),
        ),
        migrations.AddField(
            model_name='agreementsnapshot',
            name='batch',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='payments.paymentbatch', verbose_name='批次'),
        ),
        migrations.AddField(
            model_name='agreementsnapshot',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.organ', verbose_name='县级机关'),
        ),
        migrations.AddField(
            model_name='agreementsnapshot',
            name='ledger',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='payments.ledgerimport', verbose_name='台账'),
        ),
        migrations.AddField(
            model_name='agreementmeasure',
            name='snapshot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='payments.agreementsnapshot', verbose_name='快照'),
        ),
        migrations.AddField(
            model_name='ledgerexplanation',
            name='explained_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.officer', verbose_name='说明人'),
        ),
        migrations.AddField(
            model_name='ledgerexplanation',
            name='line',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='explanation', to='payments.ledgerline', verbose_name='比对行'),
        ),
        migrations.AddIndex(
            model_name='agreementsnapshot',
            index=models.Index(fields=['month', 'batch'], name='snapshot_of_month'),
        ),
        migrations.AddConstraint(
            model_name='agreementsnapshot',
            constraint=models.UniqueConstraint(condition=models.Q(('is_final', True)), fields=('batch',), name='snapshot_final_once'),
        ),
        migrations.AddConstraint(
            model_name='agreementsnapshot',
            constraint=models.CheckConstraint(condition=models.Q(('is_final', True), ('ledger__isnull', False), _connector='OR'), name='snapshot_before_the_day_has_ledger'),
        ),
        migrations.AddConstraint(
            model_name='agreementmeasure',
            constraint=models.UniqueConstraint(fields=('snapshot', 'organ'), name='measure_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='agreementmeasure',
            constraint=models.CheckConstraint(condition=models.Q(('equal__lte', models.F('union')), ('unexplained__lte', django.db.models.expressions.CombinedExpression(models.F('union'), '-', models.F('equal'))), ('stock_both__lte', models.F('stock_union')), ('gap_fen__lte', models.F('most_fen'))), name='measure_within_its_whole'),
        ),
        enable("payments_ledgerexplanation", BY_LINE),
        append_only("payments_ledgerexplanation"),
        append_only("payments_agreementsnapshot"),
        append_only("payments_agreementmeasure"),
    ]
