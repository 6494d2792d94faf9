"""Settings of the central platform, all from the environment.

======================  ====================================================================================================
PLATFORM_HOME           folder of database, keys and packs (default ``var/platform``)
PLATFORM_DATABASE       ``postgresql://user:password@host:port/name``; without it SQLite in PLATFORM_HOME
PLATFORM_HOSTS          host names it answers to, with commas (default: loopback)
PLATFORM_AUDIENCE       what terminals name as audience when they ask for a token
PLATFORM_AREA           six digits that terminal ids and copy serials begin with (default 310199)
PLATFORM_HOTLINE        telephone number told to terminals at enrolment (default 12345)
PLATFORM_TLS            ``1``: cookies only over TLS, behind a proxy that ends it
PLATFORM_ROOT_KEYS      folders of the catalogue's root keys, with ``:`` (default ``root-keys`` in PLATFORM_HOME): needed at
                        the first start and to rotate keys, and better somewhere else in between
PLATFORM_CATALOGUE_SIGNERS  how many must sign, of how many keys, e.g. ``root=2/3 targets=1/2`` (default 1/1); takes effect with
                        the first start, and for a role whose keys are rotated
PLATFORM_CATALOGUE_DAYS  days that signed metadata is good for, by role; the default is ``root=730 targets=365 snapshot=14
                        timestamp=1 offline=180`` (offline: what is exported to USB sticks)
PLATFORM_CATALOGUE_DELTAS  versions from which there is a delta to the newest (default 8)
PLATFORM_TEXT_GATEWAY   address of the city's gateway for text messages (``central_platform/notices/services.py`` says what it is
                        sent); without it they wait, and staff see them
PLATFORM_TEXT_TOKEN     what it wants as bearer token
PLATFORM_CONTENT        folder of the content whose data sets are asked (``data_sets/*.yaml``; default: this program's)
PLATFORM_QUERIES        how many queries are answered, e.g. ``minute=40 day=4000 person=80`` (the defaults): of one terminal in a
                        minute and a day, of one person in a day; a company's counts twice, for its agent is compared first
======================  ====================================================================================================
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from central_platform.core.paths import home_folder, kept_secret

PLATFORM_HOME = home_folder()
SECRET_KEY = kept_secret(PLATFORM_HOME / "secret-key", lambda: secrets.token_urlsafe(48).encode()).decode()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PLATFORM_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

PLATFORM_AUDIENCE = os.environ.get("PLATFORM_AUDIENCE", "urn:central-platform:310199")
PLATFORM_AREA = os.environ.get("PLATFORM_AREA", "310199")
PLATFORM_HOTLINE = os.environ.get("PLATFORM_HOTLINE", "12345")
PAIRING_LIFETIME = 15 * 60  # seconds
TOKEN_LIFETIME = 10 * 60  # seconds
LOOKUPS_A_MINUTE = 60  # of persons, for each terminal: more than residents can ask for, too few to harvest a city
ENROLMENTS_A_MINUTE = 10  # tries in all: a pairing code has 40 bits and lives a quarter of an hour
REVIEW_DAYS = 5  # working days until a member of staff has looked at a case (行政许可法 第三十二条)
RATING_DAYS = {"SIMPLE": 1, "ORDINARY": 5, "HARD": 15}  # working days to answer a bad rating
SERIALS_A_LEASE = 100
TEXT_GATEWAY = os.environ.get("PLATFORM_TEXT_GATEWAY", "")
TEXT_TOKEN = os.environ.get("PLATFORM_TEXT_TOKEN", "")
CONTENT_FOLDER = Path(os.environ.get("PLATFORM_CONTENT") or Path(__file__).with_name("content"))
_QUERIES = {"minute": 40, "day": 4000, "person": 80} | {
    name: int(most) for name, _, most in (part.partition("=") for part in os.environ.get("PLATFORM_QUERIES", "").split())
}
QUERIES_A_MINUTE, QUERIES_A_DAY, QUERIES_OF_A_PERSON_A_DAY = _QUERIES["minute"], _QUERIES["day"], _QUERIES["person"]
DEPARTMENT_TIMEOUT = (1.5, 1.5, 3.0)  # seconds: to connect, for each piece, for the whole answer; a terminal waits eight in all
DEPARTMENT_CALLS = 3  # at one time, of a process: a slow department must not hold all of its threads
DEPARTMENT_FAULTS = 5  # calls in a row that fail until a department is left alone
DEPARTMENT_PAUSE = 30  # seconds that it is left alone before one call tries it again
LARGEST_REQUEST = 64 * 1024 * 1024  # bytes; a terminal that hits it halves its batch

CATALOGUE_ROOT_KEYS = os.environ.get("PLATFORM_ROOT_KEYS", str(PLATFORM_HOME / "root-keys")).split(os.pathsep)
CATALOGUE_SIGNERS = {
    role: (int(threshold), int(number))
    for role, threshold, number in (re.split("[=/]", part) for part in os.environ.get("PLATFORM_CATALOGUE_SIGNERS", "").split())
}
CATALOGUE_DAYS = {"root": 730, "targets": 365, "snapshot": 14, "timestamp": 1, "offline": 180} | {
    role: int(days) for role, _, days in (part.partition("=") for part in os.environ.get("PLATFORM_CATALOGUE_DAYS", "").split())
}
CATALOGUE_DELTAS = int(os.environ.get("PLATFORM_CATALOGUE_DELTAS", "8"))


def _database() -> dict[str, Any]:
    address = os.environ.get("PLATFORM_DATABASE", "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(PLATFORM_HOME / "platform.sqlite3"),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "timeout": 5,  # seconds to wait for another thread's transaction; a terminal waits eight for its answer
                # Takes the write lock at BEGIN: a transaction that reads first and writes later would fail instead of waiting.
                "transaction_mode": "IMMEDIATE",
                # FULL: a verdict ACCEPTED lets the terminal stop keeping the submission, so it must survive a power cut.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres"):
        raise ValueError("PLATFORM_DATABASE: only postgresql://user:password@host:port/name is known")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Each below what it builds on: later ones may use the services of earlier ones, and hear what they announce.
_APPS = (
    *("core", "staff", "terminals", "people", "catalogue", "centres", "intake", "licences", "distribution", "enrolment"),
    *("shared_data", "cases", "ratings", "notices", "samples"),
)
INSTALLED_APPS = [
    "central_platform.staff.apps.ConsoleConfig",  # Django's admin, with the console's own site
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    *(f"central_platform.{app}" for app in _APPS),
    "central_platform.records",  # the tables of before there were apps: migrations alone
]
MIDDLEWARE = [
    "central_platform.core.middleware.digested",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
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
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ROOT_URLCONF = "central_platform.urls"
WSGI_APPLICATION = "central_platform.wsgi.application"
STATIC_URL = "/static/"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_REQUEST
APPEND_SLASH = False  # a redirect is no answer to a terminal

_TLS = os.environ.get("PLATFORM_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _TLS else None
SESSION_COOKIE_AGE = 8 * 3600  # a working day, from signing in: whatever is done meanwhile
SESSION_IDLE = 20 * 60  # seconds without a page until staff sign in again
OTP_TOTP_ISSUER = "受理平台"  # short: each of its characters makes the code to be scanned denser
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "DENY"

# Paths and exception types only: addresses carry no personal data here, and request bodies are never logged.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "central_platform": {"level": "INFO"},
        "django.request": {"level": "ERROR"},  # each refused request would be a line: the audit table has them
        "django": {"handlers": [], "propagate": True},
        "waitress.queue": {"level": "ERROR"},
    },
}
