"""This machine's own troubles, its clock, and the keys that it trusts: whatever happens, a good update follows."""

from __future__ import annotations

import fcntl
import resource
import shutil
from pathlib import Path

import pytest

from central_platform.distribution.policy import DAY
from kiosk.ports.catalogue_updates import Refusal, Refused
from offline_cache.catalogue.trust import catalogue_age, current_keys, pin_roots, read_standing, root_file
from tests.offline_cache.published_catalogue import (
    NOW,
    V1,
    V2,
    PublishedCatalogue,
    Server,
    Terminal,
    list_again,
    many,
    serving,
    then_good,
)


def test_a_terminal_that_was_never_paired(published: PublishedCatalogue, server: Server, tmp_path: Path) -> None:
    stranger = Terminal(tmp_path / "stranger")
    assert "enrol" in stranger.refused(server.url, Refusal.STORAGE).detail
    published.pin(stranger.folder)
    root_file(stranger.folder, "online").write_bytes(b"{")
    stranger.refused(server.url, Refusal.STORAGE)
    published.pin(stranger.folder)
    stranger.updated(server.url)


@pytest.mark.parametrize("most", [0, 300, 2000, 20_000])
def test_a_disk_that_takes_no_more(published: PublishedCatalogue, server: Server, terminal: Terminal, most: int) -> None:
    """No file may grow beyond so many bytes: metadata, pack or catalogue fails to be written."""
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        outcome = terminal.update(server.url, NOW + 60)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.STORAGE, outcome.detail
    terminal.serves(V1)
    then_good(published, terminal, server.url)


def test_a_folder_that_cannot_be(published: PublishedCatalogue, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    terminal = Terminal(tmp_path / "file" / "catalogue")
    assert terminal.refused(published.stick, Refusal.STORAGE).detail == "Not a directory"


def test_one_at_a_time(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    with (terminal.folder / ".lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        terminal.refused(server.url, Refusal.BUSY)
    then_good(published, terminal, server.url)


def test_damaged_notes_of_its_own_are_got_over(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    """As after a power cut: empty metadata, half a standing, remains of an attempt."""
    for name in ("timestamp.json", "snapshot.json", "targets.json"):
        (terminal.folder / "online" / name).write_bytes(b"")
    (terminal.folder / "standing.json").write_bytes(b'{"floor": 17')
    (terminal.folder / "online" / "tmpabc").write_bytes(b"half")
    (terminal.folder / "catalogue-9.9.part").write_bytes(b"half")
    then_good(published, terminal, server.url)
    assert not list(terminal.folder.rglob("tmp*"))
    assert not list(terminal.folder.rglob("*.part"))


def test_a_clock_that_is_ahead_is_named(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    """By the server's clock everything is in order: the technician is told to look at this one. It is refused all the same."""
    server.date = NOW
    ahead = NOW + 400 * DAY
    terminal.refused(server.url, Refusal.CLOCK, now=ahead)
    terminal.refused(published.stick, Refusal.EXPIRED, now=ahead)
    assert read_standing(terminal.folder).floor == NOW, "a wrong clock proves nothing"
    then_good(published, terminal, server.url)


def test_a_clock_that_is_behind_cannot_bring_back_what_has_expired(
    published: PublishedCatalogue, server: Server, terminal: Terminal
) -> None:
    old = published.keep("past")
    published.sign(NOW + 10 * DAY)
    terminal.up_to_date(server.url, NOW + 10 * DAY)
    assert read_standing(terminal.folder).floor == NOW + 10 * DAY
    # Without what it had verified, so that nothing but the time can tell.
    shutil.rmtree(terminal.folder / "online")
    server.folder = old.web
    server.date = 0
    terminal.refused(server.url, Refusal.EXPIRED, now=1000)
    server.folder = published.web
    assert terminal.up_to_date(server.url, 1000).version == V1, "what is fresh by the latest signed time is taken"
    shutil.rmtree(terminal.folder / "online")
    (terminal.folder / "standing.json").unlink()
    server.folder = old.web
    assert isinstance(terminal.update(server.url, 1000), Refused) is False, "it was the floor that refused it"
    for folder in (old.web, old.stick):
        shutil.rmtree(folder)


def test_no_signed_time_beyond_its_own_expiry_counts(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    timestamp = published.current("timestamp").signed
    published.resign("timestamp", NOW + 9999 * DAY, version=timestamp.version + 1)
    terminal.up_to_date(server.url)
    assert read_standing(terminal.folder).floor == NOW


def test_the_root_is_followed_through_rotations(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    for role in ("timestamp", "root", "targets", "root"):
        published.online.rotate(role, NOW + 30)
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    assert terminal.updated(server.url, NOW + 60).version == V2
    assert root_file(terminal.folder, "online").read_bytes() == (published.web / "metadata" / "1.root.json").read_bytes()
    before = terminal.folder / "online"
    published.pin(terminal.folder)
    assert before.exists(), "enrolled again with a root that it follows already: nothing is lost"
    terminal.up_to_date(server.url, NOW + 60)


def test_retired_root_keys_sign_nothing(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    old = published.online._signers(published.online.root, "root")
    published.online.rotate("root", NOW + 30)
    terminal.up_to_date(server.url, NOW + 30)
    root = published.current("root")
    root.signed.version += 1
    root.signatures.clear()
    for signer in old:
        root.sign(signer, append=True)
    path = published.web / "metadata" / f"{root.signed.version}.root.json"
    path.write_bytes(root.to_bytes())
    terminal.refused(server.url, Refusal.WRONG_SIGNATURE, now=NOW + 60)
    path.unlink()
    then_good(published, terminal, server.url)


@pytest.mark.parametrize("role", ["root", "timestamp", "targets"])
def test_two_of_three_must_sign(tmp_path: Path, role: str) -> None:
    published = PublishedCatalogue(tmp_path / "published", tmp_path / "keys", {role: (2, 3)})
    published.small_files()
    published.publish(V1, many(V1))
    terminal = Terminal(tmp_path / "catalogue")
    published.pin(terminal.folder)
    with serving(published.web) as server:
        terminal.updated(server.url)
        for number in (2, 1):
            md = published.current(role)
            md.signed.version += 1
            md.signatures.clear()
            for signer in published.online._signers(published.online.root, role)[:number]:
                md.sign(signer, append=True)
            name = "timestamp.json" if role == "timestamp" else f"{md.signed.version}.{role}.json"
            before = (published.web / "metadata" / name).read_bytes() if role == "timestamp" else None
            (published.web / "metadata" / name).write_bytes(md.to_bytes())
            if role == "targets":
                published.resign("snapshot", NOW, version=published.current("snapshot").signed.version + 1)
                published.resign("timestamp", NOW, version=published.current("timestamp").signed.version + 1)
                list_again(published, role, NOW)
            if number == 2:
                terminal.up_to_date(server.url)
            else:
                terminal.refused(server.url, Refusal.WRONG_SIGNATURE)
                (published.web / "metadata" / name).unlink()
                if before:
                    (published.web / "metadata" / name).write_bytes(before)
        then_good(published, terminal, server.url)


def test_another_platform_takes_its_catalogue_with_it(
    published: PublishedCatalogue, server: Server, terminal: Terminal, tmp_path: Path
) -> None:
    """Enrolled elsewhere: nothing of the first platform counts there, and its higher version hinders nothing."""
    other = PublishedCatalogue(tmp_path / "other", tmp_path / "keys")
    other.small_files()
    other.publish("2025.1.1", many("2025.1.1"))
    other.pin(terminal.folder)
    assert catalogue_age(terminal.folder).version == ""
    assert current_keys(terminal.folder) is None
    with serving(other.web) as elsewhere:
        assert terminal.updated(elsewhere.url).version == "2025.1.1"
    terminal.refused(server.url, Refusal.WRONG_SIGNATURE)
    pin_roots(terminal.folder, published.online.root_bytes.decode(), published.offline.root_bytes.decode())
    assert terminal.updated(server.url).version == V1
