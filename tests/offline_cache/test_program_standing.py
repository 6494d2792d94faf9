"""What a running terminal knows of its own version: from links and one record, whatever state they are in."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import life_signs
from commands.terminal_folder import TerminalFolder
from offline_cache.program.places import ROOT, Places
from offline_cache.program.record import Record, Trial, write_record
from offline_cache.program.standing import Standing, is_to_be_replaced, standing_of

OWN, OTHER = "0.2.0", "0.1.0"
OPEN, CLOSED = Record(trial=Trial(OWN, "x", False)), Record(trial=Trial(OWN, "x", True))


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path, tmp_path / "home")
    made.versions.mkdir(parents=True)
    made.state.mkdir(parents=True)
    return made


def link(places: Places, **links: str) -> None:
    for name, version in links.items():
        (places.programs / name).unlink(missing_ok=True)
        (places.programs / name).symlink_to(f"versions/{version}")


@pytest.mark.parametrize(
    ("confirmed", "record", "standing"),
    [
        (OWN, None, Standing.USUAL),
        (OWN, CLOSED, Standing.USUAL),
        (OTHER, OPEN, Standing.OPEN),
        (OTHER, CLOSED, Standing.CLOSED),
        (OTHER, Record(trial=Trial(OTHER, "x", False)), Standing.CLOSED),
        (OTHER, Record(), Standing.CLOSED),
        (OTHER, None, Standing.CLOSED),
    ],
)
def test_what_is_not_known_leaves_the_ledger_alone(
    places: Places, confirmed: str, record: Record | None, standing: Standing
) -> None:
    link(places, current=OWN, confirmed=confirmed)
    if record is not None:
        write_record(places.record_file, record)
    assert standing_of(places, OWN) is standing
    places.record_file.write_text("{")
    assert standing_of(places, OWN) is (Standing.USUAL if confirmed == OWN else Standing.CLOSED)


def test_a_program_that_is_no_installed_version_is_as_usual(places: Places) -> None:
    link(places, current=OTHER, confirmed=OTHER)
    assert standing_of(places, "") is Standing.USUAL
    assert not is_to_be_replaced(places, "", Standing.USUAL)


def test_before_there_was_such_a_link_all_is_as_usual(places: Places) -> None:
    link(places, current=OWN)
    assert standing_of(places, OWN) is Standing.USUAL


@pytest.mark.parametrize(
    ("current", "confirmed", "record", "began", "replaced"),
    [
        (OWN, OWN, None, Standing.USUAL, False),
        (OTHER, OTHER, None, Standing.USUAL, True),
        (OTHER, OWN, OPEN, Standing.USUAL, True),
        (OWN, OTHER, OPEN, Standing.OPEN, False),
        (OWN, OTHER, CLOSED, Standing.CLOSED, False),
        (OWN, OWN, None, Standing.OPEN, False),
        (OWN, OWN, None, Standing.CLOSED, True),
        (OWN, OTHER, OPEN, Standing.CLOSED, True),
        (OWN, OTHER, CLOSED, Standing.OPEN, True),
        (OTHER, OTHER, CLOSED, Standing.CLOSED, True),
    ],
)
def test_another_process_comes_where_it_would_be_another(
    places: Places, current: str, confirmed: str, record: Record | None, began: Standing, replaced: bool
) -> None:
    link(places, current=current, confirmed=confirmed)
    if record is not None:
        write_record(places.record_file, record)
    assert is_to_be_replaced(places, OWN, began) is replaced


@pytest.mark.parametrize("target", ["versions/0.1.0/x", "/etc", "0.1.0", "../versions/0.1.0"])
def test_a_link_elsewhere_names_no_version(places: Places, target: str) -> None:
    (places.programs / "current").symlink_to(target)
    assert places.version_at("current") == ""
    assert places.version_at("nothing") == ""


def test_no_catalogue_is_fetched_by_what_is_on_trial_or_was_left(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only a newer program reads would be left to the one before."""
    monkeypatch.setattr(life_signs, "own_version", lambda: OWN)
    monkeypatch.setenv(ROOT, str(places.root))
    for current, confirmed, record, on_trial in (
        (OWN, OWN, Record(), False),
        (OWN, OTHER, OPEN, True),
        (OWN, OTHER, CLOSED, True),
        (OTHER, OTHER, Record(), True),
    ):
        link(places, current=current, confirmed=confirmed)
        write_record(places.record_file, record)
        version = life_signs.OwnVersion(TerminalFolder(places.home))
        assert version.on_trial is on_trial, (current, confirmed)
        assert version.closed is (standing_of(places, OWN) is Standing.CLOSED)


def test_who_wants_the_newest_now_is_heard(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ROOT, str(places.root))
    places.home.mkdir(parents=True, exist_ok=True)
    version = life_signs.OwnVersion(TerminalFolder(places.home))
    version.want_newest()
    first = places.wanted.stat().st_mtime_ns
    version.want_newest()
    assert places.wanted.stat().st_mtime_ns > first, "the path unit sees a file that is written again"
