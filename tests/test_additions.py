"""What an addition takes, as docs/architecture.md lists it ("Adding things"): one of each is added from a template to a copy of the
checkout, with nothing else touched than what is listed there, and the copy's own checks must pass."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import campaign

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(__file__).with_name("templates")
FOLDERS = ("kiosk", "devices", "offline_cache", "screens", "central_platform", "commands", "tests", "docs")
FILES = ("pyproject.toml", "main.py")
CACHES = (".mypy_cache", ".import_linter_cache")  # of what was read already; only what is new is read then
_ROUTER = "from central_platform.suggestions import api as suggestions\nfrom central_platform.terminals import api as terminals\n"


@pytest.fixture(scope="module")
def with_journey(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout to which a journey was added."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for cache in CACHES:
        if (ROOT / cache).is_dir():
            shutil.copytree(ROOT / cache, copy / cache)
    for file in FILES:
        shutil.copy(ROOT / file, copy / file)
    add_journey(copy)
    return copy


def run(checkout: Path, *words: str) -> None:
    """AssertionError with the end of what it says, where it fails."""
    done = subprocess.run(words, cwd=checkout, capture_output=True, text=True, timeout=550, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text, file.name
    file.write_text(text.replace(old, new), encoding="utf-8")


def add_journey(checkout: Path) -> None:
    shutil.copytree(TEMPLATES / "journey" / "greeting", checkout / "kiosk" / "journeys" / "greeting")
    shutil.copytree(TEMPLATES / "pages" / "greeting", checkout / "screens" / "qml" / "pages" / "greeting")
    registry = checkout / "kiosk" / "journeys" / "__init__.py"
    change(registry, "    browse,\n", "    browse,\n    greeting,\n")
    change(registry, "        rating.JOURNEY,\n", "        rating.JOURNEY,\n        greeting.JOURNEY,\n")


@pytest.mark.timeout(600)
def test_a_journey_is_two_folders_and_one_entry(with_journey: Path) -> None:
    tests = ("tests/screens/test_registry.py", "tests/screens/test_plain_text.py")
    run(with_journey, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)


@pytest.mark.timeout(600)
def test_a_capability_is_a_folder_its_words_and_lines(with_journey: Path) -> None:
    """With a kind of message that terminals send, a look-up that a journey makes, and its page in the console. Types and contracts
    hold for both additions."""
    checkout = with_journey
    template = TEMPLATES / "capability"
    platform = checkout / "central_platform"
    shutil.copytree(template / "suggestions", platform / "suggestions")
    change(platform / "settings.py", '"notices", "privacy", "samples"', '"notices", "suggestions", "privacy", "samples"')
    change(platform / "staff" / "roles.py", "Role.EDITOR: {", 'Role.EDITOR: {"suggestions.suggestion": _READ, ')
    change(platform / "api.py", "from central_platform.terminals import api as terminals\n", _ROUTER)
    change(platform / "api.py", "people.router, licences.asking)", "people.router, licences.asking, suggestions.router)")
    change(checkout / "pyproject.toml", '"ratings | notices"', '"ratings | notices | suggestions"')
    shutil.copy(template / "messages.py", checkout / "kiosk" / "messages" / "suggestions.py")
    shutil.copy(template / "look_up.py", checkout / "kiosk" / "journeys" / "greeting" / "look_up.py")
    shutil.copy(template / "test_suggestions.py", checkout / "tests" / "central_platform")
    run(checkout, sys.executable, "-m", "central_platform", "makemigrations", "suggestions")
    run(checkout, sys.executable, "-m", "central_platform.openapi")
    migrations = "tests/central_platform/test_migrations.py"
    if not campaign.SOAK:  # the rest is about the tables of before
        migrations += "::test_the_models_are_what_the_migrations_make"
    tests = ("tests/central_platform/test_suggestions.py", migrations)
    run(checkout, sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    packages = ("-p", "central_platform.suggestions", "-p", "kiosk.journeys")
    run(checkout, sys.executable, "-m", "mypy", "--no-error-summary", *packages)
    run(checkout, str(Path(sys.executable).with_name("lint-imports")))
