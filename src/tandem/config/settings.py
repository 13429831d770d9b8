"""Every setting, read from the environment once. `docs/operate.md` lists the variables."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

DEMONSTRATION = os.environ.get("TANDEM_DEMONSTRATION") == "1"
DEBUG = False


def data_folder() -> Path:
    """The folder of all that the platform writes, made at need."""
    folder = Path(os.environ.get("TANDEM_HOME", "var")).resolve()
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        msg = (
            f"Le dossier des données, {folder}, n’est pas accessible en écriture. "
            "Donnez-vous ce droit, ou choisissez-en un autre, par exemple TANDEM_HOME=/srv/tandem."
        )
        raise ImproperlyConfigured(msg)
    return folder


def secret_key() -> str:
    """The key of the environment; a demonstration makes its own and keeps it."""
    if key := os.environ.get("TANDEM_SECRET_KEY"):
        return key
    if not DEMONSTRATION:
        msg = (
            "TANDEM_SECRET_KEY manque\u00a0: donnez une valeur longue et aléatoire, "
            "par exemple celle de « python -c 'import secrets; print(secrets.token_urlsafe(50))' »."
        )
        raise ImproperlyConfigured(msg)
    path = HOME / "secret_key"
    if not path.exists():
        path.write_text(secrets.token_urlsafe(50), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8")


def database(url: str) -> dict[str, Any]:
    """The database of a URL, with what keeps a filing true after a power cut (stack.md §8)."""
    try:
        # One thread per process, so no pool: it would not survive the forks of granian and django-q2.
        parsed = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError as error:
        msg = (
            "DATABASE_URL ne se lit pas. Écrivez-la ainsi\u00a0: "
            "postgres://tandem:motdepasse@machine/tandem, les signes spéciaux encodés en %xx."
        )
        raise ImproperlyConfigured(msg) from error
    conf: dict[str, Any] = dict(parsed)
    if "sqlite" in conf["ENGINE"]:
        conf["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY;PRAGMA cache_size=-20000"
            ),
        }
    return conf


HOME = data_folder()
SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS = [k for k in os.environ.get("TANDEM_OLD_SECRET_KEYS", "").split(",") if k]
BASE_URL = os.environ.get("TANDEM_BASE_URL", "http://localhost:8000").rstrip("/")
MAIL_DOMAIN = urlsplit(BASE_URL).hostname or "localhost"
HOSTS = f"{MAIL_DOMAIN},localhost,127.0.0.1,[::1]"
ALLOWED_HOSTS = os.environ.get("TANDEM_HOSTS", HOSTS).split(",")
IS_SECURE = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if IS_SECURE else []

INSTALLED_APPS = [
    "tandem.web.theme",
    "tandem.web.shared",
    "tandem.web.public",
    "tandem.web.hospital",
    "tandem.web.agency",
    "tandem.web.jury_room",
    "tandem.apps.journal",
    "tandem.apps.files",
    "tandem.apps.messaging",
    "tandem.apps.territory",
    "tandem.apps.accounts",
    "tandem.apps.calls",
    "tandem.apps.candidates",
    "tandem.apps.dossiers",
    "tandem.apps.jury",
    "tandem.apps.selection",
    "tandem.apps.posts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_q",
    "csp",
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tandem.web.shared.middleware.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tandem.web.shared.middleware.ActorMiddleware",
]
ROOT_URLCONF = "tandem.config.urls"
WSGI_APPLICATION = "tandem.config.wsgi.application"
FORM_RENDERER = "tandem.web.theme.forms.Renderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tandem.web.shared.context.page",
            ],
            "builtins": ["tandem.web.theme.templatetags.tandem"],
        },
    }
]

DATABASES = {
    "default": database(os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'tandem.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "my_room"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "tandem.web.shared.identity.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Tandem\u00a0: "
ACCOUNT_FORMS = {
    "login": "tandem.web.shared.account_forms.LoginForm",
    "reset_password": "tandem.web.shared.account_forms.ResetPasswordForm",
    "reset_password_from_key": "tandem.web.shared.account_forms.ResetPasswordKeyForm",
    "set_password": "tandem.web.shared.account_forms.SetPasswordForm",
    "change_password": "tandem.web.shared.account_forms.ChangePasswordForm",
    "reauthenticate": "tandem.web.shared.account_forms.ConfirmPasswordForm",
}
MFA_ADAPTER = "tandem.web.shared.identity.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tandem"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True  # the agency opens the account, at an address that it knows
MFA_FORMS = {
    "authenticate": "tandem.web.shared.account_forms.CodeForm",
    "reauthenticate": "tandem.web.shared.account_forms.ConfirmCodeForm",
    "activate_totp": "tandem.web.shared.account_forms.ActivateForm",
}
# Proxies between a reader and us: what limits sign-in attempts must see the reader's address.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TANDEM_PROXIES", "1" if IS_SECURE else "0"))

# The prefix makes a browser refuse a cookie set by another host, or in clear (RFC 6265bis).
COOKIE_PREFIX = "__Host-" if IS_SECURE else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = IS_SECURE
SECURE_HSTS_SECONDS = 31_536_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

SECURITY_CONTACT = os.environ.get("TANDEM_SECURITY_CONTACT", f"mailto:securite@{MAIL_DOMAIN}")
PUBLISHER = os.environ.get("TANDEM_PUBLISHER", "")
HOSTING = os.environ.get("TANDEM_HOSTING", "")
DEFAULT_FROM_EMAIL = os.environ.get("TANDEM_MAIL_FROM", f"Tandem <ne-pas-repondre@{MAIL_DOMAIN}>")
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if mail_url := os.environ.get("TANDEM_SMTP_URL"):
    mail = urlsplit(mail_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = mail.hostname or "localhost"
    EMAIL_PORT = mail.port or 25
    EMAIL_HOST_USER = unquote(mail.username or "")
    EMAIL_HOST_PASSWORD = unquote(mail.password or "")
    EMAIL_USE_TLS = mail.scheme == "smtp+tls"
    EMAIL_USE_SSL = mail.scheme == "smtps"
EMAIL_TIMEOUT = 20

Q_CLUSTER = {
    "name": "tandem",
    "orm": "default",
    "cache": "queue",
    "workers": 1,
    "timeout": 120,
    "retry": 300,
    "max_attempts": 5,
    "poll": 2,
    "catch_up": False,
    "log_level": "WARNING",
}
# Used codes and attempt counts must be the same for every process: they are in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "tandem_cache",
    },
    # The queue notes its health twice a second, which nobody reads: not in the database.
    "queue": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"},
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
