"""Settings of the central platform, all from the environment.

======================  ====================================================================================================
PLATFORM_HOME           folder of database, keys and packs (default ``var/platform``)
PLATFORM_DATABASE       ``postgresql://user:password@host:port/name``, as libpq reads it; without it SQLite in PLATFORM_HOME
PLATFORM_HOSTS          host names it answers to, with commas (default: loopback)
PLATFORM_AUDIENCE       what terminals name as audience when they ask for a token
PLATFORM_AREA           six digits that terminal ids and copy serials begin with (default 310199)
PLATFORM_HOTLINE        telephone number told to terminals at enrolment (default 12345)
PLATFORM_ROLE           what this process serves: ``api`` (terminals) or ``console`` (staff); without it both, for commands and
                        tests. ``central_platform.serve`` sets it for the processes that it starts
PLATFORM_TLS            ``1``: everything goes over TLS, which a proxy ends: secure cookies, HSTS, a redirect for who comes without
PLATFORM_PROXIES        addresses or networks of the proxies, with commas, whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` count
PLATFORM_ROOT_KEYS      folders of the catalogue's root keys, with ``:`` (default ``root-keys`` in PLATFORM_HOME): needed at
                        the first start and to rotate keys, and better somewhere else in between
PLATFORM_PROGRAM_KEYS   the same of the keys that sign programs (default ``program-keys`` in PLATFORM_HOME): needed to publish one
PLATFORM_CATALOGUE_SIGNERS  how many must sign, of how many keys, e.g. ``root=2/3 targets=1/2`` (default 1/1); takes effect with
                        the first start, and for a role whose keys are rotated
PLATFORM_CATALOGUE_DAYS  days that signed metadata is good for, by role; the default is ``root=730 targets=365 snapshot=14
                        timestamp=1 offline=180 programs=365`` (offline: what is exported to USB sticks)
PLATFORM_CATALOGUE_DELTAS  versions from which there is a delta to the newest (default 8)
PLATFORM_TEXT_GATEWAY   address of the city's gateway for text messages (``central_platform/notices/services.py`` says what it is
                        sent); without it they wait, and staff see them
PLATFORM_TEXT_TOKEN     what it wants as bearer token
PLATFORM_PAYMENT_SERVICE  address of the city's service for payments (docs/payments.md); without it nothing is to be paid here
PLATFORM_PAYMENT_TOKEN  what it wants as bearer token
PLATFORM_PAYMENT_DAYS   that a code is good for (default 7: no source says how many)
PLATFORM_REFUNDS        states of a case, with spaces between, in which what was paid goes back by itself: ``REFUSED WITHDRAWN``
                        (default none: no source has a rule, so the head of a centre decides)
PLATFORM_COURIER_SERVICE  address of the courier's service (docs/deliveries.md); without it the counter sends what goes by courier
PLATFORM_COURIER_TOKEN  what it wants as bearer token
PLATFORM_CONTENT        folder of the content whose data sets are asked (``data_sets/*.yaml``; default: this program's)
PLATFORM_QUOTAS         how much of what there may be, e.g. ``persons=500 queries-a-minute=60``; the table of them all, with what
                        they are where nothing is said here, is ``central_platform/quotas/limits.py``
PLATFORM_RETENTION      file that says how long what is held of people is kept (default: ``content/retention.yaml`` of this program)
PLATFORM_BAD_RECORD_DAYS  how long a promise that was not kept (告知承诺) counts against whoever made it, in days (default 365)
PLATFORM_HEARTBEAT      seconds between two heartbeats of a terminal, 5 to 3600 (default 30): longer for very many terminals; the
                        console calls one away that sent none for four times as long
PLATFORM_PICTURES       where sealed pictures of materials lie: ``folder:/srv/pictures``, shared by all hosts, or
                        ``s3://bucket?endpoint_url=https://...&region_name=...`` (keys as the AWS SDK finds them); without it in the
                        database. What came before stays where it is, until ``move_pictures``
PLATFORM_UNPROVED       ``1``: terminals of a version that does not say since when a card is good are answered about persons all
                        the same; only until all have been updated
======================  ====================================================================================================
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

from central_platform.core.paths import home_folder, kept_secret
from central_platform.quotas.limits import with_settings
from central_platform.serving.routes import LARGEST_REQUEST

PLATFORM_HOME = home_folder()
PLATFORM_ROLE = os.environ.get("PLATFORM_ROLE", "")
PROXIES = [part for part in os.environ.get("PLATFORM_PROXIES", "").replace(" ", "").split(",") if part]
SECRET_KEY = kept_secret(PLATFORM_HOME / "secret-key", lambda: secrets.token_urlsafe(48).encode()).decode()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("PLATFORM_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

PLATFORM_AUDIENCE = os.environ.get("PLATFORM_AUDIENCE", "urn:central-platform:310199")
PLATFORM_AREA = os.environ.get("PLATFORM_AREA", "310199")
PLATFORM_HOTLINE = os.environ.get("PLATFORM_HOTLINE", "12345")
PAIRING_LIFETIME = 15 * 60  # seconds
TOKEN_LIFETIME = 8 * 3600  # seconds: longer than most outages, so that not everybody signs in when one ends; revoking ends tokens
REVIEW_DAYS = 5  # working days until a member of staff has looked at a case (行政许可法 第三十二条)
RATING_DAYS = {"SIMPLE": 1, "ORDINARY": 5, "HARD": 15}  # working days to answer a bad rating
SERIALS_A_LEASE = 100
TEXT_GATEWAY = os.environ.get("PLATFORM_TEXT_GATEWAY", "")
TEXT_TOKEN = os.environ.get("PLATFORM_TEXT_TOKEN", "")
PAYMENT_SERVICE = os.environ.get("PLATFORM_PAYMENT_SERVICE", "")
PAYMENT_TOKEN = os.environ.get("PLATFORM_PAYMENT_TOKEN", "")
COURIER_SERVICE = os.environ.get("PLATFORM_COURIER_SERVICE", "")
COURIER_TOKEN = os.environ.get("PLATFORM_COURIER_TOKEN", "")
BAD_RECORD_DAYS = int(os.environ.get("PLATFORM_BAD_RECORD_DAYS", "365"))  # that a broken promise counts; no source says how long
REMIND_DAYS = 3  # working days before the last day of what is owed
PAYMENT_DAYS = int(os.environ.get("PLATFORM_PAYMENT_DAYS", "7"))  # that a code is good for; no source says how many
REFUNDS = frozenset(os.environ.get("PLATFORM_REFUNDS", "").split())
if unknown := REFUNDS - {"REFUSED", "WITHDRAWN"}:
    raise ImproperlyConfigured(f"PLATFORM_REFUNDS: {', '.join(sorted(unknown))}; there are REFUSED and WITHDRAWN")
CONTENT_FOLDER = Path(os.environ.get("PLATFORM_CONTENT") or Path(__file__).with_name("content"))
QUOTAS = with_settings(os.environ.get("PLATFORM_QUOTAS", ""))
RETENTION = Path(os.environ.get("PLATFORM_RETENTION") or Path(__file__).with_name("content") / "retention.yaml")
HEARTBEAT = min(max(int(os.environ.get("PLATFORM_HEARTBEAT", "30")), 5), 3600)
UNPROVED = os.environ.get("PLATFORM_UNPROVED") == "1"
DEPARTMENT_TIMEOUT = (1.5, 1.5, 3.0)  # seconds: to connect, for each piece, for the whole answer; a terminal waits eight in all
DEPARTMENT_CALLS = 3  # at one time, of a process: a slow department must not hold all of its threads
DEPARTMENT_FAULTS = 5  # calls in a row that fail until a department is left alone
DEPARTMENT_PAUSE = 30  # seconds that it is left alone before one call tries it again

CATALOGUE_ROOT_KEYS = os.environ.get("PLATFORM_ROOT_KEYS", str(PLATFORM_HOME / "root-keys")).split(os.pathsep)
CATALOGUE_PROGRAM_KEYS = os.environ.get("PLATFORM_PROGRAM_KEYS", str(PLATFORM_HOME / "program-keys")).split(os.pathsep)
CATALOGUE_SIGNERS = {
    role: (int(threshold), int(number))
    for role, threshold, number in (re.split("[=/]", part) for part in os.environ.get("PLATFORM_CATALOGUE_SIGNERS", "").split())
}
CATALOGUE_DAYS = {"root": 730, "targets": 365, "snapshot": 14, "timestamp": 1, "offline": 180, "programs": 365} | {
    role: int(days) for role, _, days in (part.partition("=") for part in os.environ.get("PLATFORM_CATALOGUE_DAYS", "").split())
}
CATALOGUE_DELTAS = int(os.environ.get("PLATFORM_CATALOGUE_DELTAS", "8"))


_PRIVATE = {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700}


def _pictures() -> dict[str, Any]:
    where = os.environ.get("PLATFORM_PICTURES", "")
    kind, _, place = where.partition(":")
    if kind == "folder" and place.startswith("/"):
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": place, **_PRIVATE}}
    address = urlsplit(where)
    if kind == "s3" and address.hostname:
        known = {"endpoint_url", "region_name"}
        told: dict[str, Any] = dict(parse_qsl(address.query, strict_parsing=bool(address.query)))
        if told.keys() <= known:
            from botocore.config import Config  # only where it is used: it takes a quarter of a second

            # Services that are no AWS know no checksums in trailers; a terminal waits eight seconds for its answer.
            plain = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
            patience = Config(
                connect_timeout=2, read_timeout=4, retries={"max_attempts": 1}, s3={"addressing_style": "path"}, **plain
            )
            options = {"bucket_name": address.netloc, "file_overwrite": True, "client_config": patience, **told}
            return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    raise ValueError("PLATFORM_PICTURES: folder:/an/absolute/path, or s3://bucket?endpoint_url=...&region_name=...")


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
    if not address.startswith(("postgresql://", "postgres://")):
        raise ValueError("PLATFORM_DATABASE: only postgresql://user:password@host:port/name is known")
    from psycopg.conninfo import conninfo_to_dict

    told = conninfo_to_dict(address)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{ours: str(told.pop(theirs, "")) for ours, theirs in names.items()},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Milliseconds; a terminal waits eight seconds for its answer.
        "OPTIONS": {"options": "-c lock_timeout=5000 -c statement_timeout=20000", "connect_timeout": 3, **told},
    }


DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Each below what it builds on: later ones may use the services of earlier ones, and hear what they announce.
_APPS = (
    *(
        "core",
        "quotas",
        "staff",
        "terminals",
        "people",
        "catalogue",
        "centres",
        "intake",
        "licences",
        "remote",
        "distribution",
        "enrolment",
    ),
    *("shared_data", "cases", "payments", "deliveries", "ratings", "notices", "privacy", "samples"),
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
_CONSOLE = [
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
MIDDLEWARE = [
    "central_platform.core.middleware.digested",
    "django.middleware.security.SecurityMiddleware",
    *([] if PLATFORM_ROLE == "console" else ["central_platform.core.middleware.dated"]),
    *(["django.middleware.common.CommonMiddleware"] if PLATFORM_ROLE == "api" else _CONSOLE),
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).with_name("staff") / "templates"],  # before Django's own, which are not in Chinese everywhere
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
ROOT_URLCONF = {"api": "central_platform.urls_api", "console": "central_platform.urls_console"}.get(
    PLATFORM_ROLE, "central_platform.urls"
)
WSGI_APPLICATION = "central_platform.wsgi.application"
STATIC_URL = "/static/"
STATIC_ROOT = PLATFORM_HOME / "static"  # of collectstatic, for the proxy; without one the console's processes serve them
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(PLATFORM_HOME / "files")}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    **({"pictures": _pictures()} if os.environ.get("PLATFORM_PICTURES") else {}),
}
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_REQUEST  # what each address may be sent is less: `central_platform.serving.routes`
APPEND_SLASH = False  # a redirect is no answer to a terminal

_TLS = os.environ.get("PLATFORM_TLS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _TLS  # what came over TLS the gate says, by the proxy's word
SECURE_HSTS_SECONDS = 365 * 86_400 if _TLS else 0
# Nothing from elsewhere, and nothing inline but one rule of Django's own list of rows, by its hash.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        **{f"{kind}-src": ["'self'"] for kind in ("script", "img", "font", "connect")},
        "style-src": ["'self'", "'sha256-blvLUW3UscWqsXGByNOqdBboM+ShWAuugp2mC/wbafU='"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
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
    },
}
