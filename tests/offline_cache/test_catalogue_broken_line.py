"""A line that breaks, again and again, in the middle of a pack: what came is not asked for again, and nothing else is ever kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.messages.packs import pack_name
from kiosk.ports.catalogue_updates import Refusal, Way
from tests import campaign
from tests.offline_cache.published_catalogue import NOW, V2, V3, PublishedCatalogue, Server, Terminal, many

Spoil = Callable[[str, bytes], Any]


@pytest.fixture
def fresh(published: PublishedCatalogue, tmp_path: Path) -> Terminal:
    """A terminal without any catalogue, which needs the whole pack."""
    terminal = Terminal(tmp_path / "fresh")
    published.pin(terminal.folder)
    published.publish(V2, many(V2, count=400), NOW + 60)
    return terminal


def breaks_after(length: int, which: str = ".pack.gz") -> Spoil:
    """Of what is asked for, whatever part of the file it is, so many bytes come."""

    def spoil(name: str, body: bytes) -> Any:
        def answer(handler: Any) -> None:
            begin = int(handler.headers.get("Range", "bytes=0-")[6:-1])
            rest = body[begin:]
            part = {"Content-Range": f"bytes {begin}-{len(body) - 1}/{len(body)}"} if begin else {}
            handler.send(206 if begin else 200, rest[:length], "application/gzip", len(rest), **part)

        return answer if name.endswith(which) else body

    return spoil


def begun(terminal: Terminal) -> list[bytes]:
    return [path.read_bytes() for path in terminal.folder.glob("*.begun")]


def test_what_came_is_not_asked_for_again(published: PublishedCatalogue, server: Server, fresh: Terminal) -> None:
    pack = published.target(pack_name(V2)).read_bytes()
    server.spoil = breaks_after(len(pack) // 3)
    for third in (1, 2):
        fresh.refused(server.url, Refusal.TRUNCATED, now=NOW + 60)
        assert begun(fresh) == [pack[: third * (len(pack) // 3)]]
    server.spoil, server.sent = lambda name, body: body, 0
    outcome = fresh.updated(server.url, NOW + 60)
    assert outcome.way is Way.FULL
    assert server.began[-1] == 2 * (len(pack) // 3)
    assert outcome.fetched < len(pack) - 2 * (len(pack) // 3) + 2000
    assert begun(fresh) == []


def test_a_delta_goes_on_as_well(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    """And the whole pack is not fetched in its place."""
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    server.spoil = breaks_after(40, "delta.gz")
    terminal.refused(server.url, Refusal.TRUNCATED, now=NOW + 60)
    assert not [name for name in server.asked if name.endswith("pack.gz")]
    server.spoil = lambda name, body: body
    assert terminal.updated(server.url, NOW + 60).way is Way.DELTA
    assert server.began[-1] == 40


def test_all_has_come_and_the_machine_goes_down(published: PublishedCatalogue, server: Server, fresh: Terminal) -> None:
    pack = published.target(pack_name(V2))
    (fresh.folder / f"{pack.name}.begun").write_bytes(pack.read_bytes())
    assert fresh.updated(server.url, NOW + 60).way is Way.FULL
    assert not [name for name in server.asked if name.endswith("pack.gz")]


@settings(max_examples=200 if campaign.SOAK else 8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_lies_there(published: PublishedCatalogue, server: Server, fresh: Terminal, data: st.DataObject) -> None:
    """Zeros after a power cut, another's bytes, more than there are: the update succeeds all the same, at once."""
    for path in fresh.folder.glob("catalogue-*"):
        path.unlink()
    pack = published.target(pack_name(V2)).read_bytes()
    right = pack[: data.draw(st.integers(0, len(pack)))]
    wrong = data.draw(st.one_of(st.binary(max_size=50), st.integers(0, 2 * len(pack)).map(bytes)))
    (fresh.folder / f"{published.target(pack_name(V2)).name}.begun").write_bytes(right + wrong)
    assert fresh.updated(server.url, NOW + 60).way in (Way.FULL, Way.KEPT)
    assert begun(fresh) == []


@pytest.mark.parametrize("status", [200, 416, 206])
def test_a_server_that_does_not_go_on(published: PublishedCatalogue, server: Server, fresh: Terminal, status: int) -> None:
    """It begins at the beginning, at once or the next time."""
    pack = published.target(pack_name(V2)).read_bytes()
    server.spoil = breaks_after(1000)
    fresh.refused(server.url, Refusal.TRUNCATED, now=NOW + 60)

    def whole(name: str, body: bytes) -> Any:
        def answer(handler: Any) -> None:
            part = {"Content-Range": f"bytes 0-{len(body) - 1}/{len(body)}"} if status == 206 else {}
            handler.send(status if "Range" in handler.headers else 200, body, "application/gzip", **part)

        return answer if name.endswith(".pack.gz") else body

    server.spoil = whole
    if status != 200:
        fresh.refused(server.url, Refusal.UNREACHABLE, now=NOW + 60)
        assert begun(fresh) == []
    assert fresh.updated(server.url, NOW + 60).fetched >= len(pack)


def test_a_portal_in_between_costs_nothing(published: PublishedCatalogue, server: Server, fresh: Terminal) -> None:
    server.spoil = breaks_after(1000)
    fresh.refused(server.url, Refusal.TRUNCATED, now=NOW + 60)
    portal: Spoil = lambda name, body: (lambda handler: handler.send(200, b"<html>", "text/html")) if "pack" in name else body  # noqa: E731
    for spoil in (portal, breaks_after(0)):
        server.spoil = spoil
        fresh.refused(server.url, Refusal.UNREACHABLE, Refusal.TRUNCATED, now=NOW + 60)
        assert list(map(len, begun(fresh))) == [1000]


def test_a_newer_version_takes_the_place(published: PublishedCatalogue, server: Server, fresh: Terminal) -> None:
    server.spoil = breaks_after(1000)
    fresh.refused(server.url, Refusal.TRUNCATED, now=NOW + 60)
    published.publish(V3, many(V3, count=400), NOW + 120)
    fresh.refused(server.url, Refusal.TRUNCATED, now=NOW + 120)
    assert [path.name for path in fresh.folder.glob("*.begun")] == [published.target(pack_name(V3)).name + ".begun"]
    server.spoil = lambda name, body: body
    assert fresh.updated(server.url, NOW + 120).version == V3
    assert begun(fresh) == []
