"""The three locks: terminal and platform import nothing outside their own, and a package has one version in all of them."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_OURS = {"kiosk", "devices", "offline_cache", "screens", "central_platform", "commands"}
_HALVES = {
    "terminal": ("main.py", "kiosk", "devices", "offline_cache", "screens", "commands"),
    "platform": ("central_platform", "kiosk/__init__.py", "kiosk/domain", "kiosk/messages", "kiosk/typefaces"),
}
_WORK = ("commands/demo/", "commands/bench/")  # neither half's: what plays and measures both


def locked(name: str) -> dict[str, str]:
    """Versions by the normalised name of the package."""
    text = (ROOT / f"packaging/requirements-{name}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", text, re.MULTILINE))


def asked_for(name: str) -> set[str]:
    text = (ROOT / f"packaging/requirements-{name}.in").read_text(encoding="utf-8")
    return {_normal(found) for found in re.findall(r"^([A-Za-z0-9_.-]+)", text, re.MULTILINE) if not found.startswith("-")}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def _distributions() -> dict[str, list[str]]:
    return {module: [_normal(name) for name in names] for module, names in packages_distributions().items()}


def imported(parts: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Every module of a library, and the file that imports it, wherever in the file that is."""
    for part in parts:
        path = ROOT / part
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            name = str(file.relative_to(ROOT))
            if name.startswith(_WORK):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                whole = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    whole = [node.module]
                for module in (one.partition(".")[0] for one in whole):
                    if module not in sys.stdlib_module_names and module not in _OURS:
                        yield module, name


@pytest.mark.parametrize("half", _HALVES)
def test_a_half_imports_nothing_outside_its_lock(half: str) -> None:
    lock, found = locked(half), dict(imported(_HALVES[half]))
    assert len(found) > 15
    outside = {module: file for module, file in found.items() if not set(_distributions()[module]) & set(lock)}
    assert not outside


def test_a_terminal_gets_nothing_of_platform_or_work() -> None:
    work = asked_for("development")
    server = {"django", "django-ninja", "django-otp", "granian", "psycopg", "whitenoise"}
    assert not (work | server) & set(locked("terminal"))
    assert not (work | {"pyside6-essentials", "pycups", "opencv-python-headless"}) & set(locked("platform"))
    assert server < set(locked("platform"))
    assert {"pytest", "mypy"} < work


@pytest.mark.parametrize("half", _HALVES)
def test_what_is_asked_for_is_locked_in_one_version(half: str) -> None:
    lock, whole = locked(half), locked("development")
    assert asked_for(half) <= set(lock)
    assert {name: version for name, version in lock.items() if whole.get(name) != version} == {}
