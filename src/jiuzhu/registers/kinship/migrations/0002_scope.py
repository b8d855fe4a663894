"""The vault: nobody reads it; one function says who of the officers is related to a person."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable

KIN = """
CREATE FUNCTION jiuzhu_related_officers(numbers bytea[], on_day date)
RETURNS TABLE (officer_id bigint, relation varchar, number_index bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT r.officer_id, r.relation, r.number_index FROM kinship_declaredrelative r
   WHERE r.number_index = ANY (numbers) AND r.declared_on <= on_day
   AND (r.effective_to IS NULL OR r.effective_to > on_day)
   UNION ALL
   SELECT o.id, '本人', o.identity_index FROM organs_officer o WHERE o.identity_index = ANY (numbers) $$;
REVOKE ALL ON FUNCTION jiuzhu_related_officers(bytea[], date) FROM PUBLIC;
"""
KIN_BACK = "DROP FUNCTION jiuzhu_related_officers(bytea[], date);"


class Migration(migrations.Migration):
    dependencies = [("kinship", "0001_initial"), ("infra", "0002_scope")]

    operations = [
        enable("kinship_declaredrelative", "false", check="false"),
        migrations.RunSQL(KIN, KIN_BACK),
    ]
