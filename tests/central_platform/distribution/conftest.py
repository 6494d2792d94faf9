"""A platform's folder of its own, with a small content that is published as often as a test wants."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from central_platform.catalogue import published as catalogue
from central_platform.catalogue.meaning import KEPT
from central_platform.catalogue.publishing import CONTENT
from central_platform.core import keys
from central_platform.distribution import repositories
from tests.central_platform.terminal_api import StandingClock

Publish = Callable[..., catalogue.Published]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, now: StandingClock) -> Iterator[Path]:
    """A platform's folder of its own; the database is the common one."""
    monkeypatch.setenv("PLATFORM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(settings, "CATALOGUE_ROOT_KEYS", [str(tmp_path / "root-keys")])
    monkeypatch.setattr(settings, "CATALOGUE_PROGRAM_KEYS", [str(tmp_path / "program-keys")])
    keys.key_ring.cache_clear()
    yield tmp_path / "home"
    keys.key_ring.cache_clear()


@pytest.fixture
def publish(home: Path, tmp_path: Path, now: StandingClock) -> Publish:
    """``publish(version, name)``: a small content, with this name for one item of it."""
    content = tmp_path / "content"
    (content / "items").mkdir(parents=True)
    shutil.copy(CONTENT / KEPT, content)  # else the model would read all of it again, for each version
    head = (CONTENT / "catalogue.yaml").read_text(encoding="utf-8")
    head = re.sub(r"^guided: .*$", "guided: []", head, flags=re.MULTILINE)  # they lead to services that are left out
    items = (CONTENT / "items" / "seniors.yaml").read_text(encoding="utf-8")

    def work(version: str, name: str = "敬老卡申领") -> catalogue.Published:
        text = re.sub(r'^version: "[^"]+"', f'version: "{version}"', head, flags=re.MULTILINE)
        (content / "catalogue.yaml").write_text(text, encoding="utf-8")
        (content / "items" / "seniors.yaml").write_text(items.replace("敬老卡申领", name), encoding="utf-8")
        made = catalogue.publish(content)
        repositories.maintain(now())
        return made

    return work
