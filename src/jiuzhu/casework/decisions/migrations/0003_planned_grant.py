"""Confirmations that may be taken back for some minutes; seen where their case is seen."""

import django.db.models.deletion
import jiuzhu.infra.fields
from django.db import migrations, models

from jiuzhu.infra.scope.tables import enable_by_case


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0002_scope'),
        ('cases', '0005_hold_same_number'),
        ('decisions', '0002_scope'),
        ('organs', '0002_city_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlannedGrant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.BigIntegerField(null=True, verbose_name='账户')),
                ('text', jiuzhu.infra.fields.PlainTextField(max_length=200, verbose_name='审批意见')),
                ('state', models.CharField(choices=[('WAITING', '等待生效'), ('DONE', '已批准'), ('TAKEN_BACK', '已撤回'), ('REFUSED', '没有办成')], default='WAITING', max_length=10, verbose_name='状态')),
                ('confirmed_at', models.DateTimeField(verbose_name='确认时刻')),
                ('due_at', models.DateTimeField(verbose_name='生效时刻')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='结束时刻')),
                ('reason', jiuzhu.infra.fields.PlainTextField(blank=True, max_length=300, verbose_name='没有办成的原因')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='cases.case', verbose_name='案件')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.officer', verbose_name='确认人')),
                ('opinion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='assessments.opinion', verbose_name='所见审核意见')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.organ', verbose_name='确认人机关')),
            ],
            options={
                'verbose_name': '待生效的确认',
                'indexes': [models.Index(condition=models.Q(('state', 'WAITING')), fields=['due_at'], name='planned_grant_due'), models.Index(fields=['officer', 'confirmed_at'], name='planned_grant_of_officer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['WAITING', 'DONE', 'TAKEN_BACK', 'REFUSED'])), name='planned_grant_state_known'), models.CheckConstraint(condition=models.Q(('due_at__isnull', True), ('due_at__gt', models.F('confirmed_at')), _connector='OR'), name='planned_grant_moments_in_order'), models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('case',), name='planned_grant_one_waiting'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('state', 'WAITING')), models.Q(models.Q(('state', 'WAITING'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='planned_grant_ended_has_moment')],
            },
        ),
        enable_by_case("decisions_plannedgrant"),
    ]
