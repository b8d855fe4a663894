"""Notices to staff: a colleague writes them, only the addressee reads them."""


import django.db.models.deletion
import jiuzhu.infra.fields
from django.conf import settings
from django.db import migrations, models

from jiuzhu.infra.scope.tables import enable


OWN = "account_id = nullif(current_setting('jiuzhu.user', true), '')::bigint"


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_saved_lists'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('JOB_DONE', '后台任务办完'), ('JOB_FAILED', '后台任务没有办完'), ('MENTION', '同事提到我'), ('DEADLINE_NEAR', '期限将到'), ('DEADLINE_OVER', '已经超期'), ('RETURNED', '案件退回'), ('DIGEST', '每日摘要')], max_length=13, verbose_name='种类')),
                ('text', jiuzhu.infra.fields.PlainTextField(max_length=200, verbose_name='内容')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='位置')),
                ('key', models.CharField(blank=True, max_length=80, verbose_name='只提醒一次的标记')),
                ('at', models.DateTimeField(verbose_name='时刻')),
                ('read_at', models.DateTimeField(null=True, verbose_name='已读时刻')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账户')),
            ],
            options={
                'verbose_name': '提醒',
                'indexes': [models.Index(fields=['account', '-id'], name='notice_newest'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['account', 'kind'], name='notice_unread')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['JOB_DONE', 'JOB_FAILED', 'MENTION', 'DEADLINE_NEAR', 'DEADLINE_OVER', 'RETURNED', 'DIGEST'])), name='notice_kind_known'), models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('account', 'key'), name='notice_key_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticeMute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('JOB_DONE', '后台任务办完'), ('JOB_FAILED', '后台任务没有办完'), ('MENTION', '同事提到我'), ('DEADLINE_NEAR', '期限将到'), ('DEADLINE_OVER', '已经超期'), ('RETURNED', '案件退回'), ('DIGEST', '每日摘要')], max_length=13, verbose_name='种类')),
                ('is_muted', models.BooleanField(default=True, verbose_name='静音')),
                ('changed_at', models.DateTimeField(verbose_name='更改时刻')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='账户')),
            ],
            options={
                'verbose_name': '静音的提醒',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['JOB_DONE', 'JOB_FAILED', 'MENTION', 'DEADLINE_NEAR', 'DEADLINE_OVER', 'RETURNED', 'DIGEST'])), name='notice_mute_kind_known'), models.UniqueConstraint(fields=('account', 'kind'), name='notice_mute_once')],
            },
        ),
        enable("accounts_notice", OWN, check="true"),
        enable("accounts_noticemute", OWN),
    ]
