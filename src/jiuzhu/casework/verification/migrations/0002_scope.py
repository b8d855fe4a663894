"""Rows of verification are seen where their case is seen."""

from django.db import migrations

from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import enable_by_case

# A callback has no scope of its own: the organ of the question it answers, found by random id.
GATE = """
CREATE FUNCTION jiuzhu_organ_of_query(wanted text) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT c.organ_id FROM verification_sourcequery q JOIN cases_case c ON c.id = q.case_id
   WHERE q.code::text = wanted $$;
REVOKE ALL ON FUNCTION jiuzhu_organ_of_query(text) FROM PUBLIC;
"""
GATE_BACK = "DROP FUNCTION jiuzhu_organ_of_query(text);"


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0001_initial"),
        ("infra", "0002_scope"),
        ("cases", "0002_scope"),
    ]

    operations = [
        enable_by_case("verification_verificationrequest"),
        enable_by_case("verification_sourcequery"),
        enable_by_case("verification_sourcereply"),
        enable_by_case("verification_verificationreport"),
        enable_by_case("verification_unfitexplanation"),
        append_only("verification_sourcereply"),
        migrations.RunSQL(GATE, GATE_BACK),
    ]
