"""Migration operations that put row-level security on a table.

Roles: `jiuzhu_owner` migrates; `jiuzhu_web` and `jiuzhu_worker` own nothing and see rows only
through policies. The worker sees all only while its job has said so (`jiuzhu.system`).
"""

from __future__ import annotations

from django.db.migrations import RunSQL

SEES_ORGAN = "{column} = ANY ((SELECT jiuzhu_organs())::bigint[])"
SEES_VILLAGE = "{column} = ANY ((SELECT jiuzhu_villages())::bigint[])"
SEES_SYSTEM = "(SELECT jiuzhu_is_system())"
SEES_CASE = "EXISTS (SELECT 1 FROM cases_case sc WHERE sc.id = {column})"

TABLES_WITHOUT_SCOPE: dict[str, str] = {
    "django_migrations": "no personal data",
    "django_content_type": "no personal data",
    "django_session": "opaque, read before any scope exists; keyed by a random secret",
    "auth_permission": "no personal data",
    "auth_group": "no personal data",
    "auth_group_permissions": "no personal data",
    "account_emailaddress": "unused: staff sign in by name; no row is ever written",
    "account_emailconfirmation": "unused: staff sign in by name; no row is ever written",
    "mfa_authenticator": "encrypted secrets of staff, needed before any scope exists",
    "accounts_user": "staff sign-in names, needed before any scope exists",
    "infra_clockoffset": "no personal data",
    "infra_revision": "a number",
    "infra_traceleaf": "digests only",
    "infra_tracecheckpoint": "digests only",
    "infra_submittedform": "keys and digests; a row is found only by its random key",
    "infra_storedfile": "digests and cleaned names; bytes are reached through scoped rows only",
    "regions_region": "public divisions",
    "regions_codechange": "public divisions",
    "organs_organ": "public offices",
    "organs_organplace": "public offices",
    "organs_officer": "names of officials in office, needed to show who acts",
    "organs_post": "posts of officials",
    "organs_absence": "needed to name the substitute",
    "organs_secrecyagreement": "number and dates only",
    "organs_delegationorder": "public: powers are published",
    "organs_delegationdraft": "a power that may move; no personal data",
    "organs_training": "classes that officials attended, needed before a power moves",
    "organs_organseal": "the seal of an office with its specimen",
    "law_procedureinforce": "public law",
    "law_procedureswitch": "law to come, entered by officials; no personal data",
    "law_proceduretransition": "public law",
    "law_calendarversion": "public law",
    "law_calendarday": "public law",
    "law_confirmedvalue": "public law",
    "law_lawchange": "law to come, entered by officials; no personal data",
    "law_lawchangevalue": "law to come, entered by officials; no personal data",
    "law_lawactivation": "public law",
    "law_packtext": "public law",
    "reviews_simulation": "values of the law to come; no personal data",
    "reviews_simulationunit": "counts of a county",
    "reviews_simulationcost": "sums of a county",
    "reviews_backpayrun": "months and moments only",
    "reviews_backpayunit": "sums of a county",
    "payments_agreementsnapshot": "counts of a county, read by the city",
    "payments_agreementmeasure": "counts of a township, read by the city",
    "cases_casecounter": "numbers only",
    "cases_casenumber": "numbers only",
    "cases_progresstry": "digests of codes and counts; its function alone writes it",
    "documents_numbercounter": "numbers only",
    "pghistory_context": "unused: the case event says who and why; no row is ever written",
    "procrastinate_jobs": "names of jobs and ids; whatever a job reads, it reads under a scope",
    "procrastinate_events": "moments of jobs",
    "procrastinate_periodic_defers": "moments of jobs",
    "procrastinate_workers": "heartbeats",
}


def enable(table: str, condition: str, *, check: str | None = None) -> RunSQL:
    """Switch row-level security on: `condition` for reading and changing, `check` for writing."""
    using = f"{SEES_SYSTEM} OR {condition}"
    written = f"{SEES_SYSTEM} OR {check or condition}"
    forward = (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY area_scope ON {table} TO jiuzhu_web, jiuzhu_worker"
        f" USING ({using}) WITH CHECK ({written});"
    )
    back = f"DROP POLICY area_scope ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
    return RunSQL(forward, back)


def narrow(table: str, *, before: tuple[str, str], after: tuple[str, str | None]) -> RunSQL:
    """Give the policy of a table other conditions, each as (reading and changing, writing)."""
    return RunSQL(_altered(table, *after), _altered(table, *before))


def _altered(table: str, condition: str, check: str | None) -> str:
    return (
        f"ALTER POLICY area_scope ON {table} USING ({SEES_SYSTEM} OR {condition})"
        f" WITH CHECK ({SEES_SYSTEM} OR {check or condition});"
    )


def enable_by_case(table: str, *, column: str = "case_id") -> RunSQL:
    """Let a row be seen exactly when its case is seen."""
    return enable(table, SEES_CASE.format(column=f"{table}.{column}"))


def open_table(table: str, *, write_check: str = "true") -> RunSQL:
    """Let anybody write and only the system read (outbox and the like)."""
    return enable(table, "false", check=write_check)
