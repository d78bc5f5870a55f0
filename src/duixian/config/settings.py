"""Django settings. Everything a court may want to change comes from the environment, prefixed DUIXIAN_."""

import os
import secrets
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF

HOME = Path(os.environ.get("DUIXIAN_HOME", Path.cwd() / "var"))
"""The one folder the program writes to."""

DEBUG = os.environ.get("DUIXIAN_DEBUG") == "1"
DEMO = os.environ.get("DUIXIAN_DEMO") == "1"
"""A synthetic court: pages say so, and the logins are printed."""


def _secret() -> str:
    """The signing key: from the environment, or made once and kept beside the data, readable by its owner only."""
    named = os.environ.get("DUIXIAN_SECRET_KEY")
    if named:
        return named
    file = HOME / "secret.key"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            out.write(secrets.token_urlsafe(50))
    return file.read_text()


SECRET_KEY = _secret() if os.environ.get("DUIXIAN_DB_NAME") else secrets.token_urlsafe(50)
ALLOWED_HOSTS = os.environ.get("DUIXIAN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DUIXIAN_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_cotton",
    "procrastinate.contrib.django",
    "ninja",
    "duixian.domain.trail",
    "duixian.domain.courts",
    "duixian.domain.parties",
    "duixian.domain.cases",
    "duixian.domain.documents",
    "duixian.domain.funds",
    "duixian.domain.assets",
    "duixian.domain.disposal",
    "duixian.domain.settlements",
    "duixian.domain.measures",
    "duixian.domain.lists",
    "duixian.domain.refusals",
    "duixian.faces.desk",
    "duixian.faces.workers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "duixian.faces.desk.language.ChineseFirst",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "duixian.faces.desk.accounts.gate.LoginGate",
    "duixian.faces.api.keys.KeyMiddleware",
    "duixian.faces.desk.scope.ScopeMiddleware",
    "duixian.faces.desk.faults.FaultPages",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "duixian.config.urls"
WSGI_APPLICATION = "duixian.config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "duixian.faces.desk.context.desk",
            ],
        },
    }
]

_DATABASE: dict[str, Any] = {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": os.environ.get("DUIXIAN_DB_HOST", ""),
    "PORT": os.environ.get("DUIXIAN_DB_PORT", "5432"),
    "NAME": os.environ.get("DUIXIAN_DB_NAME", "duixian"),
    "USER": os.environ.get("DUIXIAN_DB_USER", "duixian_app"),
    "PASSWORD": os.environ.get("DUIXIAN_DB_PASSWORD", ""),
    "CONN_MAX_AGE": 600,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {"application_name": "duixian"},
}
DATABASES = {
    # the application: bound by row security, cannot change what is append-only
    "default": _DATABASE,
    # the owner of the tables: migrations only
    "owner": {
        **_DATABASE,
        "USER": os.environ.get("DUIXIAN_DB_OWNER", "duixian_owner"),
        "PASSWORD": os.environ.get("DUIXIAN_DB_OWNER_PASSWORD", ""),
        "CONN_MAX_AGE": 0,
        "TEST": {"MIRROR": "default"},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "courts.Officer"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "desk:login"
LOGIN_REDIRECT_URL = "desk:workbench"
LOGOUT_REDIRECT_URL = "desk:login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "duixian.faces.desk.accounts.NoSignup"
MFA_ADAPTER = "duixian.faces.desk.accounts.SecretKeeper"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Duixian"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "desk/locked.html"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("DUIXIAN_HTTPS") == "1"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parents[1] / "faces" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024
MAX_DOCUMENT_BYTES = 20 * 1024 * 1024

VERIFY_SITE = os.environ.get("DUIXIAN_SITE", "http://127.0.0.1:8000")
"""The address printed on instruments, where anybody can check them."""

HALL_URL = os.environ.get("DUIXIAN_HALL_URL", "").rstrip("/")
"""Where a bidder's browser finds the hall's server; empty: the host of the page, port 8020."""

HALL_ORIGINS = [one for one in os.environ.get("DUIXIAN_HALL_ORIGINS", "").split(",") if one]
"""Whose pages may talk to the hall (scheme://host:port); empty: those on the hall's own host."""

NINJA_PAGINATION_PER_PAGE = 50

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DUIXIAN_LOG", "WARNING")},
}
