"""A whole platform in a folder of its own, emptied before each test."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest

# Django's settings read the environment when they are first loaded, and models need the settings: both before what follows.
os.environ["PLATFORM_HOME"] = tempfile.mkdtemp(prefix="platform-")
os.environ["DJANGO_SETTINGS_MODULE"] = "central_platform.settings"
django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from central_platform.catalogue import published as catalogue  # noqa: E402
from central_platform.centres.models import AcceptanceCentre  # noqa: E402
from central_platform.core import clock  # noqa: E402
from central_platform.enrolment import services as enrolment  # noqa: E402
from central_platform.samples import data as sample_data  # noqa: E402
from central_platform.staff import written_once  # noqa: E402
from kiosk.domain.sample_people import SamplePerson, sample_person  # noqa: E402
from tests.central_platform.terminal_api import HOME, NOW, StandingClock, TerminalApi, enrol  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def _platform() -> Iterator[None]:
    setup_test_environment()
    call_command("migrate", verbosity=0, interactive=False)
    written_once.lift(connection)
    catalogue.current()
    yield
    connections.close_all()
    shutil.rmtree(HOME)


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test begins with empty tables, the sample people, and a clock that stands."""
    if "test_content" in request.node.nodeid:
        yield
        return
    monkeypatch.setattr(enrolment, "_tries", enrolment._Tries())
    with connection.constraint_checks_disabled(), transaction.atomic():
        for model in apps.get_models():
            if model.__module__.startswith("central_platform.") and model is not AcceptanceCentre:
                model._base_manager.all()._raw_delete("default")
        get_user_model().objects.all().delete()
    sample_data.load()
    yield


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
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """In a process of its own, on loopback: what it says when it is ready, and ``staff``, who do what they are asked to."""
    home = tmp_path_factory.mktemp("served")
    environment = {key: value for key, value in os.environ.items() if key != "PLATFORM_HOME"}
    process = subprocess.Popen(
        [sys.executable, "-m", "central_platform.serve", "--home", str(home), "--port", "0", "--sample-data", "--attended"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=environment,
    )
    source, sink = process.stdout, process.stdin
    assert source
    assert sink

    def staff(**asked: str) -> dict[str, Any]:
        sink.write(json.dumps(asked).encode() + b"\n")
        sink.flush()
        return dict(json.loads(source.readline()))

    yield {**json.loads(source.readline()), "staff": staff}
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    source.close()
    sink.close()
