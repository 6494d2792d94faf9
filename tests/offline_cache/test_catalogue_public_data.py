"""Public rows on their way to a terminal: they come beside the pack, newer ones replace them, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.values import replace
from kiosk.messages import public_data
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.public_data import PUBLIC_DATA
from kiosk.ports.catalogue_updates import Refusal
from kiosk.ports.storage import Among
from offline_cache.catalogue.check import problems_of
from offline_cache.catalogue.read import SqliteCatalogue, newest
from offline_cache.catalogue.trust import catalogue_age, pin_roots
from tests.offline_cache.published_catalogue import NOW, V2, PublishedCatalogue, Server, Terminal, item, many, text_of, then_good

KEY = "canteens"


def file_of(now: int, name: str = "一食堂") -> bytes:
    one = {"key": KEY, "department": {"zh": "区", "en": "District"}, "as_of": now, "formats": {"name": "text"}}
    return canonical_bytes({"format": 1, "issued_at": now, "data_sets": [{**one, "rows": [{"name": name}]}]})


def publish(published: PublishedCatalogue, now: int, name: str = "一食堂") -> None:
    published.put(PUBLIC_DATA, file_of(now, name), format=1, published_at=now)
    published.sign(now)


def told(terminal: Terminal) -> str:
    """The name in the one row that is here, "" where none is."""
    path = newest(terminal.folder)
    assert path
    catalogue = SqliteCatalogue(path)
    found = catalogue.public_rows(KEY)
    assert catalogue.public_keys() == ({KEY} if found else frozenset())
    catalogue.close()
    return found.rows[0]["name"] if found else ""


def test_rows_come_and_are_replaced_by_newer_ones(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    assert told(terminal) == ""
    publish(published, NOW + 60)
    assert terminal.up_to_date(server.url, NOW + 60).renewed == (PUBLIC_DATA,)
    assert told(terminal) == "一食堂"
    assert terminal.up_to_date(server.url, NOW + 61).renewed == ()
    publish(published, NOW + 120, "二食堂")
    assert terminal.up_to_date(server.url, NOW + 120).renewed == (PUBLIC_DATA,)
    assert told(terminal) == "二食堂"


def test_an_older_stick_replaces_nothing(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    publish(published, NOW + 60)
    stick = published.keep("stick")
    publish(published, NOW + 120, "二食堂")
    terminal.up_to_date(server.url, NOW + 120)
    assert terminal.up_to_date(stick.stick, NOW + 180).renewed == ()
    assert told(terminal) == "二食堂"


def test_what_was_forged_on_the_way_is_refused(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    publish(published, NOW + 60)
    terminal.up_to_date(server.url, NOW + 60)
    publish(published, NOW + 120, "二食堂")
    server.spoil = lambda name, body: body.replace("二".encode(), "九".encode()) if name.endswith(PUBLIC_DATA) else body
    terminal.refused(server.url, Refusal.MIXED, now=NOW + 120)
    assert told(terminal) == "一食堂"
    server.spoil = lambda name, body: body
    then_good(published, terminal, server.url, NOW + 180)
    assert told(terminal) == "二食堂"


@pytest.mark.parametrize("data", [b"", b"{}", b'{"format":1,"issued_at":1}', file_of(1).replace(b"rows", b"rows2")])
def test_what_is_no_such_file_is_refused(published: PublishedCatalogue, server: Server, terminal: Terminal, data: bytes) -> None:
    published.put(PUBLIC_DATA, data, format=1, published_at=NOW + 60)
    published.sign(NOW + 60)
    terminal.refused(server.url, Refusal.DAMAGED, now=NOW + 60)
    assert told(terminal) == ""


def test_a_newer_format_is_told(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    published.put(PUBLIC_DATA, b'{"format":2}', format=2, published_at=NOW + 60)
    published.sign(NOW + 60)
    terminal.refused(server.url, Refusal.NEWER_FORMAT, now=NOW + 60)


def test_too_large_a_file_is_not_fetched(
    published: PublishedCatalogue, server: Server, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(published, NOW + 60)
    monkeypatch.setattr(public_data, "LARGEST", len(file_of(NOW + 60)) - 1)
    terminal.refused(server.url, Refusal.TOO_LARGE, now=NOW + 60)
    assert not any(name.endswith(PUBLIC_DATA) for name in server.asked)


def test_what_was_damaged_here_is_as_if_it_never_came(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    publish(published, NOW + 60)
    terminal.up_to_date(server.url, NOW + 60)
    path = terminal.folder / PUBLIC_DATA
    path.write_bytes(path.read_bytes()[:-9])
    assert told(terminal) == ""
    assert f"{PUBLIC_DATA}: damaged" in list(problems_of(terminal.folder))
    assert terminal.up_to_date(server.url, NOW + 120).renewed == (PUBLIC_DATA,)
    assert told(terminal) == "一食堂"


def test_a_file_that_is_not_known_stops_no_update(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    """So a terminal of before there were public data takes a catalogue that has them."""
    published.put("of-tomorrow.json", b"?", format=7, what="nobody knows")
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    assert terminal.updated(server.url, NOW + 60).renewed == ()
    assert not (terminal.folder / "of-tomorrow.json").exists()
    assert catalogue_age(terminal.folder).refusal is None


def test_another_platforms_rows_go_with_its_roots(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    publish(published, NOW + 60)
    terminal.up_to_date(server.url, NOW + 60)
    pin_roots(terminal.folder, "{}", "{}")
    assert not (terminal.folder / PUBLIC_DATA).exists()


def test_a_line_tells_which_rows_may_answer_it(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    def asking(number: int, **query: Any) -> dict[str, Any]:
        line = item(number)
        return {**line, "item": {**line["item"], "query": {"data_set": KEY, **query}}}

    published.publish(V2, text_of(V2, asking(1, offline="signed"), asking(2, offline="never"), asking(3), item(4)), NOW + 60)
    terminal.updated(server.url, NOW + 60)
    path = newest(terminal.folder)
    assert path
    catalogue = SqliteCatalogue(path)
    lines = {line.name.en: line for line in catalogue.lines(Among())}
    assert {name: line.public for name, line in lines.items()} == {"Card 1": KEY, "Card 2": "", "Card 3": "", "Card 4": ""}
    assert replace(catalogue.search("敬老").hits[0].line, public="") in [replace(line, public="") for line in lines.values()]
    catalogue.close()
