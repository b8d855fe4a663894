"""Settings read from the environment, with defaults that start a demo on one machine."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path

from jiuzhu.infra.place import place
from jiuzhu.infra.postgres import DatabaseProblem, connection_parameters_from_state
from jiuzhu.infra.trace.witness import witness_file

ROOT = Path(__file__).resolve().parents[3]
STATE_DIR = Path(os.environ.get("JIUZHU_STATE_DIR", ROOT / "var")).resolve()
os.environ.setdefault("JIUZHU_STATE_DIR", str(STATE_DIR))

# Which of the three database roles this process is: owner migrates, web shows, worker works.
JIUZHU_ROLE = os.environ.get("JIUZHU_ROLE", "owner")
# Demo: movable clock, demo accounts, watermark. A production start refuses all three.
JIUZHU_DEMO = os.environ.get("JIUZHU_DEMO", "1") == "1"
JIUZHU_FILES_DIR = STATE_DIR / "files"
JIUZHU_DEPARTMENT_URL = os.environ.get("JIUZHU_DEPARTMENT_URL", "http://127.0.0.1:8701")
JIUZHU_CALLBACK_URL = os.environ.get("JIUZHU_CALLBACK_URL", "http://127.0.0.1:8000")
JIUZHU_DEPARTMENT_KEYS = os.environ.get(
    "JIUZHU_DEPARTMENT_KEYS", str(STATE_DIR / "departments" / "keys.json")
)
# Signed checkpoints of the trace are appended here; the file belongs on another machine.
JIUZHU_WITNESS_FILE = str(witness_file(STATE_DIR))
JIUZHU_PLACE = place()
JIUZHU_PUBLIC_URL = os.environ.get("JIUZHU_PUBLIC_URL", "http://127.0.0.1:8000")
# Hosts on private networks that may be asked and called back (SSRF: nothing else is).
JIUZHU_PRIVATE_HOSTS = os.environ.get("JIUZHU_PRIVATE_HOSTS", "127.0.0.1;localhost")
# Text messages: console shows them on the terminal of the demo, file hands them to a carrier.
JIUZHU_SMS = os.environ.get("JIUZHU_SMS", "console")
# The folder with address and token of the bank that takes files by system; empty: by hand.
JIUZHU_BANK_STATE = os.environ.get("JIUZHU_BANK_STATE", "")
JIUZHU_SMS_DIR = Path(os.environ.get("JIUZHU_SMS_DIR", STATE_DIR / "sms"))
# Staff sign in with a second factor; who has none sets it up at the first sign-in.
JIUZHU_SECOND_FACTOR = True


def _secret_key() -> str:
    """Return the key of this installation, made once; there is no default key."""
    path = STATE_DIR / "secret_key"
    if not path.exists():
        STATE_DIR.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f".secret_key.{os.getpid()}")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)  # the first of several processes wins, the others read its key
        fresh.unlink()
    return path.read_text()


def _database() -> dict[str, object]:
    """Return server and role; without a running server a name that cannot connect."""
    try:
        found = dict(connection_parameters_from_state(STATE_DIR, JIUZHU_ROLE))
    except DatabaseProblem:
        found = {"NAME": "jiuzhu", "HOST": str(STATE_DIR / "nowhere"), "PORT": "1", "USER": "none"}
    options = {
        **dict(found.get("OPTIONS") or {}),  # type: ignore[call-overload]
        "options": "-c timezone=UTC",
        "server_side_binding": True,
        "prepare_threshold": 2,
    }
    if JIUZHU_ROLE == "web":
        options["options"] += " -c statement_timeout=10000 -c lock_timeout=3000"
    return {
        "ENGINE": "jiuzhu.infra.database",
        **found,
        "OPTIONS": options,
        "CONN_MAX_AGE": None,
        # A page finds a lost connection by its first statement (parts/transaction.py).
        "CONN_HEALTH_CHECKS": JIUZHU_ROLE != "web",
    }


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("JIUZHU_HOSTS", "127.0.0.1,localhost,testserver").split(",")
CSRF_TRUSTED_ORIGINS = [JIUZHU_PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "jiuzhu.infra.apps.InfraConfig",
    "jiuzhu.registers.regions.apps.RegionsConfig",
    "jiuzhu.registers.organs.apps.OrgansConfig",
    "jiuzhu.registers.law.apps.LawConfig",
    "jiuzhu.registers.accounts.apps.AccountsConfig",
    "jiuzhu.registers.households.apps.HouseholdsConfig",
    "jiuzhu.registers.kinship.apps.KinshipConfig",
    "jiuzhu.casework.cases.apps.CasesConfig",
    "jiuzhu.casework.documents.apps.DocumentsConfig",
    "jiuzhu.casework.intents.apps.IntentsConfig",
    "jiuzhu.casework.verification.apps.VerificationConfig",
    "jiuzhu.casework.applications.apps.ApplicationsConfig",
    "jiuzhu.casework.assessments.apps.AssessmentsConfig",
    "jiuzhu.casework.decisions.apps.DecisionsConfig",
    "jiuzhu.casework.publicity.apps.PublicityConfig",
    "jiuzhu.casework.objections.apps.ObjectionsConfig",
    "jiuzhu.casework.payments.apps.PaymentsConfig",
    "jiuzhu.casework.relief.apps.ReliefConfig",
    "jiuzhu.casework.reviews.apps.ReviewsConfig",
    "jiuzhu.casework.archives.apps.ArchivesConfig",
    "jiuzhu.config.apps.HouseConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiuzhu.interfaces.web.parts.headers.SecurityHeadersMiddleware",
    "jiuzhu.interfaces.web.parts.transaction.ScopedTransactionMiddleware",
    "jiuzhu.interfaces.web.parts.sessions.OpenedSessionMiddleware",
    "jiuzhu.interfaces.web.parts.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "jiuzhu.interfaces.web.parts.sessions.OpenedAuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jiuzhu.interfaces.web.parts.actor.ActorMiddleware",
]

ROOT_URLCONF = "jiuzhu.config.urls"
WSGI_APPLICATION = "jiuzhu.config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "NAME": "jinja2",
        "DIRS": [ROOT / "src/jiuzhu/interfaces/web/templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "jiuzhu.interfaces.web.parts.environment.environment",
            "context_processors": ["jiuzhu.interfaces.web.parts.environment.banner"],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# The second alias writes refused attempts after the page's own transaction was rolled back.
DATABASES = {
    "default": _database(),
    "aside": {**_database(), "CONN_HEALTH_CHECKS": True, "TEST": {"MIRROR": "default"}},
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [ROOT / "src/jiuzhu/interfaces/web/locale"]

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [ROOT / "src/jiuzhu/interfaces/web/static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SESSION_ENGINE = "jiuzhu.interfaces.web.parts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = JIUZHU_PUBLIC_URL.startswith("https://")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "jiuzhu.interfaces.web.parts.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 22 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 600

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/w/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "jiuzhu.interfaces.web.system.adapters.StaffAccountAdapter"
MFA_ADAPTER = "jiuzhu.interfaces.web.system.adapters.StaffMfaAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/ip,5/5m/key", "login": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp"]
MFA_TOTP_ISSUER = "jiuzhu"
ALLAUTH_TRUSTED_PROXY_COUNT = 0

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PROCRASTINATE_ON_APP_READY = "jiuzhu.interfaces.jobs.registry.register"
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("JIUZHU_LOG_LEVEL", "WARNING")},
}
