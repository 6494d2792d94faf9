"""A whole platform in a folder of its own, emptied before each test; on SQLite, or on PostgreSQL (`databases.SWITCH`)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest

from tests.central_platform import databases

# Django's settings read the environment when they are first loaded, and models need the settings: both before what follows.
os.environ["PLATFORM_HOME"] = tempfile.mkdtemp(prefix="platform-")
os.environ["DJANGO_SETTINGS_MODULE"] = "central_platform.settings"
os.environ.update(databases.new_database())
django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from central_platform.catalogue import published as catalogue  # noqa: E402
from central_platform.centres.models import AcceptanceCentre  # noqa: E402
from central_platform.core import clock  # noqa: E402
from central_platform.samples import data as sample_data  # noqa: E402
from central_platform.staff import written_once  # noqa: E402
from kiosk.domain.sample_people import SamplePerson, sample_person  # noqa: E402
from tests.central_platform.served_platform import NO_CONSOLE, platform_served  # noqa: E402
from tests.central_platform.terminal_api import HOME, NOW, StandingClock, TerminalApi, enrol  # noqa: E402


def _fill() -> None:
    """The sample people, and nothing else."""
    with connection.constraint_checks_disabled(), transaction.atomic():
        for model in apps.get_models():
            if model.__module__.startswith("central_platform.") and model is not AcceptanceCentre:
                model._base_manager.all()._raw_delete("default")
        get_user_model().objects.all().delete()
    sample_data.load()


@pytest.fixture(scope="session", autouse=True)
def _platform() -> Iterator[Callable[[], None]]:
    """What puts the tables back to how they are before each test."""
    setup_test_environment()
    call_command("migrate", verbosity=0, interactive=False)
    written_once.lift(connection)
    catalogue.current()
    _fill()
    filled = sqlite3.connect(":memory:")
    if not databases.is_postgresql():
        connection.connection.backup(filled)

    def restore() -> None:
        """All of a file at once takes a twentieth of the time."""
        connection.ensure_connection()
        filled.backup(connection.connection)

    # Hashing passwords is slow on purpose: half a second for each member of staff that a test makes.
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield _fill if databases.is_postgresql() else restore
    filled.close()
    connections.close_all()
    shutil.rmtree(HOME)
    databases.stop()


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest, _platform: Callable[[], None]) -> None:
    """Every test begins with empty tables, the sample people, and a clock that stands."""
    if "test_content" not in request.node.nodeid:
        _platform()


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    standing = StandingClock(NOW)
    monkeypatch.setattr(clock, "now", standing)
    return standing


@pytest.fixture
def api(now: StandingClock) -> TerminalApi:
    """Enrolled, with a token."""
    made = enrol(Client(), now)
    made.get_token()
    return made


@pytest.fixture
def wang() -> SamplePerson:
    return sample_person("wang")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, prepared_platform: Path) -> Iterator[dict[str, Any]]:
    """Without a console: few tests open it."""
    with platform_served(tmp_path_factory.mktemp("served"), prepared_platform, *NO_CONSOLE) as told:
        yield told
