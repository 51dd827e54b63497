"""All settings. The environment is read by helpers that refuse nonsense.

Every variable is listed in README.md; a test compares the two.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from babel import Locale, UnknownLocaleError
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name, default=""):
    return os.environ.get(name, default).strip()


def flag(name, default):
    value = text(name, "yes" if default else "no").lower()
    if value not in ("yes", "no"):
        raise ImproperlyConfigured(f"{name}={value!r}: write yes or no.")
    return value == "yes"


def number(name, default):
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number.")
    return int(value)


def address_parts(value):
    """The parts of an address; None where its host or port cannot be."""
    try:
        parts = urlsplit(value)
        return parts if parts.port != 0 else None
    except ValueError:
        return None


def address(name, default):
    """A web address without path, as (scheme, host)."""
    value = text(name, default)
    parts = address_parts(value)
    if not parts or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name}={value!r}: write an address such as https://penelope.example."
        )
    return f"{parts.scheme}://{parts.netloc}", parts.hostname


def database(name, default):
    """One database from its address, sqlite:///PATH or postgres://USER@HOST/NAME."""
    refused = ImproperlyConfigured(  # without the value: it may hold a password
        f"{name}=...: write sqlite:///PATH or postgres://USER:PASSWORD@HOST/NAME."
    )
    parts = address_parts(text(name, default))
    if not parts:
        raise refused
    if parts.scheme == "sqlite" and parts.path not in ("", "/"):
        # sqlite:///relative and sqlite:////absolute, as the address says
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": BASE_DIR / unquote(parts.path[1:]),
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL;"
                    "PRAGMA synchronous=FULL;"
                    "PRAGMA foreign_keys=ON;"
                    "PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    if parts.scheme in ("postgres", "postgresql") and parts.path.strip("/"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "OPTIONS": {"pool": {"min_size": 1, "max_size": 8}},
        }
    raise refused


def languages(name):
    """Languages by their codes, comma separated, as (code, English name)."""
    codes = [code.strip().lower() for code in text(name).split(",") if code.strip()]
    return [(code, _language_name(name, code)) for code in codes]


def _language_name(name, code):
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ImproperlyConfigured(
            f"{name}={code!r}: no language that Babel knows; write codes such as it,pl."
        ) from None
    if code not in LANG_INFO:  # Django knows no Maltese
        LANG_INFO[code] = {
            "bidi": locale.text_direction == "rtl",
            "code": code,
            "name": locale.english_name,
            "name_local": locale.display_name,
        }
    return LANG_INFO[code].get("name", locale.english_name)


def secret(name, file):
    """A secret from the environment, else one made once and kept in a file."""
    if value := text(name):
        return value
    try:
        return file.read_text("ascii")
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        value = secrets.token_urlsafe(50)
        file.touch(mode=0o600)
        file.write_text(value, "ascii")
        return value


DATA_DIR = BASE_DIR / "var"
DEBUG = flag("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY", DATA_DIR / "secret_key")
PUBLIC_ADDRESS, PUBLIC_HOST = address("PUBLIC_ADDRESS", "http://127.0.0.1:8000")
HTTPS = PUBLIC_ADDRESS.startswith("https://")
ALLOWED_HOSTS = [PUBLIC_HOST] if HTTPS else [PUBLIC_HOST, "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_ADDRESS]

INSTALLED_APPS = [
    "config.apps.PenelopeConfig",
    "organisations",
    "assessment",
    "reporting",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "formtools",
    "django.forms",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database("DATABASE_URL", "sqlite:///var/db.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "assessment:assessments"
ACCOUNT_LOGOUT_REDIRECT_URL = "assessment:home"
ACCOUNT_ADAPTER = "assessment.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "PENELOPE: "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = text("EMAIL_HOST")
    EMAIL_PORT = number("EMAIL_PORT", 587)
    EMAIL_HOST_USER = text("EMAIL_HOST_USER")
    EMAIL_HOST_PASSWORD = text("EMAIL_HOST_PASSWORD")
    EMAIL_USE_TLS = flag("EMAIL_USE_TLS", default=True)
DEFAULT_FROM_EMAIL = text("EMAIL_FROM", f"penelope@{PUBLIC_HOST}")

# Languages

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("de", _("German")),
    ("ro", _("Romanian")),
]
LANGUAGES += [
    (code, name)
    for code, name in languages("EXTRA_LANGUAGES")
    if code not in dict(LANGUAGES)
]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = text("TIME_ZONE", "Europe/Paris")
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = HTTPS

# Files

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static" if HTTPS else None
STATICFILES_DIRS = [BASE_DIR / "static"]
# A public service compresses files and names them by content: run `collectstatic`.
WHITENOISE_USE_FINDERS = not HTTPS
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if HTTPS
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# Safety

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# The product

QUESTIONNAIRE_EDITION = "2026"
QUICK_CHECK_DAYS = number("QUICK_CHECK_DAYS", 30)
ASSESSMENT_REDIRECT_URL = "reporting:report"
FUNDING_LINE = text("FUNDING_LINE") or _(
    "PENELOPE: Erasmus+ project, co-funded by the European Union."
)
DISCLAIMER = text("DISCLAIMER")
CONTACT_ADDRESS = text("CONTACT_ADDRESS", DEFAULT_FROM_EMAIL)
