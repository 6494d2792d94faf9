"""Another version on a machine: real files, a real repository on loopback or a stick, real archives; upgrade, return, refusal."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.ports.catalogue_updates import Refusal
from offline_cache.ledger.ledger import SqliteLedger
from offline_cache.program.disk import Checked, CheckEnd, Disk, way_back
from offline_cache.program.fetch import Looked, read_look
from offline_cache.program.judging import CLOSED_TRIAL, DEVICE_GRACE, START_LIMIT
from offline_cache.program.offer import OTHER_ROOTS, pin
from offline_cache.program.record import Fault
from offline_cache.program.standing import Standing, is_to_be_replaced
from offline_cache.program.units import NAMES
from tests.offline_cache.installed_versions import DEVICES, FIRST, UNIT, Installed
from tests.offline_cache.published_catalogue import NOW, PublishedCatalogue, Server, serving
from tests.program_archives import FILES, archive, with_units

NEW, NEXT = "0.2.0", "0.10.0"


@pytest.fixture(scope="module")
def with_programs(tmp_path_factory: pytest.TempPathFactory) -> PublishedCatalogue:
    made = PublishedCatalogue(tmp_path_factory.mktemp("published"), tmp_path_factory.mktemp("keys"))
    made.small_files()
    made.sign()
    return made


@pytest.fixture
def platform(with_programs: PublishedCatalogue, request: pytest.FixtureRequest) -> Iterator[PublishedCatalogue]:
    """Whose programs are signed since after terminals were enrolled."""
    kept = with_programs.keep(str(id(request.node)))
    yield kept
    for folder in (kept.web, kept.stick):
        shutil.rmtree(folder)


@pytest.fixture
def machine(platform: PublishedCatalogue, tmp_path: Path) -> Installed:
    made = Installed(tmp_path / "root", platform)
    platform.name_programmers()
    platform.publish_program(archive(NEW))
    return made


@pytest.fixture
def server(platform: PublishedCatalogue, machine: Installed) -> Iterator[Server]:
    with serving(platform.web) as made:
        yield made


def test_a_version_is_fetched_tried_and_confirmed(machine: Installed, server: Server) -> None:
    assert machine.on_trial(server.url) == NEW
    machine.starts()
    assert machine.links == (NEW, FIRST, "")
    assert machine.asked == [NEW], "it has looked for itself whether it could serve"
    trial = machine.record.trial
    assert trial is not None
    assert (dict(trial.devices), trial.closed) == (DEVICES, False)
    laid = machine.places.versions / NEW
    for name, content in FILES.items():
        path = laid / name
        found = os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file() else None
        assert found == content, name
    assert os.access(laid / "commands/keeper", os.X_OK)
    assert machine.work(), "it watches"
    machine.time_passes()
    assert not machine.work()
    assert machine.links == (NEW, NEW, FIRST)
    assert machine.record.trial is None
    assert machine.versions == {FIRST, NEW}
    outcome = machine.fetch(server.url)
    assert isinstance(outcome, Looked)
    assert not outcome.handed_over, "nothing is fetched twice"


def test_a_stick_does_the_same(machine: Installed, platform: PublishedCatalogue) -> None:
    assert machine.on_trial(platform.stick) == NEW
    machine.time_passes()
    assert not machine.work()
    assert machine.links == (NEW, NEW, FIRST)


@pytest.mark.parametrize(
    ("how", "fault"),
    [
        (lambda machine: [machine.serves(NEW, machine.now + n, "interrupted") for n in range(3)], Fault.ENDS),
        (lambda machine: setattr(machine, "now", machine.now + 100), Fault.HANGS),
        (lambda machine: machine.time_passes(200, ready_at=0.0), Fault.NOT_READY),
        (lambda machine: machine.time_passes(ledger=False), Fault.LEDGER),
        (lambda machine: machine.time_passes(800 + DEVICE_GRACE, devices={"receipt_printer": "ready"}), Fault.DEVICE),
    ],
)
def test_a_bad_version_is_returned_from_and_not_tried_again(
    machine: Installed, platform: PublishedCatalogue, server: Server, how: Callable[[Installed], object], fault: Fault
) -> None:
    machine.on_trial(server.url)
    how(machine)
    machine.work()
    assert machine.links == (FIRST, FIRST, "")
    assert machine.started == 1, "where it had ended for good, the service is started"
    (returned,) = machine.record.returned
    assert (returned.version, returned.fault) == (NEW, fault)
    machine.now += 1
    machine.serves(FIRST, began=machine.now)
    machine.time_passes(60)
    assert not machine.work()
    assert machine.versions == {FIRST}, "nothing of it stays, once no process runs from it"
    machine.fetch(server.url)
    assert not machine.work()
    assert machine.links[0] == FIRST
    platform.publish_program(archive(NEW, build="mended"))
    machine.on_trial(server.url)
    machine.time_passes()
    assert not machine.work()
    assert machine.links == (NEW, NEW, FIRST), "another build of it is"


def test_a_version_that_is_returned_from_stays_while_somebody_is_served(machine: Installed, server: Server) -> None:
    machine.on_trial(server.url)
    machine.time_passes(800 + DEVICE_GRACE, devices={})
    assert not machine.work()
    assert machine.links == (FIRST, FIRST, "")
    assert NEW in machine.versions, "its process goes on reading its files"


def test_a_reboot_in_the_middle_goes_on_with_the_trial(machine: Installed, server: Server) -> None:
    machine.on_trial(server.url)
    for boots in range(2, 5):
        machine.power_cut()
        machine.serves(NEW, began=15.0, started="start")
        assert machine.work()
        trial = machine.record.trial
        assert trial is not None
        assert trial.boots == boots
    machine.power_cut()
    machine.work()
    assert machine.links[:2] == (FIRST, FIRST)
    assert machine.record.returned[-1].fault is Fault.REBOOTS


def test_older_is_refused_whoever_brings_it(machine: Installed, platform: PublishedCatalogue, server: Server) -> None:
    machine.on_trial(server.url)
    machine.time_passes()
    machine.work()
    platform.publish_program(archive("0.1.9"))
    outcome = machine.fetch(server.url)
    assert isinstance(outcome, Looked)
    assert not outcome.handed_over
    # Whoever is the terminal's user lays it down all the same.
    machine.places.version_at("current")
    mirror(machine, platform.web)
    assert not machine.work()
    assert machine.links[0] == NEW
    assert machine.record.refusal == "older"


def mirror(machine: Installed, folder: Path, repository: str = "online", terminal: str = "T1") -> None:
    """What a terminal's user may do: lay down anything, and say that it stands ready."""
    shutil.rmtree(machine.places.fetched / "mirror", ignore_errors=True)
    shutil.copytree(folder, machine.places.fetched / "mirror")
    (machine.places.fetched / "ready.json").unlink(missing_ok=True)
    (machine.places.fetched / "ready.json").write_text(json.dumps({"repository": repository, "terminal": terminal}))


def test_a_schema_that_could_not_read_the_ledger_is_refused(
    machine: Installed, platform: PublishedCatalogue, server: Server
) -> None:
    platform.publish_program(archive(NEW, schema=6))
    assert machine.fetched(server.url) == NEW
    assert not machine.work()
    assert machine.record.refusal == "older_schema"
    assert machine.versions == {FIRST}


def test_a_newer_schema_is_tried_on_a_copy_and_confirmed_after(
    machine: Installed, platform: PublishedCatalogue, server: Server
) -> None:
    platform.publish_program(archive(NEW, schema=8))
    before = (machine.places.home / "ledger.db").read_bytes()
    machine.on_trial(server.url)
    trial = machine.record.trial
    assert trial is not None
    assert trial.closed
    machine.time_passes(CLOSED_TRIAL - 20)
    assert machine.work()
    machine.time_passes(40)
    assert not machine.work()
    assert machine.links == (NEW, NEW, FIRST)
    assert (machine.places.home / "ledger.db").read_bytes() == before, "the updater never writes to it"


def test_it_waits_for_staff_and_for_a_terminal_that_runs(machine: Installed, server: Server) -> None:
    machine.fetched(server.url)
    machine.time_passes(1, staff=True)
    assert machine.work()
    assert (machine.links[0], machine.record.waits) == (FIRST, "staff")
    machine.power_cut()
    assert machine.work()
    assert (machine.links[0], machine.record.waits) == (FIRST, "terminal")
    machine.now = 50.0
    machine.serves(FIRST, began=12.0)
    assert machine.work()
    assert (machine.links[0], machine.record.waits) == (NEW, "session")


@pytest.mark.parametrize(("end", "returned"), [(CheckEnd.FAILED, True), (CheckEnd.LATER, False)])
def test_one_that_fails_its_own_check_is_never_turned_to(machine: Installed, server: Server, end: CheckEnd, returned: bool) -> None:
    machine.checked = Checked(end, "said why")
    machine.fetched(server.url)
    assert not machine.work()
    assert machine.links == (FIRST, FIRST, "")
    assert [one.fault for one in machine.record.returned] == ([Fault.PREFLIGHT] if returned else [])


def test_the_terminals_user_reads_what_root_lays_down(machine: Installed, server: Server) -> None:
    """Whatever else this program writes is for its own user alone."""
    before = os.umask(0o077)
    try:
        machine.on_trial(server.url)
        assert os.umask(0o077) == 0o077
    finally:
        os.umask(before)
    laid = machine.places.versions / NEW
    found = {path.relative_to(laid).as_posix(): path.lstat().st_mode & 0o777 for path in laid.rglob("*") if not path.is_symlink()}
    assert {name for name, mode in found.items() if mode == 0o755} == {
        "commands",
        "commands/keeper",
        ".venv",
        ".venv/bin",
        ".venv/lib",
    }
    assert set(found.values()) == {0o755, 0o644}
    assert laid.stat().st_mode & 0o777 == 0o755
    assert machine.places.record_file.stat().st_mode & 0o777 == 0o644
    assert machine.places.state.stat().st_mode & 0o777 == 0o755


def test_staged_versions_come_to_their_terminals_first(machine: Installed, platform: PublishedCatalogue, server: Server) -> None:
    platform.publish_program(archive(NEXT), "T2")
    outcome = machine.fetch(server.url)
    assert isinstance(outcome, Looked)
    assert outcome.program is None
    assert machine.fetched(server.url, terminal="T2") == NEXT


@pytest.mark.parametrize("spoil", [b"x", b""])
def test_an_archive_that_was_changed_is_not_taken(
    machine: Installed, platform: PublishedCatalogue, server: Server, spoil: bytes
) -> None:
    server.spoil = lambda name, body: body[:-1] + spoil if name.endswith(".tar.xz") else body
    assert machine.refused(server.url) in (Refusal.MIXED, Refusal.TRUNCATED)
    assert read_look(machine.places.fetched).refusal in ("mixed", "truncated")
    mirror(machine, platform.web)
    (archive_file,) = (machine.places.fetched / "mirror/targets").glob("*.tar.xz")
    archive_file.write_bytes(archive_file.read_bytes()[:-1] + spoil)
    assert not machine.work()
    assert machine.versions == {FIRST}
    assert machine.record.refusal == "mixed"


def test_metadata_that_is_old_or_anothers_counts_nothing(machine: Installed, platform: PublishedCatalogue, tmp_path: Path) -> None:
    mirror(machine, platform.web)
    machine.wall = NOW + 2 * 86400
    assert not machine.work()
    assert machine.record.refusal == "expired"
    machine.wall = NOW
    mirror(machine, platform.stick)
    assert not machine.work()
    assert machine.record.refusal == "wrong_signature", "what is good on a stick is nothing over the network"
    mirror(machine, platform.stick, "offline")
    assert machine.work()
    assert machine.links[0] == NEW


def test_what_was_good_when_it_came_is_not_called_bad_for_growing_old(machine: Installed, server: Server) -> None:
    machine.on_trial(server.url)
    machine.time_passes()
    machine.work()
    machine.wall = NOW + 3 * 86400
    assert not machine.work()
    assert machine.record.refusal == ""
    assert machine.record.offered == NEW


def test_units_come_and_go_with_the_version(machine: Installed, platform: PublishedCatalogue, server: Server) -> None:
    platform.publish_program(archive(NEW, with_units("the new one's")))
    machine.on_trial(server.url)
    assert machine.unit == "the new one's"
    made = {path.name for path in (machine.places.root / "run/systemd/generator").iterdir()}
    assert made == {NAMES[0]}, "what judges versions stays the package's"
    machine.time_passes(800 + DEVICE_GRACE, devices={})
    assert not machine.work()
    assert machine.links == (FIRST, FIRST, "")
    assert (machine.unit, machine.started) == (UNIT, 1)
    platform.publish_program(archive(NEW, with_units("mended")))
    machine.now += 1
    machine.serves(FIRST, began=machine.now)
    machine.time_passes(60)
    machine.on_trial(server.url)
    machine.power_cut()
    assert machine.unit == "mended"
    machine.serves(NEW, began=15.0, started="start")
    machine.time_passes()
    assert not machine.work()
    assert machine.links == (NEW, NEW, FIRST)
    reloaded = machine.reloaded
    assert not machine.work()
    assert (machine.unit, machine.reloaded) == ("mended", reloaded), "nothing is read anew in vain"


def test_the_terminal_waits_until_the_units_are_read(machine: Installed, platform: PublishedCatalogue, server: Server) -> None:
    platform.publish_program(archive(NEW, with_units("the new one's")))
    machine.fetched(server.url)
    answers, reload = [False, False, True], machine.reload
    machine.reload = lambda: answers.pop(0) and reload()  # type: ignore[method-assign]
    assert not machine.work(), "the service manager did not answer; another time"
    assert machine.links[:2] == (NEW, FIRST)
    assert not is_to_be_replaced(machine.places, FIRST, Standing.USUAL)
    assert machine.work()
    assert machine.unit == "the new one's"
    assert is_to_be_replaced(machine.places, FIRST, Standing.USUAL)


def test_one_whose_units_are_not_taken_is_returned_from(machine: Installed, platform: PublishedCatalogue, server: Server) -> None:
    platform.publish_program(archive(NEW, with_units("the new one's")))
    machine.fetched(server.url)
    machine.reload = lambda: True  # type: ignore[method-assign]
    assert not machine.work()
    assert machine.links == (FIRST, FIRST, "")
    assert [one.fault for one in machine.record.returned] == [Fault.UNITS]


def test_one_that_cannot_be_started_is_returned_from(machine: Installed, server: Server) -> None:
    machine.fetched(server.url)
    machine.work()
    machine.now, machine.fails = machine.now + START_LIMIT - 1, True
    assert machine.work()
    machine.now += 2
    assert not machine.work()
    assert machine.links == (FIRST, FIRST, "")
    assert machine.record.returned[-1].fault is Fault.NOT_READY
    assert machine.started == 1


def test_each_machine_of_a_mixed_fleet_gets_its_own(machine: Installed, platform: PublishedCatalogue, server: Server) -> None:
    platform.publish_program(archive(NEXT, architecture="arm64"))
    assert machine.on_trial(server.url) == NEW
    machine.time_passes()
    machine.work()
    assert machine.links == (NEW, NEW, FIRST)
    assert not machine.work(), "the confirmed one's own updater"
    assert (machine.record.refusal, machine.record.offered) == ("architecture", NEXT), "the newest is there for others alone"
    assert not list(machine.places.versions.glob(f"{NEXT}*")), "nothing of it was unpacked"
    platform.publish_program(archive(NEXT))
    assert machine.on_trial(server.url) == NEXT
    assert machine.record.refusal == ""


def test_one_that_was_withdrawn_is_offered_no_more(machine: Installed, platform: PublishedCatalogue, server: Server) -> None:
    machine.checked = Checked(CheckEnd.FAILED, "")
    machine.fetched(server.url)
    machine.work()
    assert machine.record.offered == NEW
    platform.programs = {}
    platform.sign_programs()
    outcome = machine.fetch(server.url)
    assert isinstance(outcome, Looked)
    assert outcome.program is None
    assert not list((machine.places.fetched / "mirror/targets").iterdir()), "its archive takes no room"
    assert not machine.work()
    assert machine.record.offered == ""


def test_other_roots_count_when_somebody_says_so_as_root(machine: Installed, platform: PublishedCatalogue, tmp_path: Path) -> None:
    """Enrolled anew with another platform; or by whoever took over the terminal's user."""
    mirror(machine, platform.web)
    machine.time_passes(1, staff=True)
    machine.work()
    other = PublishedCatalogue(tmp_path / "other", tmp_path / "keys")
    other.small_files()
    other.name_programmers()
    other.publish_program(archive(NEXT))
    other.pin(machine.places.home / "catalogue")
    mirror(machine, other.web)
    machine.work()
    assert (machine.record.refusal, machine.record.detail) == ("wrong_signature", OTHER_ROOTS)
    assert NEXT not in machine.versions
    pin(machine.places)
    mirror(machine, other.web)
    machine.time_passes(1, staff=False)
    machine.work()
    assert machine.links[0] == NEXT


def test_an_archive_that_was_signed_and_is_none_is_condemned(
    machine: Installed, platform: PublishedCatalogue, server: Server
) -> None:
    """A link out of its folder, by whoever has the keys, or by mistake."""
    platform.publish_program(archive(NEW, {**FILES, "away": "/etc"}))
    machine.fetched(server.url)
    assert not machine.work()
    assert machine.versions == {FIRST}
    (returned,) = machine.record.returned
    assert (returned.fault, "leads out" in returned.detail) == (Fault.DAMAGED, True)


def test_what_the_terminals_user_writes_is_read_as_a_strangers(machine: Installed, platform: PublishedCatalogue) -> None:
    fetched = machine.places.fetched
    for ready in ("[]", '{"repository": "../x", "terminal": "T"}', '{"repository": 1}', "x" * 9000):
        mirror(machine, platform.web)
        (fetched / "ready.json").write_text(ready)
        assert not machine.work()
    (fetched / "ready.json").unlink()
    (fetched / "ready.json").symlink_to("/etc/passwd")
    (machine.places.runtime / "lives").unlink()
    (machine.places.runtime / "lives").write_bytes(b"nan x\n\xff\n5 session\n" + b"y" * 100_000)
    (machine.places.runtime / "signs.json").write_text('{"version": 5}')
    assert not machine.work()
    assert machine.versions == {FIRST}


def test_too_little_room_is_told(machine: Installed, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_cache.program.engine.SPARE", 1 << 60)
    machine.fetched(server.url)
    assert not machine.work()
    assert machine.record.refusal == "no_room"
    assert machine.versions == {FIRST}


def test_somebody_returns_by_hand_once_wherever_it_is_cut(machine: Installed, server: Server) -> None:
    machine.on_trial(server.url)
    machine.time_passes()
    machine.work()
    assert way_back(machine.seen) == (FIRST, "")
    disk = Disk(machine.places, machine.machine)
    disk.wish_to_leave(NEW)
    machine.work()
    assert machine.links[:2] == (FIRST, FIRST)
    disk.wish_to_leave(NEW)  # the power was cut before it was forgotten
    machine.work()
    assert machine.links[:2] == (FIRST, FIRST)
    assert [one.fault for one in machine.record.returned] == [Fault.BY_HAND]
    assert way_back(machine.seen)[0] == ""


def test_nobody_returns_to_what_could_not_read_the_ledger(platform: PublishedCatalogue, tmp_path: Path) -> None:
    machine = Installed(tmp_path / "root", platform, schema=6)
    machine.lay(NEW)
    machine.places.programs.joinpath("current").unlink()
    machine.places.programs.joinpath("current").symlink_to(f"versions/{NEW}")
    ledger = SqliteLedger(machine.places.home / "ledger.db", "T1")
    ledger.close()
    target, why = way_back(machine.seen)
    assert target == ""
    assert "schema 6" in why


def test_two_updaters_do_not_meet(machine: Installed, server: Server) -> None:
    from commands.program_worker import work
    from offline_cache.catalogue.folder import alone

    machine.fetched(server.url)
    machine.places.state.mkdir(parents=True)
    with alone(machine.places.state):
        assert work(machine.places, machine.machine) == 1
    assert machine.links[0] == FIRST
