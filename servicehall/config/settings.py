"""All settings, read from the environment; the defaults run one hall on one machine."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlparse

from csp.constants import NONE, SELF

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SERVICEHALL_DATA", "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)


def _yes(name: str, default: bool = False) -> bool:
    given = os.environ.get(name)
    return default if given is None else given.strip().lower() in {"1", "yes", "true", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [each.strip() for each in os.environ.get(name, default).split(",") if each.strip()]


def _secret_key() -> str:
    """The key from the environment, else one made once and kept beside the data."""
    if given := os.environ.get("SERVICEHALL_SECRET_KEY"):
        return given
    kept = DATA / "secret-key"
    if not kept.exists():
        made = kept.with_suffix(".new")
        made.touch(mode=0o600)
        made.write_text(secrets.token_urlsafe(50))
        made.replace(kept)
    return kept.read_text()


def _database() -> dict[str, object]:
    """``DATABASE_URL`` (``postgresql://user:password@host:port/name``), else a SQLite file."""
    url = urlparse(os.environ.get("DATABASE_URL", ""))
    if url.scheme in {"postgres", "postgresql"}:
        return {
            "ENGINE": "servicehall.config.postgresql",
            "NAME": unquote(url.path[1:]),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": url.hostname or "",
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            # The server plans a statement anew each time unless it is prepared, which for what is
            # asked with every step costs more than carrying it out. A pool between that hands its
            # connections to others after each transaction needs it switched off.
            "OPTIONS": {
                "server_side_binding": True,
                "prepare_threshold": 3 if _yes("SERVICEHALL_PREPARED_STATEMENTS", True) else None,
            },
        }
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("SERVICEHALL_SQLITE", str(DATA / "servicehall.sqlite3")),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "pragma journal_mode=wal; pragma synchronous=normal;"
            " pragma cache_size=-65536; pragma temp_store=memory;",
        },
    }


DEBUG = _yes("SERVICEHALL_DEBUG")
DEMONSTRATION = _yes("SERVICEHALL_DEMONSTRATION")
"""Lets anyone sign in as any role from the start page; never on where real people work."""
ADDRESS = os.environ.get("SERVICEHALL_ADDRESS", "").rstrip("/")
"""Where citizens reach these pages, such as ``https://hall.example.kr``; letters lead there."""
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = _list("SERVICEHALL_HOSTS", "*" if DEMONSTRATION else "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("SERVICEHALL_ORIGINS")

INSTALLED_APPS = [
    "unfold",
    # Its pages are found when the addresses are read: commands that serve none need not wait.
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "servicehall.evidence",
    "servicehall.checks",
    "servicehall.hall",
    "servicehall.catalogue",
    "servicehall.reception",
    "servicehall.cases",
    "servicehall.voices",
    "servicehall.findings",
    "servicehall.appraisal",
    "servicehall.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "servicehall.web.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "servicehall.config.urls"
WSGI_APPLICATION = "servicehall.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "servicehall.web.context.page",
            ],
            "builtins": ["servicehall.web.templatetags.servicehall"],
        },
    }
]

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "servicehall.hall.sessions"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "servicehall.hall.backends.StaffBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "start"
LOGOUT_REDIRECT_URL = "start"

LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", "한국어"), ("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "web" / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

RECEIPT_FONT = os.environ.get("SERVICEHALL_RECEIPT_FONT", "")
"""The font with Korean and Chinese that receipts are printed with; else Noto Sans CJK is sought."""

STATIC_URL = "static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/setup/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _yes("SERVICEHALL_HTTPS")
SECURE_SSL_REDIRECT = _yes("SERVICEHALL_HTTPS")
BEHIND_PROXY = _yes("SERVICEHALL_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
X_FRAME_OPTIONS = "DENY"

EMAIL_HOST = os.environ.get("SERVICEHALL_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("SERVICEHALL_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("SERVICEHALL_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SERVICEHALL_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL and _yes("SERVICEHALL_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("SERVICEHALL_MAIL_FROM", "servicehall@localhost")
SMS_GATEWAY = os.environ.get("SERVICEHALL_SMS_GATEWAY", "")
"""See ``docs/reference/sms-gateway.md``."""
SMS_TOKEN = os.environ.get("SERVICEHALL_SMS_TOKEN", "")
SMS_FROM = os.environ.get("SERVICEHALL_SMS_FROM", "")
MESSAGES_FILE = os.environ.get(
    "SERVICEHALL_MESSAGES_FILE", str(DATA / "messages.jsonl") if DEMONSTRATION else ""
)
"""For trials: what would be sent is written there, where no server or gateway is named."""
MESSAGE_ADDRESS_DAYS = int(os.environ.get("SERVICEHALL_MESSAGE_ADDRESS_DAYS", "3"))
"""After as many days the addresses that people gave for messages are erased."""
# By when a question is answered, and taken over by whom it was handed to, such as "2 days" or
# "4 hours"; empty for what servicehall/voices/periods.yaml proposes.
QUESTION_WITHIN = os.environ.get("SERVICEHALL_QUESTION_WITHIN", "")
TAKE_OVER_WITHIN = os.environ.get("SERVICEHALL_TAKE_OVER_WITHIN", "")
CASE_ADDRESS_DAYS = int(os.environ.get("SERVICEHALL_CASE_ADDRESS_DAYS", "90"))
"""As many days after a case is decided, the address that its citizen gave is erased."""

CASE_FILES = DATA / "case-files"
"""Documents that were issued and files that citizens sent; no web server serves this folder."""
FILE_UPLOAD_HANDLERS = ["servicehall.web.quota.MemoryWithinQuota"]

SEAL_ORIGIN = os.environ.get("SERVICEHALL_SEAL_ORIGIN", "servicehall")
"""Whose checkpoints they are, as their first line says; a word without blanks."""
CHECKPOINTS = os.environ.get("SERVICEHALL_CHECKPOINTS", "")
"""A folder where checkpoints are written: one beyond the reach of who rules the database."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("SERVICEHALL_LOG", "WARNING")},
}

_STEPS = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "950")
_BLUES = "#ecf2fe #d8e5fd #b1cefb #9fc0fb #86aff9 #4c87f6 #0b50d0 #083891 #052561 #03163a #020f27"
_GREYS = "#f4f5f6 #e6e8ea #cdd1d5 #b1b8be #8a949e #6d7882 #58616a #464c53 #33363d #1e2124 #131416"
UNFOLD = {
    "SITE_TITLE": "servicehall",
    "SITE_HEADER": "servicehall",
    "SITE_ICON": lambda _request: f"/{STATIC_URL.strip('/')}/servicehall/mark.svg",
    "SHOW_LANGUAGES": True,
    "COLORS": {
        "primary": dict(zip(_STEPS, _BLUES.split(), strict=True)),
        "base": dict(zip(_STEPS, _GREYS.split(), strict=True)),
    },
}
"""The set-up wears the colours of the house (``static/servicehall/servicehall.css``)."""
