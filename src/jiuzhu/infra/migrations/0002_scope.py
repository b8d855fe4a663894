"""Functions that the policies and triggers call, and the scope of the base tables."""

from django.db import migrations

from jiuzhu.infra.scope.guards import append_only
from jiuzhu.infra.scope.tables import SEES_ORGAN, enable, open_table

FUNCTIONS = """
CREATE FUNCTION jiuzhu_organs() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(string_to_array(nullif(current_setting('jiuzhu.organs', true), ''), ',')::bigint[], '{}') $$;
CREATE FUNCTION jiuzhu_villages() RETURNS bigint[] LANGUAGE sql STABLE AS
$$ SELECT coalesce(string_to_array(nullif(current_setting('jiuzhu.villages', true), ''), ',')::bigint[], '{}') $$;
CREATE FUNCTION jiuzhu_person() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('jiuzhu.person', true), '')::bigint $$;
CREATE FUNCTION jiuzhu_is_system() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT session_user = 'jiuzhu_worker' AND coalesce(current_setting('jiuzhu.system', true), '') = 'on'
   OR current_user = 'jiuzhu_worker' AND coalesce(current_setting('jiuzhu.system', true), '') = 'on' $$;
CREATE FUNCTION jiuzhu_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS
$$ SELECT clock_timestamp() + make_interval(secs => coalesce((SELECT seconds FROM infra_clockoffset WHERE id = 1), 0)) $$;
CREATE FUNCTION jiuzhu_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
"""
BACK = """
DROP FUNCTION jiuzhu_append_only(); DROP FUNCTION jiuzhu_now(); DROP FUNCTION jiuzhu_is_system();
DROP FUNCTION jiuzhu_person(); DROP FUNCTION jiuzhu_villages(); DROP FUNCTION jiuzhu_organs();
"""


class Migration(migrations.Migration):
    dependencies = [("infra", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        enable("infra_accessevent", SEES_ORGAN.format(column="organ"), check="true"),
        open_table("infra_outboxmessage"),
        append_only("infra_accessevent"),
        append_only("infra_traceleaf"),
        append_only("infra_tracecheckpoint"),
    ]
