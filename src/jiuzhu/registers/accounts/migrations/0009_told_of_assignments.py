"""A notice to whoever a case was assigned to."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_export_templates'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='noticemute',
            name='notice_mute_kind_known',
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('JOB_DONE', '后台任务办完'), ('JOB_FAILED', '后台任务没有办完'), ('MENTION', '同事提到我'), ('ASSIGNED', '案件分派给我'), ('DEADLINE_NEAR', '期限将到'), ('DEADLINE_OVER', '已经超期'), ('RETURNED', '案件退回'), ('DIGEST', '每日摘要')], max_length=13, verbose_name='种类'),
        ),
        migrations.AlterField(
            model_name='noticemute',
            name='kind',
            field=models.CharField(choices=[('JOB_DONE', '后台任务办完'), ('JOB_FAILED', '后台任务没有办完'), ('MENTION', '同事提到我'), ('ASSIGNED', '案件分派给我'), ('DEADLINE_NEAR', '期限将到'), ('DEADLINE_OVER', '已经超期'), ('RETURNED', '案件退回'), ('DIGEST', '每日摘要')], max_length=13, verbose_name='种类'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['JOB_DONE', 'JOB_FAILED', 'MENTION', 'ASSIGNED', 'DEADLINE_NEAR', 'DEADLINE_OVER', 'RETURNED', 'DIGEST'])), name='notice_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='noticemute',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['JOB_DONE', 'JOB_FAILED', 'MENTION', 'ASSIGNED', 'DEADLINE_NEAR', 'DEADLINE_OVER', 'RETURNED', 'DIGEST'])), name='notice_mute_kind_known'),
        ),
    ]
