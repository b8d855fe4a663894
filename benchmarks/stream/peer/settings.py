"""Settings of the peer; the connection comes from the command that starts it."""

import json
import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **json.loads(os.environ["PEER_DATABASE"]),
    }
}
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "simple_history",
    "peer",
]
USE_TZ = True
SECRET_KEY = "the peer serves no page"  # noqa: S105
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
