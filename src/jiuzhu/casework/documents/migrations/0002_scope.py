"""Documents follow their case, or their organ where there is none; one function checks a QR code."""

from django.db import migrations

from jiuzhu.infra.scope.tables import enable

SEES = (
    "case_id IS NOT NULL AND EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = documents_document.case_id)"
    " OR organ_id = ANY ((SELECT jiuzhu_organs())::bigint[])"
)
BY_DOCUMENT = "EXISTS (SELECT 1 FROM documents_document sd WHERE sd.id = document_id)"
# What the QR page may tell anybody: no personal data.
CHECKS = """
CREATE FUNCTION jiuzhu_check_document(code varchar)
RETURNS TABLE (title varchar, number varchar, organ varchar, issued_at timestamptz, state varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT d.title, d.number, o.name, d.issued_at, d.state FROM documents_document d
   JOIN organs_organ o ON o.id = d.organ_id WHERE d.check_code = $1 $$;
REVOKE ALL ON FUNCTION jiuzhu_check_document(varchar) FROM PUBLIC;
CREATE FUNCTION jiuzhu_document_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'document % cannot be deleted', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.number <> OLD.number OR NEW.content <> OLD.content OR NEW.pdf_id <> OLD.pdf_id
     OR NEW.template_digest <> OLD.template_digest OR NEW.issued_at <> OLD.issued_at THEN
    RAISE EXCEPTION 'document % is rendered once', OLD.number USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER document_stays BEFORE UPDATE OR DELETE ON documents_document
FOR EACH ROW EXECUTE FUNCTION jiuzhu_document_stays();
"""
CHECKS_BACK = """
DROP TRIGGER document_stays ON documents_document; DROP FUNCTION jiuzhu_document_stays();
DROP FUNCTION jiuzhu_check_document(varchar);
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("infra", "0002_scope"), ("cases", "0002_scope")]

    operations = [
        enable("documents_document", SEES),
        enable("documents_signedscan", BY_DOCUMENT),
        enable("documents_delivery", BY_DOCUMENT),
        migrations.RunSQL(CHECKS, CHECKS_BACK),
    ]
