"""What must not come in: each time the catalogue in use stays, and a good update follows."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_platform.distribution.policy import DAY
from kiosk.messages.packs import KEYS, PACK_FORMAT, REVOCATIONS, PackFault, pack_name, squeeze, unpack
from kiosk.ports.catalogue_updates import Refusal, Refused, UpToDate
from offline_cache.catalogue import sources as catalogue_sources
from offline_cache.catalogue import update as catalogue_update
from offline_cache.catalogue.trust import catalogue_age, current_keys, revocations
from tests.campaign import examples
from tests.offline_cache.published_catalogue import (
    NOW,
    V1,
    V2,
    V3,
    PublishedCatalogue,
    Server,
    Terminal,
    at,
    item,
    list_again,
    many,
    page,
    serving,
    text_of,
    then_good,
)

NO_ANSWERS: list[Callable[[Any], object]] = [
    page(),
    page(302, Location="http://127.0.0.1:9/portal"),
    page(500),
    page(503),
    page(407),
    lambda handler: handler.connection.close(),
    lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"),
]


@pytest.mark.parametrize("which", ["root.json", "timestamp.json", "snapshot.json", "targets.json", "keys.json", ".gz"])
def test_unreachable(published: PublishedCatalogue, server: Server, terminal: Terminal, which: str) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    published.small_files(NOW + 60, "seal-2")
    published.sign(NOW + 60)
    for answer in NO_ANSWERS:
        server.answer_instead(which, answer)
        terminal.refused(server.url, Refusal.UNREACHABLE, now=NOW + 60)
        age = catalogue_age(terminal.folder)
        assert (age.refusal, age.version, age.tried_at, age.confirmed_at) == (Refusal.UNREACHABLE, V1, NOW + 60, NOW)
    server.spoil = lambda name, body: body
    then_good(published, terminal, server.url)


@pytest.mark.parametrize("which", ["root.json", "timestamp.json"])
def test_a_portal_that_calls_its_page_json(published: PublishedCatalogue, server: Server, terminal: Terminal, which: str) -> None:
    server.spoil = lambda name, body: page(200, "application/json") if name.endswith(which) else body
    terminal.refused(server.url, Refusal.UNREACHABLE)
    then_good(published, terminal)


def test_an_answer_from_elsewhere_is_none_even_where_it_is_right(
    published: PublishedCatalogue, server: Server, terminal: Terminal
) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    with serving(published.web) as other:
        server.spoil = lambda name, body: page(302, Location=f"{other.url}/{name}") if body else body
        terminal.refused(server.url, Refusal.UNREACHABLE, now=NOW + 60)
        assert other.asked == []
    server.spoil = lambda name, body: body
    then_good(published, terminal, server.url)


def test_nobody_there(published: PublishedCatalogue, terminal: Terminal) -> None:
    with serving(published.web) as server:
        pass
    refused = terminal.refused(server.url, Refusal.UNREACHABLE)
    assert server.url not in refused.detail
    assert refused.words.zh
    assert refused.todo.en
    terminal.refused("http://", Refusal.UNREACHABLE)
    terminal.refused("ftp://127.0.0.1/", Refusal.UNREACHABLE)
    then_good(published, terminal)


def test_an_answer_that_never_ends_is_no_answer(
    published: PublishedCatalogue, server: Server, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then keeps a line alive for ever: the whole answer has its time."""
    monkeypatch.setattr(catalogue_sources, "PATIENCE", 0.2)
    monkeypatch.setattr(catalogue_sources, "SLOWEST", 10**9)
    drops: list[int] = []

    def drip(handler: Any) -> None:
        handler.send(200, b"", "application/json", 16_000)
        while len(drops) < 3000:
            handler.wfile.write(b" ")
            drops.append(1)
            handler.connection.settimeout(0.001)
            try:
                if handler.connection.recv(1) == b"":
                    return
            except TimeoutError:
                continue

    server.spoil = lambda name, body: drip if "timestamp" in name else body
    terminal.refused(server.url, Refusal.UNREACHABLE)
    assert len(drops) < 3000
    server.spoil = lambda name, body: body
    monkeypatch.undo()
    then_good(published, terminal, server.url)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "root"])
@pytest.mark.parametrize("fresh", [False, True])
def test_expired(published: PublishedCatalogue, server: Server, terminal: Terminal, role: str, fresh: bool, tmp_path: Path) -> None:
    """Also for a terminal that has nothing yet."""
    if fresh:
        terminal = Terminal(tmp_path / "fresh")
        published.pin(terminal.folder)
    now = NOW + 20 * DAY
    server.date = now
    published.publish(V2, many(V2, "养老卡"), now)
    if role == "root":
        published.online.rotate("root", NOW)
        root = published.current("root")
        root.signed.version += 1
        root.signed.expires = at(now - 1)
        root.signatures.clear()
        for signer in published.online._signers(published.online.root, "root"):
            root.sign(signer, append=True)
        (published.online.folder / f"{root.signed.version}.root.json").write_bytes(root.to_bytes())
    else:
        published.resign(role, now, expires=at(now - 1))
        list_again(published, role, now)
    refused = terminal.refused(server.url, Refusal.EXPIRED, now=now)
    assert refused.fetched > 0
    if role == "root":
        published.online.rotate("root", now)
    then_good(published, terminal, server.url, now + 60)


def test_a_platform_that_was_forgotten_is_expired(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    server.date = NOW + 2 * DAY
    terminal.refused(server.url, Refusal.EXPIRED, now=NOW + 2 * DAY)
    terminal.refused(published.stick, Refusal.EXPIRED, now=NOW + 181 * DAY)
    then_good(published, terminal, server.url, NOW + 2 * DAY)


def test_rolled_back_to_what_was_once_right(published: PublishedCatalogue, terminal: Terminal) -> None:
    old = published.keep("old")
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    with serving(published.web) as server:
        terminal.updated(server.url, NOW + 60)
        server.folder = old.web
        terminal.refused(server.url, Refusal.ROLLED_BACK, now=NOW + 60)
    terminal.refused(old.stick, Refusal.ROLLED_BACK, now=NOW + 60)
    then_good(published, terminal)
    for folder in (old.web, old.stick):
        shutil.rmtree(folder)


@pytest.mark.parametrize("way", ["web", "stick"])
def test_an_older_catalogue_in_newer_metadata_is_rolled_back(
    published: PublishedCatalogue, server: Server, terminal: Terminal, way: str
) -> None:
    """As when a stick was exported before the last online update: all its signatures are right, and it was never seen here."""
    published.publish("2026.11.21.9", many("2026.11.21.9"), NOW + 60)
    published.small_files(NOW + 60, "seal-2")
    published.sign(NOW + 60)
    source = server.url if way == "web" else published.stick
    assert terminal.refused(source, Refusal.ROLLED_BACK, now=NOW + 60).detail == f"2026.11.21.9 after {V1}"
    assert terminal.keys.seal_with == "seal-1", "nothing of it is taken"
    then_good(published, terminal, source)


def test_a_sticks_older_keys_never_replace_newer_ones(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    old = published.keep("old-keys")
    published.small_files(NOW + 60, "seal-2", ("1.2.156.1",))
    published.sign(NOW + 60)
    terminal.up_to_date(server.url, NOW + 60)
    assert terminal.up_to_date(old.stick, NOW + 60).renewed == ()
    assert terminal.revoked == {"1.2.156.1"}
    for folder in (old.web, old.stick):
        shutil.rmtree(folder)


@pytest.mark.parametrize("role", ["root", "timestamp", "snapshot", "targets"])
def test_signed_by_others(published: PublishedCatalogue, server: Server, terminal: Terminal, role: str, tmp_path: Path) -> None:
    """Another platform's metadata, complete and in order."""
    other = PublishedCatalogue(tmp_path, tmp_path / "keys")
    other.small_files()
    other.publish(V2, many(V2, "假的卡"), NOW + 60)
    other.publish(V3, many(V3, "假的卡二"), NOW + 60)
    if role == "root":
        other.online.rotate("timestamp", NOW)
        shutil.copy(other.web / "metadata" / "2.root.json", published.web / "metadata")
    elif role == "timestamp":
        server.folder = other.web
    else:
        _forge(published, other, role)
    refused = terminal.refused(server.url, Refusal.WRONG_SIGNATURE, now=NOW + 60)
    assert refused.fetched
    server.folder = published.web
    (published.web / "metadata" / "2.root.json").unlink(missing_ok=True)
    then_good(published, terminal, server.url)


def _forge(published: PublishedCatalogue, other: PublishedCatalogue, role: str) -> None:
    """This role's metadata signed by the other's keys, and listed by the right ones: as if the keys above were stolen."""
    md = published.current(role)
    md.signed.version += 1
    md.signatures.clear()
    for signer in other.online._signers(other.online.root, role):
        md.sign(signer, append=True)
    (published.online.folder / f"{md.signed.version}.{role}.json").write_bytes(md.to_bytes())
    published.resign("timestamp", NOW + 60, version=published.current("timestamp").signed.version + 1)
    if role == "targets":
        published.resign("snapshot", NOW + 60, version=published.current("snapshot").signed.version + 1)
    list_again(published, role, NOW + 60)


def test_what_is_good_on_a_stick_is_nothing_over_http(published: PublishedCatalogue, terminal: Terminal) -> None:
    """And the other way round: one platform, two repositories."""
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    with serving(published.stick) as server:
        terminal.refused(server.url, Refusal.WRONG_SIGNATURE, now=NOW + 60)
    terminal.refused(published.web, Refusal.WRONG_SIGNATURE, now=NOW + 60)
    with serving(published.web) as server:
        terminal.updated(server.url, NOW + 60)


def test_an_altered_byte_anywhere_is_found(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    published.small_files(NOW + 60, "seal-2")
    published.sign(NOW + 60)
    names = {
        "timestamp.json": (Refusal.WRONG_SIGNATURE,),
        "snapshot.json": (Refusal.MIXED,),
        "targets.json": (Refusal.MIXED,),
        "keys.json": (Refusal.MIXED,),
    }
    for which, reasons in names.items():

        def alter(name: str, body: bytes, which: str = which) -> bytes:
            place = body.find(b"2026" if b"2026" in body else b"seal")
            return body[:place] + b"9" + body[place + 1 :] if which in name and body else body

        server.spoil = alter
        terminal.refused(server.url, *reasons, now=NOW + 60)
    server.spoil = lambda name, body: body[:-1] + b"X" if "pack.gz" in name or "delta.gz" in name else body
    terminal.refused(server.url, Refusal.MIXED, now=NOW + 60)
    server.spoil = lambda name, body: body
    then_good(published, terminal, server.url)


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_mixed_from_two_publications(published: PublishedCatalogue, server: Server, terminal: Terminal, role: str) -> None:
    """A mirror that took one file before and the others after: each rightly signed."""
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    before = published.online._last(role)[1]
    published.publish(V3, many(V3, "高龄卡"), NOW + 61)
    number = published.online.versions(role)[-1]
    server.spoil = lambda name, body: before if name == f"metadata/{number}.{role}.json" else body
    terminal.refused(server.url, Refusal.MIXED, Refusal.TRUNCATED, now=NOW + 61)
    server.spoil = lambda name, body: body
    assert terminal.updated(server.url, NOW + 61).version == V3


@pytest.mark.parametrize("which", ["timestamp.json", "snapshot.json", "targets.json", "keys.json", ".gz"])
@pytest.mark.parametrize("how", ["cut line", "short file", "missing"])
def test_truncated(published: PublishedCatalogue, server: Server, terminal: Terminal, which: str, how: str) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    published.small_files(NOW + 60, "seal-2")
    published.sign(NOW + 60)

    def shorten(name: str, body: bytes) -> Any:
        if not name.endswith(which) or not body:
            return body
        if how == "cut line":
            return lambda handler: handler.send(200, body[: len(body) // 2], "application/json", len(body))
        return body[: len(body) // 2] if how == "short file" else page(404, "text/plain")

    server.spoil = shorten
    unnamed = which == "timestamp.json" and how == "missing"
    terminal.refused(server.url, Refusal.UNREACHABLE if unnamed else Refusal.TRUNCATED, now=NOW + 60)
    server.spoil = lambda name, body: body
    then_good(published, terminal, server.url)


@pytest.mark.parametrize("which", ["metadata/2.root.json", "timestamp.json", "snapshot.json", "targets.json", "keys.json", ".gz"])
def test_too_large(published: PublishedCatalogue, server: Server, terminal: Terminal, which: str) -> None:
    """However much somebody sends, no more is read than may be."""
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    published.small_files(NOW + 60, "seal-2")
    published.sign(NOW + 60)
    sent = []

    def flood(handler: Any) -> None:
        handler.send(200, b"", "application/octet-stream", 10**12)
        while True:
            sent.append(handler.wfile.write(b" " * 65536))

    server.spoil = lambda name, body: flood if name.endswith(which) else body
    terminal.refused(server.url, Refusal.TOO_LARGE, now=NOW + 60)
    assert sum(sent) < 30_000_000
    server.spoil = lambda name, body: body
    then_good(published, terminal, server.url)


def test_a_pack_signed_as_larger_than_any_may_be(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60)
    published.listed[pack_name(V2)].length = catalogue_update.LARGEST_TARGET + 1
    published.sign(NOW + 61)
    terminal.refused(server.url, Refusal.TOO_LARGE, now=NOW + 61)
    assert not [name for name in server.asked if ".gz" in name], "not a byte of it is asked for"
    then_good(published, terminal, server.url)


@pytest.mark.parametrize(
    "pack",
    [
        b"",
        b"no gzip",
        squeeze(b"no pack\n"),
        squeeze(text_of(V3, item(1))),
        squeeze(text_of(V2, {"item": {"uses": 1, "implementation_code": "1"}, "search": {}})),
        squeeze(text_of(V2, item(1), item(1))),
        squeeze(text_of(V2, item(1)).replace(b'"items":1', b'"items":2')),
    ],
)
def test_rightly_signed_and_of_no_use(published: PublishedCatalogue, server: Server, terminal: Terminal, pack: bytes) -> None:
    try:
        text = unpack(pack)
    except PackFault:
        text = b"?"
    published.publish(V2, text, NOW + 60, pack=pack)
    terminal.refused(server.url, Refusal.DAMAGED, now=NOW + 60)
    then_good(published, terminal, server.url)


@pytest.mark.parametrize("name", [KEYS, REVOCATIONS])
@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"format":1}', b'{"format":1,"issued_at":1,"seal_with":"a","sealing":[]}'])
def test_keys_that_are_none_are_not_kept(
    published: PublishedCatalogue, server: Server, terminal: Terminal, name: str, data: bytes
) -> None:
    published.put(name, data, format=1, published_at=NOW + 60)
    published.sign(NOW + 60)
    terminal.refused(server.url, Refusal.DAMAGED, now=NOW + 60)
    assert current_keys(terminal.folder) is not None
    assert revocations(terminal.folder) is not None
    published.small_files(NOW + 120)
    then_good(published, terminal, server.url)


def test_what_a_newer_program_is_needed_for(published: PublishedCatalogue, server: Server, terminal: Terminal) -> None:
    published.publish(V2, many(V2, "养老卡"), NOW + 60, format=PACK_FORMAT + 1)
    terminal.refused(server.url, Refusal.NEWER_FORMAT, now=NOW + 60)
    newer = many(V2).replace(b'{"area"', b'{"format":%d,"area"' % (PACK_FORMAT + 1), 1).replace(b'"format":1,', b"", 1)
    published.publish(V2, newer, NOW + 61, pack=squeeze(newer))
    terminal.refused(server.url, Refusal.NEWER_FORMAT, now=NOW + 61)
    published.put(KEYS, b'{"format":2}', format=2, published_at=NOW + 62)
    published.sign(NOW + 62)
    terminal.refused(server.url, Refusal.NEWER_FORMAT, now=NOW + 62)
    server.spoil = lambda name, body: body.replace(b'"spec_version":"1.', b'"spec_version":"2.') if "timestamp" in name else body
    terminal.refused(server.url, Refusal.NEWER_FORMAT, now=NOW + 62)
    server.spoil = lambda name, body: body
    published.small_files(NOW + 120)
    then_good(published, terminal, server.url)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch")


@examples(60)
@given(data=st.data())
def test_no_bytes_from_outside_make_it_raise(
    first: tuple[PublishedCatalogue, Terminal], scratch: Path, data: st.DataObject
) -> None:
    """One file of a stick is anything: refused, or of no use and passed over."""
    published, installed = first
    stick, folder = scratch / "stick", scratch / "catalogue"
    for place in (stick, folder):
        shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(published.stick, stick)
    terminal = installed.copy(folder)
    path = data.draw(st.sampled_from([*sorted(stick.glob("metadata/*")), stick / "metadata" / "2.root.json"]))
    before = path.read_bytes() if path.exists() else b""
    cut_at = data.draw(st.integers(0, len(before)))
    junk = data.draw(st.binary(max_size=40) | st.sampled_from([b"{}", b"[]", b'{"signed":{}}', b"[" * 5000, b"\xff\xfe", b"null"]))
    path.write_bytes(data.draw(st.sampled_from([junk, before[:cut_at] + junk + before[cut_at:], before[:cut_at]])))
    outcome = terminal.update(stick)
    terminal.serves(V1)
    assert isinstance(outcome, (Refused, UpToDate))
