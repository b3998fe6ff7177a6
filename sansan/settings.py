"""Django settings. What a deployment may change is in `config.py`; the rest is the product's own."""

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from csp.constants import NONE, SELF

from sansan.config import ROOT, config, oidc_apps

CONFIG = config()
DATA_DIR: Path = CONFIG.data_dir
DATA_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """The configured key, or one made at the first start and kept readable by the owner only."""
    given = CONFIG.secret_key.get_secret_value()
    if given:
        return given
    kept = DATA_DIR / "secret_key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return kept.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DEBUG = CONFIG.debug
ALLOWED_HOSTS = CONFIG.allowed_hosts
ROOT_URLCONF = "sansan.urls"
WSGI_APPLICATION = "sansan.wsgi.application"

INSTALLED_APPS = [
    "sansan.sample",
    "sansan.api",
    "sansan.console",
    "sansan.accountability",
    "sansan.leadership",
    "sansan.dispatch",
    "sansan.rectification",
    "sansan.evidence",
    "sansan.notify",
    "sansan.lists",
    "sansan.people",
    "sansan.places",
    "sansan.search",
    "sansan.trail",
    "sansan.ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "django_linear_migrations",
    "django_tasks",
    "django_tasks_db",
    "django_vite",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "sansan.trail.middleware.RequestIdMiddleware",
    "sansan.api.middleware.InterfaceMiddleware",  # before the sessions: the interface knows no cookies
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sansan.people.middleware.LoginRequiredMiddleware",  # default deny: a view is public only if it says so
    "sansan.ui.middleware.DomainErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sansan.ui.context.frame",
            ],
            "builtins": ["sansan.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "sansan.ui.forms.SansanFormRenderer"

_DATABASE = CONFIG.database_url or f"sqlite:///{CONFIG.sqlite_file}"
DATABASES: dict[str, Any] = {"default": dj_database_url.parse(_DATABASE, conn_max_age=60)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing half-way: the write lock is taken when the transaction begins.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
PERMISSION_GATE = "sansan.people.access.require"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "sansan.people.passwords.LengthAndClassesValidator"},
    {"NAME": "sansan.people.passwords.NotRecentlyUsedValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sansan.people.accounts.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "sansan.people.accounts.SocialAccountAdapter"
MFA_ADAPTER = "sansan.people.second_factor.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "sansan.people.account_forms.LoginForm",
    "change_password": "sansan.people.account_forms.ChangePasswordForm",
    "reauthenticate": "sansan.people.account_forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "sansan.people.account_forms.AuthenticateForm",
    "reauthenticate": "sansan.people.account_forms.SecondReauthenticateForm",
    "activate_totp": "sansan.people.account_forms.ActivateTOTPForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
# django-axes counts wrong passwords, and says so in the trail; this limit is for codes of the second factor.
ACCOUNT_RATE_LIMITS = {"login_failed": f"{CONFIG.lockout_failures}/{CONFIG.lockout_minutes}m/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "三散"
MFA_RECOVERY_CODES_SHOW_ONCE = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": oidc_apps(CONFIG.oidc)}}
AXES_FAILURE_LIMIT = CONFIG.lockout_failures
AXES_COOLOFF_TIME = dt.timedelta(minutes=CONFIG.lockout_minutes)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # so that the page can say when the lock ends
AXES_USERNAME_CALLABLE = "sansan.people.lockout.username"
AXES_LOCKOUT_CALLABLE = "sansan.people.lockout.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # the trail keeps logins
AXES_VERBOSE = False

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["sansan.ui.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise warns where it is missing, though the finders serve everything
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DJANGO_VITE = {
    "default": {
        "dev_mode": False,
        "manifest_path": ROOT / "sansan" / "ui" / "static" / "dist" / "manifest.json",
        "static_url_prefix": "dist",
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# The page may talk to its own server only; nothing inline but what carries the request's nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        # Charts and maps position their tooltips with style attributes.
        "style-src": [SELF, "'unsafe-inline'"],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60  # people.middleware ends a session at rest long before, and says why
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = CONFIG.https
SECURE_HSTS_SECONDS = 31_536_000 if CONFIG.https else 0
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the intake screen confirms a 500-task plan in one form

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ],
    wrapper_class=structlog.make_filtering_bound_logger(CONFIG.log_level.lower()),
)
