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


def redis(name):
    """The address of a Redis server, or nothing."""
    value = text(name)
    parts = address_parts(value)
    known = parts and parts.scheme in ("redis", "rediss") and parts.hostname
    if value and not known:
        raise ImproperlyConfigured(  # without the value: it may hold a password
            f"{name}=...: write redis://USER:PASSWORD@HOST:PORT/NUMBER."
        )
    return value


def cache(name):
    """The cache all processes share: Redis by its address, else a table."""
    if value := redis(name):
        return {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": value,
        }
    return {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",  # made by a migration in config/
        # Many names counted at once must not push out those counted before.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }


def together(*names):
    """Texts that make sense only together; none of them where none is given."""
    values = {name: text(name) for name in names}
    missing = [name for name in names if not values[name]]
    if missing == list(names):
        return {}
    if missing:
        raise ImproperlyConfigured(
            f"{', '.join(missing)}: not set; set all of {', '.join(names)} or none."
        )
    return values


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
SECRET_KEY_FALLBACKS = [old] if (old := text("SECRET_KEY_OLD")) else []
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
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "formtools",
    "django.forms",
    "config.apps.OperatorsConfig",
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
    "config.middleware.explain_wrong_method",  # last: its page asks all the others
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
CACHES = {"default": cache("CACHE_URL")}

# Jobs: at once in the embedded default, else by workers (`rqworker`, see README)

JOBS_URL = redis("JOBS_URL")
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if JOBS_URL:
    INSTALLED_APPS += ["django_rq", "django_tasks_rq"]
    RQ_QUEUES = {"default": {"URL": JOBS_URL}}
    RQ = {"JOB_CLASS": "django_tasks_rq.Job"}
    TASKS = {"default": {"BACKEND": "django_tasks_rq.RQBackend"}}

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
ACCOUNT_FORMS = {"signup": "organisations.accounts.forms.SignUpForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Addresses are unique. If a new one were let in at once, sign-up would tell whoever
# asks which addresses have an account; so both get the same page, that asks for a code.
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {  # per address of the network ("ip") and per account ("key")
    "login_failed": "20/m/ip,5/5m/key",  # a training room shares one address
    "reset_password": "20/m/ip,5/h/key",  # each sends a mail
}
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
MFA_ADAPTER = "organisations.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "organisations.accounts.second_step.SecondStepForm",
    "reauthenticate": "organisations.accounts.second_step.SecondStepOnceMoreForm",
    "add_webauthn": "organisations.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "organisations.accounts.forms.EditPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "PENELOPE"
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers do on localhost alone
# No activity middleware: a list of sign-ins is not worth one write for each page.
USERSESSIONS_TRACK_ACTIVITY = False
OIDC = together("OIDC_NAME", "OIDC_CLIENT_ID", "OIDC_SECRET", "OIDC_SERVER_URL")
if OIDC:
    INSTALLED_APPS += [
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]
    # A link leads to the provider, because `form-action 'self'` stops a form there.
    # Nobody is linked to an account by that: linking asks for the password first.
    SOCIALACCOUNT_LOGIN_ON_GET = True
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": OIDC["OIDC_NAME"],
                    "client_id": OIDC["OIDC_CLIENT_ID"],
                    "secret": OIDC["OIDC_SECRET"],
                    "settings": {"server_url": OIDC["OIDC_SERVER_URL"]},
                }
            ],
        }
    }
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
FORMAT_MODULE_PATH = ["config.formats"]
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
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else all people count as one at the rate limits
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
DRAFT_DAYS = number("DRAFT_DAYS", 365)
RESULT_DAYS = number("RESULT_DAYS", 6 * 365)
LOG_DAYS = number("LOG_DAYS", 365)
if LOG_DAYS < 31:  # the database refuses to delete younger entries
    raise ImproperlyConfigured(f"LOG_DAYS={LOG_DAYS}: keep it for 31 days or more.")
DELETION_GRACE_DAYS = number("DELETION_GRACE_DAYS", 7)
INVITATION_DAYS = number("INVITATION_DAYS", 14)
DELEGATION_DAYS = number("DELEGATION_DAYS", 14)
RATE_LIMITS = {  # see organisations/limits.py
    "invite": "100/h/user",
    "delegate": "100/h/user",
    "export": "20/h/user",
    "import_members": "20/h/user",
    "wrong_join_code": "30/5m/ip",  # a training room shares one address
}
ASSESSMENT_REDIRECT_URL = "reporting:report"
PARTNER_REDIRECT_URL = "reporting:partner"
FUNDING_LINE = text("FUNDING_LINE") or _(
    "PENELOPE: Erasmus+ project, co-funded by the European Union."
)
DISCLAIMER = text("DISCLAIMER")
CONTACT_ADDRESS = text("CONTACT_ADDRESS", DEFAULT_FROM_EMAIL)
