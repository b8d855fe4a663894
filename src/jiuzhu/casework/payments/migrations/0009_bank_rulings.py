"""Names, doubtful lines and files of unknown fate wait for a person's ruling."""

import django.contrib.postgres.functions
import django.db.models.deletion
from django.db import migrations, models

import jiuzhu.infra.fields
from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable

COUNTY = "county_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
BY_FILE = "EXISTS (SELECT 1 FROM payments_bankfile sf WHERE sf.id = payments_banksending.file_id)"


class Migration(migrations.Migration):

    dependencies = [
        ('households', '0005_find_people'),
        ('organs', '0005_power_of_each_scheme'),
        ('payments', '0008_roster_rulings'),
    ]

    operations = [
        migrations.CreateModel(
            name='BankAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('encoding', models.CharField(max_length=8, verbose_name='字符集')),
                ('name', jiuzhu.infra.fields.PlainTextField(max_length=60, verbose_name='登记户名')),
                ('alias', jiuzhu.infra.fields.PlainTextField(blank=True, max_length=60, verbose_name='银行户名')),
                ('ground', jiuzhu.infra.fields.PlainTextField(max_length=100, verbose_name='依据')),
                ('ruled_at', models.DateTimeField(verbose_name='裁定时刻')),
            ],
            options={
                'verbose_name': '银行户名别名',
            },
        ),
        migrations.CreateModel(
            name='BankSending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), unique=True, verbose_name='发送编号')),
                ('state', models.CharField(choices=[('INTENDED', '待发送'), ('SENDING', '已发出，结果待查'), ('ACCEPTED', '银行已收到'), ('NOT_TAKEN', '银行没有收到')], max_length=9, verbose_name='状态')),
                ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='发送次数')),
                ('receipt', jiuzhu.infra.fields.PlainTextField(blank=True, max_length=60, verbose_name='银行回执')),
                ('intended_at', models.DateTimeField(verbose_name='提交时刻')),
                ('sent_at', models.DateTimeField(null=True, verbose_name='最近发出时刻')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='查明时刻')),
                ('ground', jiuzhu.infra.fields.PlainTextField(blank=True, max_length=200, verbose_name='人工认定依据')),
                ('ruled_at', models.DateTimeField(null=True, verbose_name='认定时刻')),
            ],
            options={
                'verbose_name': '银行文件发送',
            },
        ),
        migrations.AddField(
            model_name='bankfile',
            name='layout',
            field=models.CharField(default='standard-1', max_length=20, verbose_name='文件格式'),
        ),
        migrations.AddField(
            model_name='bankreturnline',
            name='doubt',
            field=models.CharField(blank=True, choices=[('UNKNOWN', '名册里没有这一行'), ('AMOUNT', '金额与名册不同'), ('ACCOUNT', '账号与名册不同'), ('TWO_WORDS', '同一行一次说成功、一次说失败'), ('AFTER_PAID', '已登记发放，又报失败'), ('AFTER_FAILED', '已登记退票，又报成功')], max_length=12, verbose_name='疑点'),
        ),
        migrations.AddField(
            model_name='bankreturnline',
            name='ruled_at',
            field=models.DateTimeField(null=True, verbose_name='处理时刻'),
        ),
        migrations.AddField(
            model_name='bankreturnline',
            name='ruled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='organs.officer', verbose_name='处理人'),
        ),
        migrations.AddField(
            model_name='bankreturnline',
            name='ruling',
            field=jiuzhu.infra.fields.PlainTextField(blank=True, max_length=200, verbose_name='处理意见'),
        ),
        migrations.AddIndex(
            model_name='bankreturnline',
            index=models.Index(condition=models.Q(('quarantined', True), ('ruled_at__isnull', True)), fields=['bank_return'], name='return_doubts_open'),
        ),
        migrations.AddConstraint(
            model_name='bankreturnline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ruled_at__isnull', False), ('ruled_by__isnull', False)), models.Q(('ruled_at__isnull', True), ('ruled_by__isnull', True)), _connector='OR'), name='return_line_ruled_pair'),
        ),
        migrations.AddConstraint(
            model_name='bankreturnline',
            constraint=models.CheckConstraint(condition=models.Q(('doubt', ''), ('doubt__in', ['UNKNOWN', 'AMOUNT', 'ACCOUNT', 'TWO_WORDS', 'AFTER_PAID', 'AFTER_FAILED']), _connector='OR'), name='return_doubt_known'),
        ),
        migrations.AddConstraint(
            model_name='bankreturnline',
            constraint=models.CheckConstraint(condition=models.Q(('quarantined', True), ('ruled_at__isnull', True), _connector='OR'), name='return_ruling_on_doubt_only'),
        ),
        migrations.AddField(
            model_name='bankalias',
            name='county',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.organ', verbose_name='县级机关'),
        ),
        migrations.AddField(
            model_name='bankalias',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='households.person', verbose_name='领款人'),
        ),
        migrations.AddField(
            model_name='bankalias',
            name='ruled_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.officer', verbose_name='裁定人'),
        ),
        migrations.AddField(
            model_name='banksending',
            name='file',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='payments.bankfile', verbose_name='银行文件'),
        ),
        migrations.AddField(
            model_name='banksending',
            name='intended_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.officer', verbose_name='提交人'),
        ),
        migrations.AddField(
            model_name='banksending',
            name='ruled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organs.officer', verbose_name='认定人'),
        ),
        migrations.AddIndex(
            model_name='bankalias',
            index=models.Index(fields=['person', 'encoding'], name='alias_of_person'),
        ),
        migrations.AddIndex(
            model_name='banksending',
            index=models.Index(condition=models.Q(('state__in', ['INTENDED', 'SENDING'])), fields=['state'], name='sending_open'),
        ),
        migrations.AddConstraint(
            model_name='banksending',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['INTENDED', 'SENDING', 'ACCEPTED', 'NOT_TAKEN'])), name='sending_state_known'),
        ),
        migrations.AddConstraint(
            model_name='banksending',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ruled_at__isnull', False), ('ruled_by__isnull', False)), models.Q(('ruled_at__isnull', True), ('ruled_by__isnull', True)), _connector='OR'), name='sending_ruled_pair'),
        ),
        migrations.AddConstraint(
            model_name='banksending',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'INTENDED'), ('sent_at__isnull', False), _connector='OR'), name='sending_sent_before_known'),
        ),
        enable("payments_bankalias", COUNTY),
        enable("payments_banksending", BY_FILE),
        append_only("payments_bankalias"),
    ]
