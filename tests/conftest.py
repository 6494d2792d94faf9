"""One search profile for the whole run; values that tell what they hold, which they do not outside of tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

import devices.registry  # noqa: F401 - what devices are called
from kiosk.domain.values import Value, asdict
from tests import campaign, prepared

campaign.register()
# The model's threads wait by spinning: with a worker on each core they stand in each other's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def _told(value: Value) -> str:
    return f"{type(value).__name__}({', '.join(f'{name}={_any(held)}' for name, held in asdict(value).items())})"


def _any(held: Any) -> str:
    return _told(held) if isinstance(held, Value) else repr(held)


# How hypothesis (and IPython) show what they found.
Value._repr_pretty_ = lambda value, printer, cycle: printer.text(_told(value))  # type: ignore[attr-defined]


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    if op != "==" or not isinstance(left, Value) or type(left) is not type(right):
        return None
    ours, theirs = asdict(left), asdict(right)
    other = [f"  {name}: {_any(ours[name])} != {_any(theirs[name])}" for name in ours if ours[name] != theirs[name]]
    return [f"two {type(left).__name__} differ", *other]


@pytest.fixture(scope="session")
def prepared_platform(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a model district whose platform was started once, alone: it has keys, tables and catalogue, and making those
    takes longest of all. `ModelDistrict` and `platform_served` begin with a copy, ``like`` it."""

    def make(folder: Path) -> None:
        from commands.demo.model_district import ModelDistrict
        from tests.central_platform.databases import new_database

        district = ModelDistrict(folder, settings=new_database())
        try:
            district.start_platform()
        finally:
            district.stop()

    return prepared.once(pytestconfig, tmp_path_factory, "prepared-platform", make)


@pytest.fixture(scope="session")
def prepared_district(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, prepared_platform: Path) -> Path:
    """As `prepared_platform`, with a terminal that has fetched the catalogue."""

    def make(folder: Path) -> None:
        from commands.demo.model_district import ModelDistrict

        district = ModelDistrict(folder, like=prepared_platform)
        try:
            district.start()
        finally:
            district.stop()

    return prepared.once(pytestconfig, tmp_path_factory, "prepared-district", make)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest files first: what is short fills up the end, and no worker is left alone with a long one.
    items.sort(key=lambda item: "journeys" not in item.path.parts)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if campaign.SOAK:
        config.option.timeout = 0.0  # a campaign takes as long as it takes
