"""Words among colleagues: read by the organs of a case, written once, only ever marked."""

import django.contrib.postgres.fields
import django.db.models.deletion
import jiuzhu.infra.fields
from django.db import migrations, models

from jiuzhu.infra.scope.tables import enable


# Neither the applicant nor a village sees a note: only organs in whose scope the case lies.
SEES = (
    "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = case_id"
    " AND sc.organ_id = ANY ((SELECT jiuzhu_organs())::bigint[]))"
)
STAYS = """
CREATE FUNCTION jiuzhu_note_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'UPDATE' THEN
    RAISE EXCEPTION 'a note is never deleted' USING ERRCODE = 'restrict_violation';
  END IF;
  IF (to_jsonb(NEW) - 'withdrawn_at') <> (to_jsonb(OLD) - 'withdrawn_at')
     OR OLD.withdrawn_at IS NOT NULL THEN
    RAISE EXCEPTION 'note % stays as it was written', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER note_stays BEFORE UPDATE OR DELETE ON cases_casenote
FOR EACH ROW EXECUTE FUNCTION jiuzhu_note_stays();
CREATE TRIGGER note_stays_whole BEFORE TRUNCATE ON cases_casenote
FOR EACH STATEMENT EXECUTE FUNCTION jiuzhu_note_stays();
"""
STAYS_BACK = """
DROP TRIGGER note_stays_whole ON cases_casenote;
DROP TRIGGER note_stays ON cases_casenote; DROP FUNCTION jiuzhu_note_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0006_follow_case'),
        ('organs', '0002_city_looks'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', jiuzhu.infra.fields.PlainTextField(max_length=500, verbose_name='备注')),
                ('mentions', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None, verbose_name='提到的同事')),
                ('written_at', models.DateTimeField(verbose_name='时刻')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时刻')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='organs.officer', verbose_name='写的人')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='cases.case', verbose_name='案件')),
            ],
            options={
                'verbose_name': '内部备注',
                'indexes': [models.Index(fields=['case', 'written_at'], name='note_of_case')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='note_says_something'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('written_at')), _connector='OR'), name='note_withdrawn_after_writing')],
            },
        ),
        enable("cases_casenote", SEES),
        migrations.RunSQL(STAYS, STAYS_BACK),
    ]
