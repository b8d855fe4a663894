"""Which columns of a list an account wants to see; nobody else reads it."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from jiuzhu.infra.scope.tables import enable

OWNER = "user_id = nullif(current_setting('jiuzhu.user', true), '')::bigint"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_notices'),
    ]

    operations = [
        migrations.CreateModel(
            name='ListColumns',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(choices=[('TASKS', '我的待办'), ('CASES', '全部案件')], max_length=8, verbose_name='清单')),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None, verbose_name='列')),
                ('chosen_at', models.DateTimeField(verbose_name='保存时刻')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL, verbose_name='账户')),
            ],
            options={
                'verbose_name': '清单列设置',
                'constraints': [models.CheckConstraint(condition=models.Q(('page__in', ['TASKS', 'CASES'])), name='list_columns_page_known'), models.UniqueConstraint(fields=('user', 'page'), name='list_columns_once')],
            },
        ),
        enable("accounts_listcolumns", OWNER),
    ]
