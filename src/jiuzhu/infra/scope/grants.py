"""Table rights of the roles web and worker; applied after every migration, idempotent."""

from __future__ import annotations

from typing import Any

APPEND_ONLY = (
    "law_calendarversion",
    "law_calendarday",
    "infra_accessevent",
    "infra_traceleaf",
    "infra_tracecheckpoint",
    "cases_caseevent",
    "decisions_decision",
    "verification_sourcereply",
    "law_lawactivation",
    "reviews_simulatedhousehold",
    "reviews_backtestdifference",
    "reviews_differenceexplanation",
    "reviews_backpayline",
)
READ_ONLY = (
    "django_migrations",
    "regions_region",
    "regions_codechange",
    "law_proceduretransition",
    "law_packtext",
    "households_personaccess",  # written by jiuzhu_admit_person, which checks the ground
    "cases_progresstry",  # counted by jiuzhu_follow_case: nobody else takes a wrong try back
)
MAY_DELETE = (
    "django_session",
    "mfa_authenticator",
    "intents_draft",
    "infra_uploaddraft",
    "infra_formdraft",
)
WORKER_ONLY_WRITES = ("infra_traceleaf", "infra_tracecheckpoint")


def apply_grants(connection: Any) -> None:
    """Give each role exactly the rights of the table above; everything else is revoked."""
    with connection.cursor() as cursor:
        cursor.execute("GRANT USAGE ON SCHEMA public TO jiuzhu_web, jiuzhu_worker")
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'REVOKE ALL ON "{table}" FROM jiuzhu_web, jiuzhu_worker')
            for role in ("jiuzhu_web", "jiuzhu_worker"):
                cursor.execute(f'GRANT {_rights(table, role)} ON "{table}" TO {role}')
        cursor.execute(
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO jiuzhu_web, jiuzhu_worker"
        )
        cursor.execute(
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO jiuzhu_web, jiuzhu_worker"
        )


def _rights(table: str, role: str) -> str:
    if table.startswith("procrastinate_"):
        return "SELECT, INSERT, UPDATE, DELETE"
    if table in WORKER_ONLY_WRITES:
        return "SELECT" if role == "jiuzhu_web" else "SELECT, INSERT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT"
    if table in READ_ONLY:
        return "SELECT"
    if table == "infra_clockoffset":
        return "SELECT" if role == "jiuzhu_web" else "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE" + (", DELETE" if table in MAY_DELETE else "")
