"""Narrowed lists that a desk keeps by name; an office sees its own."""

import django.db.models.deletion
import jiuzhu.infra.fields
from django.conf import settings
from django.db import migrations, models

from jiuzhu.infra.scope.tables import SEES_ORGAN, enable


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_codes_by_phone'),
        ('organs', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=12, unique=True, verbose_name='代码')),
                ('page', models.CharField(choices=[('TASKS', '我的待办'), ('CASES', '全部案件')], max_length=8, verbose_name='清单')),
                ('name', jiuzhu.infra.fields.PlainTextField(max_length=12, verbose_name='名称')),
                ('conditions', models.CharField(max_length=200, verbose_name='条件')),
                ('is_shared', models.BooleanField(default=False, verbose_name='全机关共用')),
                ('saved_at', models.DateTimeField(verbose_name='保存时刻')),
                ('removed_at', models.DateTimeField(null=True, verbose_name='删去时刻')),
                ('organ', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organs.organ', verbose_name='机关')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='账户')),
            ],
            options={
                'verbose_name': '常用清单',
                'constraints': [models.CheckConstraint(condition=models.Q(('page__in', ['TASKS', 'CASES'])), name='saved_list_page_known'), models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('user', 'organ', 'page', 'name'), name='saved_list_name_once')],
            },
        ),
        enable("accounts_savedlist", SEES_ORGAN.format(column="organ_id")),
    ]
