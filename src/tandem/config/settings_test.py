"""The settings of the suite: fast hashes, memory mail, no compiled static files."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("TANDEM_SECRET_KEY", "suite-only-" + "x" * 40)
os.environ.setdefault("TANDEM_HOME", tempfile.mkdtemp(prefix="tandem-suite-"))

from tandem.config.settings import *  # noqa: F403
from tandem.config.settings import DATABASES, HOME, TEMPLATES, database

DATABASES = {**DATABASES}
if not os.environ.get("DATABASE_URL"):
    # A real file: threads that race get real connections and real locks.
    DATABASES["default"] = database(f"sqlite:///{HOME / 'suite.sqlite3'}")
    DATABASES["default"]["TEST"] = {"NAME": HOME / "suite.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True
ACCOUNT_RATE_LIMITS = False
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = "UNDEFINED<%s>"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
