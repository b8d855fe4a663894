"""Long jobs belong to somebody: only the owner and the system see them."""


import django.db.models.deletion
import jiuzhu.infra.fields
from django.db import migrations, models

from jiuzhu.infra.scope.tables import enable


OWNER = "(owner IS NULL OR owner = nullif(current_setting('jiuzhu.user', true), '')::bigint)"
OF_ITS_RUN = "EXISTS (SELECT 1 FROM infra_jobrun r WHERE r.id = infra_jobrow.run_id)"


class Migration(migrations.Migration):

    dependencies = [
        ('infra', '0005_looks_by_kind'),
    ]

    operations = [
        migrations.CreateModel(
            name='JobRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60, verbose_name='行')),
                ('outcome', models.CharField(choices=[('DONE', '已办'), ('FAILED', '没有办成')], max_length=6, verbose_name='结果')),
                ('label', jiuzhu.infra.fields.PlainTextField(blank=True, max_length=80, verbose_name='名称')),
                ('cause', models.CharField(blank=True, max_length=60, verbose_name='原因代码')),
                ('sentence', jiuzhu.infra.fields.PlainTextField(blank=True, max_length=300, verbose_name='说明')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='位置')),
                ('at', models.DateTimeField(verbose_name='时刻')),
            ],
            options={
                'verbose_name': '任务逐行结果',
            },
        ),
        migrations.RemoveConstraint(
            model_name='jobrun',
            name='job_state_known',
        ),
        migrations.AddField(
            model_name='jobrun',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='接手次数'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='beat_at',
            field=models.DateTimeField(null=True, verbose_name='最近动静'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='begun_at',
            field=models.DateTimeField(null=True, verbose_name='接手时刻'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='cancel_asked_at',
            field=models.DateTimeField(null=True, verbose_name='要求取消时刻'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='done_before',
            field=models.PositiveIntegerField(default=0, verbose_name='接手前已完成'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='kind',
            field=models.CharField(default='system', max_length=40, verbose_name='种类'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='order',
            field=jiuzhu.infra.fields.EncryptedTextField(null=True, verbose_name='要求'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='organ',
            field=models.BigIntegerField(null=True, verbose_name='发起机关'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='owner',
            field=models.BigIntegerField(null=True, verbose_name='发起账户'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='owner_name',
            field=jiuzhu.infra.fields.PlainTextField(blank=True, max_length=60, verbose_name='发起人'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='reason',
            field=jiuzhu.infra.fields.PlainTextField(blank=True, max_length=200, verbose_name='用途'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='result_expires_at',
            field=models.DateTimeField(null=True, verbose_name='结果失效时刻'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='result_key',
            field=models.CharField(blank=True, max_length=64, verbose_name='结果文件'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='result_name',
            field=jiuzhu.infra.fields.PlainTextField(blank=True, max_length=120, verbose_name='结果文件名'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='result_size',
            field=models.PositiveIntegerField(default=0, verbose_name='结果字节数'),
        ),
        migrations.AddField(
            model_name='jobrun',
            name='sentence',
            field=jiuzhu.infra.fields.PlainTextField(blank=True, max_length=300, verbose_name='结果说明'),
        ),
        migrations.AlterField(
            model_name='jobrun',
            name='state',
            field=models.CharField(choices=[('WAITING', '排队中'), ('RUNNING', '进行中'), ('STALLED', '中断，可以继续'), ('DONE', '已完成'), ('FAILED', '没有做完'), ('CANCELLED', '已取消')], max_length=10, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='jobrun',
            name='stopped',
            field=models.PositiveIntegerField(default=0, verbose_name='没有办成'),
        ),
        migrations.AddIndex(
            model_name='jobrun',
            index=models.Index(fields=['owner', '-started_at'], name='job_owner'),
        ),
        migrations.AddIndex(
            model_name='jobrun',
            index=models.Index(condition=models.Q(('state__in', ['WAITING', 'RUNNING', 'STALLED'])), fields=['beat_at'], name='job_unfinished'),
        ),
        migrations.AddConstraint(
            model_name='jobrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['WAITING', 'RUNNING', 'STALLED', 'DONE', 'FAILED', 'CANCELLED'])), name='job_state_known'),
        ),
        migrations.AddConstraint(
            model_name='jobrun',
            constraint=models.CheckConstraint(condition=models.Q(('owner__isnull', True), ('organ__isnull', False), _connector='OR'), name='job_owner_has_organ'),
        ),
        migrations.AddField(
            model_name='jobrow',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='infra.jobrun', verbose_name='任务'),
        ),
        migrations.AddConstraint(
            model_name='jobrow',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['DONE', 'FAILED'])), name='job_row_outcome_known'),
        ),
        migrations.AddConstraint(
            model_name='jobrow',
            constraint=models.UniqueConstraint(fields=('run', 'key'), name='job_row_once'),
        ),
        enable("infra_jobrun", OWNER),
        enable("infra_jobrow", OF_ITS_RUN),
    ]
