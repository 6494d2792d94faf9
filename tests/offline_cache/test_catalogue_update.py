"""The catalogue's updates against real repositories: what comes in, and what is kept."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from central_platform.distribution.policy import DAY
from kiosk.messages.packs import KEYS, REVOCATIONS, delta_name, pack_name
from kiosk.ports.catalogue_updates import Refusal, Refused, UpToDate, Way
from offline_cache.catalogue.check import problems_of
from offline_cache.catalogue.trust import catalogue_age
from offline_cache.catalogue.update_process import update_apart
from tests.offline_cache.published_catalogue import NOW, V1, V2, V3, PublishedCatalogue, Server, Terminal, many


def test_nothing_new_costs_next_to_nothing(server: Server, terminal: Terminal) -> None:
    outcome = terminal.up_to_date(server.url, NOW + 60)
    assert server.asked == ["metadata/2.root.json", "metadata/timestamp.json"]
    assert outcome.fetched < 1000
    age = catalogue_age(terminal.folder)
    assert (age.version, age.published_at, age.confirmed_at, age.refusal) == (V1, NOW, NOW + 60, None)
    assert age.days(NOW + 60 + 3 * DAY) == 3


def test_a_change_comes_as_a_delta_and_the_version_before_stays(
    published: PublishedCatalogue, server: Server, terminal: Terminal
) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    outcome = terminal.updated(server.url, NOW + 60)
    assert (outcome.version, outcome.way, outcome.renewed) == (V2, Way.DELTA, ())
    published.publish(V3, many(V3), NOW + 120)
    assert terminal.updated(server.url, NOW + 120).version == V3, "by number, not by letter"
    assert sorted(path.name for path in terminal.folder.glob("catalogue-*")) == [
        f"catalogue-{V3}.db",
        f"catalogue-{V3}.pack.gz",
        f"catalogue-{V2}.db",
    ]
    assert list(problems_of(terminal.folder)) == []


def test_a_delta_gives_what_the_whole_pack_gives(
    published: PublishedCatalogue, server: Server, terminal: Terminal, tmp_path: Path
) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    fresh = Terminal(tmp_path / "fresh")
    published.pin(fresh.folder)
    assert fresh.updated(server.url, NOW + 60).way is Way.FULL
    assert terminal.updated(server.url, NOW + 60).way is Way.DELTA
    for name in (f"catalogue-{V2}.db",):
        assert (fresh.folder / name).read_bytes() == (terminal.folder / name).read_bytes()


def test_a_delta_that_does_not_give_the_signed_text_is_passed_over(
    published: PublishedCatalogue, server: Server, terminal: Terminal
) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    wrong = published.keep("wrong")
    wrong.texts = {V1: published.texts[V1]}
    about = dict(published.listed[pack_name(V2)].custom)
    wrong.publish(V2, many(V2, "别的卡"), NOW + 60)
    published.put(delta_name(V1, V2), wrong.target(delta_name(V1, V2)).read_bytes(), **about)
    published.sign(NOW + 60)
    assert terminal.updated(server.url, NOW + 60).way is Way.FULL
    for folder in (wrong.web, wrong.stick):
        shutil.rmtree(folder)


@pytest.mark.parametrize("lost", ["gone", "junk", "another schema"])
def test_a_lost_catalogue_is_built_again_from_what_is_here(server: Server, terminal: Terminal, lost: str) -> None:
    file = terminal.folder / f"catalogue-{V1}.db"
    if lost == "gone":
        file.unlink()
    elif lost == "junk":
        file.write_bytes(b"junk" * 100)
    else:
        database = sqlite3.connect(file)
        database.execute("PRAGMA user_version=1")
        database.close()
    outcome = terminal.updated(server.url)
    assert (outcome.way, outcome.version) == (Way.KEPT, V1)
    assert outcome.fetched < 1000


def test_a_lost_base_means_the_whole_pack(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    base = terminal.folder / pack_name(V1)
    base.write_bytes(base.read_bytes()[:-10])
    assert "gone or damaged" in "".join(problems_of(terminal.folder))
    assert terminal.updated(server.url, NOW + 60).way is Way.FULL
    assert list(problems_of(terminal.folder)) == []


def test_keys_and_revocations_travel_alone_too(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    assert terminal.keys.sealing_key["kid"] == "seal-1"
    assert terminal.revoked == frozenset()
    published.small_files(NOW + 60, "seal-2", ("1.2.156.1",))
    published.sign(NOW + 60)
    assert terminal.up_to_date(server.url, NOW + 60).renewed == (KEYS, REVOCATIONS)
    assert terminal.keys.sealing_key["kid"] == "seal-2"
    assert terminal.revoked == {"1.2.156.1"}


def test_a_session_keeps_the_version_that_it_began_with(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    from offline_cache.catalogue.read import SqliteCatalogue

    open_one = SqliteCatalogue(terminal.folder / f"catalogue-{V1}.db")
    for number in (2, 3, 4):
        published.publish(f"2026.12.{number}", many(f"2026.12.{number}", f"养老{number}"), NOW + number)
        terminal.updated(server.url, NOW + number)
    assert not (terminal.folder / f"catalogue-{V1}.db").exists()
    assert open_one.search("敬老卡7号").hits
    assert not any("养老" in hit.line.name.zh for hit in open_one.search("养老").hits)
    open_one.close()


def test_from_a_stick(published: PublishedCatalogue, terminal: Terminal) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    assert terminal.updated(published.stick, NOW + 100 * DAY).way is Way.DELTA
    assert terminal.up_to_date(published.stick, NOW + 101 * DAY).fetched < 1000
    assert catalogue_age(terminal.folder).confirmed_at == NOW + 60, "not newer than the stick"


def test_in_a_process_of_its_own(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    """By the real clock, so that everything must be signed by it."""
    import time

    published.publish(V2, many(V2, "养老卡"), int(time.time()))
    outcome = update_apart(server.url, terminal.folder)
    assert getattr(outcome, "version", outcome) == V2
    assert isinstance(update_apart(server.url, terminal.folder), UpToDate)
    outcome = update_apart("http://127.0.0.1:9", terminal.folder)
    assert isinstance(outcome, Refused)
    assert outcome.reason is Refusal.UNREACHABLE
