"""Who looks after a case: one open row a case, seen by the organs that handle it."""

import django.db.models.deletion
import jiuzhu.infra.fields
from django.db import migrations, models

from jiuzhu.infra.scope.tables import SEES_ORGAN, enable


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_nearest_due'),
        ('organs', '0002_city_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseAssignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', jiuzhu.infra.fields.PlainTextField(blank=True, max_length=100, verbose_name='原因')),
                ('assigned_at', models.DateTimeField(verbose_name='起')),
                ('assigned_by', models.BigIntegerField(verbose_name='分派人')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='止')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='cases.case', verbose_name='案件')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.officer', verbose_name='经办人')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organs.organ', verbose_name='经办机关')),
            ],
            options={
                'verbose_name': '案件分派',
                'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['officer'], name='assignment_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='assignment_one_open'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('assigned_at')), _connector='OR'), name='assignment_moments_in_order')],
            },
        ),
        enable("cases_caseassignment", SEES_ORGAN.format(column="organ_id")),
    ]
