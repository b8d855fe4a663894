"""What is owed apart from what is paid: a payable with a share for everybody it covers."""

import django.db.models.deletion
from django.db import migrations, models

from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable

BY_COUNTY = (
    "county_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
    " OR EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = payments_payable.case_id)"
)
BY_PAYABLE = "EXISTS (SELECT 1 FROM payments_payable sp WHERE sp.id = payable_id)"


class Migration(migrations.Migration):
    dependencies = [
        ('cases', '0011_open_clocks'),
        ('decisions', '0003_planned_grant'),
        ('households', '0005_find_people'),
        ('organs', '0004_county_policy'),
        ('payments', '0003_order_code'),
    ]

    operations = [
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=12, verbose_name='事项')),
                ('item', models.CharField(choices=[('BASIC', '低保金')], max_length=20, verbose_name='项目')),
                ('month', models.DateField(verbose_name='所属月')),
                ('purpose', models.CharField(choices=[('REGULAR', '当月应发'), ('BACK_PAY', '补发差额'), ('LAW', '政策补发'), ('COUNTER', '冲减')], max_length=8, verbose_name='用途')),
                ('amount_fen', models.BigIntegerField(verbose_name='份额（分）')),
            ],
            options={
                'verbose_name': '应发份额',
            },
        ),
        migrations.CreateModel(
            name='Payable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(max_length=12, verbose_name='事项')),
                ('item', models.CharField(choices=[('BASIC', '低保金')], max_length=20, verbose_name='项目')),
                ('month', models.DateField(verbose_name='所属月')),
                ('purpose', models.CharField(choices=[('REGULAR', '当月应发'), ('BACK_PAY', '补发差额'), ('LAW', '政策补发'), ('COUNTER', '冲减')], max_length=8, verbose_name='用途')),
                ('amount_fen', models.BigIntegerField(verbose_name='应发（分）')),
                ('persons', models.PositiveSmallIntegerField(verbose_name='保障人数')),
                ('rules', models.CharField(blank=True, max_length=64, verbose_name='规则包摘要')),
            ],
            options={
                'verbose_name': '应发',
            },
        ),
        migrations.AddField(
            model_name='paymentorder',
            name='purpose',
            field=models.CharField(choices=[('REGULAR', '当月应发'), ('BACK_PAY', '补发差额'), ('LAW', '政策补发'), ('COUNTER', '冲减')], default='REGULAR', max_length=8, verbose_name='用途'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='households.person', verbose_name='保障对象'),
        ),
        migrations.AddField(
            model_name='payable',
            name='award',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payables', to='decisions.award', verbose_name='待遇'),
        ),
        migrations.AddField(
            model_name='payable',
            name='batch',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payables', to='payments.paymentbatch', verbose_name='首次列入'),
        ),
        migrations.AddField(
            model_name='payable',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payables', to='cases.case', verbose_name='案件'),
        ),
        migrations.AddField(
            model_name='payable',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.organ', verbose_name='县级机关'),
        ),
        migrations.AddField(
            model_name='payable',
            name='decision',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payables', to='decisions.decision', verbose_name='决定'),
        ),
        migrations.AddField(
            model_name='payable',
            name='payee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='households.person', verbose_name='领款人'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='payable',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coverage', to='payments.payable', verbose_name='应发'),
        ),
        migrations.AddField(
            model_name='paymentorder',
            name='payable',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='payments.payable', verbose_name='应发'),
        ),
        migrations.AddConstraint(
            model_name='paymentorder',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['REGULAR', 'BACK_PAY', 'LAW', 'COUNTER'])), name='order_purpose_known'),
        ),
        migrations.AddIndex(
            model_name='payable',
            index=models.Index(condition=models.Q(('batch', None)), fields=['county', 'scheme'], name='payable_waiting'),
        ),
        migrations.AddConstraint(
            model_name='payable',
            constraint=models.CheckConstraint(condition=models.Q(('item__in', ['BASIC'])), name='payable_item_known'),
        ),
        migrations.AddConstraint(
            model_name='payable',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['REGULAR', 'BACK_PAY', 'LAW', 'COUNTER'])), name='payable_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='payable',
            constraint=models.CheckConstraint(condition=models.Q(('month__day', 1)), name='payable_month_first_day'),
        ),
        migrations.AddConstraint(
            model_name='payable',
            constraint=models.UniqueConstraint(fields=('case', 'item', 'month', 'purpose'), name='payable_once'),
        ),
        migrations.AddConstraint(
            model_name='payable',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_fen__lt', 0), ('purpose', 'COUNTER')), models.Q(models.Q(('purpose', 'COUNTER'), _negated=True), ('amount_fen__gt', 0)), _connector='OR'), name='payable_less_only_by_counter_line'),
        ),
        migrations.AddConstraint(
            model_name='coverage',
            constraint=models.UniqueConstraint(fields=('person', 'scheme', 'item', 'month', 'purpose'), name='coverage_once'),
        ),
        enable("payments_payable", BY_COUNTY),
        enable("payments_coverage", BY_PAYABLE),
        append_only("payments_payable"),
        append_only("payments_coverage"),
    ]
