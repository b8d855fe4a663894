"""Layouts of exported lists; an office sees its own."""


import django.db.models.deletion
import jiuzhu.infra.fields
from django.conf import settings
from django.db import migrations, models

from jiuzhu.infra.scope.tables import SEES_ORGAN, enable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_guided_tour'),
        ('organs', '0002_city_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='代码')),
                ('page', models.CharField(choices=[('TASKS', '我的待办'), ('CASES', '全部案件')], max_length=8, verbose_name='清单')),
                ('name', jiuzhu.infra.fields.PlainTextField(max_length=20, verbose_name='名称')),
                ('columns', models.JSONField(verbose_name='列')),
                ('is_shared', models.BooleanField(default=False, verbose_name='全机关共用')),
                ('saved_at', models.DateTimeField(verbose_name='保存时刻')),
                ('removed_at', models.DateTimeField(null=True, verbose_name='删去时刻')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organs.organ', verbose_name='机关')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账户')),
            ],
            options={
                'verbose_name': '导出模板',
                'constraints': [models.CheckConstraint(condition=models.Q(('page__in', ['TASKS', 'CASES'])), name='export_template_page_known'), models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('user', 'organ', 'page', 'name'), name='export_template_name_once')],
            },
        ),
        enable("accounts_exporttemplate", SEES_ORGAN.format(column="organ_id")),
    ]
