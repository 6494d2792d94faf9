"""Real repositories, a real server, and a terminal's catalogue folder, to be spoilt by tests."""

from __future__ import annotations

import http.server
import io
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import formatdate
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata, MetaFile, TargetFile

from central_platform.distribution.metadata import MetadataFolder
from central_platform.distribution.policy import DAY, ROLES, Policy
from central_platform.distribution.role_keys import make_keys
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.packs import KEYS, REVOCATIONS, PlatformKeys, delta_name, make_delta, pack_name, squeeze, text_sha256
from kiosk.messages.program_archive import ArchiveReader
from kiosk.messages.programs import PROGRAMS, Program, custom_of, program_name, read_program
from kiosk.ports.catalogue_updates import Refusal, Refused, Updated, UpdateOutcome, UpToDate
from offline_cache.catalogue.read import SqliteCatalogue, newest
from offline_cache.catalogue.sources import FolderSource, HttpSource
from offline_cache.catalogue.trust import catalogue_age, current_keys, pin_roots, revocations
from offline_cache.catalogue.update import update

NOW = 1795312800  # 2026-11-22 10:00 in China
V1, V2, V3 = "2026.11.22.1", "2026.11.22.2", "2026.11.22.10"
WORDS = {"zh": "区", "en": "District"}


def item(number: int, name: str = "敬老卡", uses: int = 1) -> dict[str, Any]:
    words = {"zh": name, "en": f"Card {number}"}
    body = {"implementation_code": f"{number:031d}", "theme": "t", "kind": "QUERY", "name": words, "summary": words, "uses": uses}
    body["authority"] = words
    return {"item": body, "search": {"zh": [name], "pinyin": ["jing lao ka"], "en": [words["en"]]}}


def text_of(version: str, *items: Mapping[str, Any]) -> bytes:
    header = {"format": 1, "items": len(items), "version": version, "area": WORDS, "notice": WORDS}
    ordered = sorted(items, key=lambda one: one["item"]["implementation_code"])
    lines = [{**header, "themes": [], "licence_types": []}, *map(dict, ordered)]
    return b"".join(canonical_bytes(line) + b"\n" for line in lines)


def many(version: str, changed: str = "", count: int = 40) -> bytes:
    """``changed``: the name of item 7, another for each version."""
    return text_of(version, *(item(n, changed if changed and n == 7 else f"敬老卡{n}号") for n in range(count)))


class PublishedCatalogue:
    """What one platform publishes: its online and its offline repository.

    Args:
        folder: of both.
        keys: folder of their private keys, which are made once and used by every publisher.
        signers: by role, the threshold and the number of keys; (1, 1) where nothing is said.
        now: seconds since 1970, when the roots are signed.
    """

    def __init__(self, folder: Path, keys: Path, signers: Mapping[str, tuple[int, int]] | None = None, now: int = NOW) -> None:
        self.web, self.stick = folder / "web", folder / "stick"
        roles = (*ROLES, PROGRAMS)
        who = {role: (1, 1) for role in roles} | dict(signers or {})
        lifetimes = {"root": 730 * DAY, "targets": 365 * DAY, "snapshot": 14 * DAY, "timestamp": DAY, PROGRAMS: 365 * DAY}
        names = {role: role for role in roles}
        places = (keys, (keys,), (keys,))
        self.online = MetadataFolder(Policy("online", self.web / "metadata", who, lifetimes, names, *places))
        names = {role: role if role in ("targets", PROGRAMS) else f"offline-{role}" for role in roles}
        lifetimes = {role: 180 * DAY for role in ROLES} | {PROGRAMS: 365 * DAY}
        self.offline = MetadataFolder(Policy("offline", self.stick / "metadata", who, lifetimes, names, *places))
        for repository in (self.online, self.offline):
            repository.make_root(now)
        self.texts: dict[str, bytes] = {}
        self.listed: dict[str, TargetFile] = {}
        self.programs: dict[str, TargetFile] = {}

    def put(self, name: str, data: bytes, **custom: Any) -> None:
        self.listed[name] = TargetFile(len(data), {"sha256": sha256_hex(data)}, name, unrecognized_fields={"custom": custom})
        for place in (self.web, self.stick):
            (place / "targets").mkdir(parents=True, exist_ok=True)
            self.target(name, place).write_bytes(data)

    def target(self, name: str, place: Path | None = None) -> Path:
        return (place or self.web) / "targets" / f"{self.listed[name].hashes['sha256']}.{name}"

    def publish(self, version: str, text: bytes, now: int = NOW, pack: bytes | None = None, **custom: Any) -> None:
        """With a delta from every version before it. ``pack``: other bytes than the right ones."""
        self.listed = {name: target for name, target in self.listed.items() if name.endswith(".json")}
        about = {"format": 1, "version": version, "published_at": now, "sha256": text_sha256(text), **custom}
        self.put(pack_name(version), squeeze(text) if pack is None else pack, **about)
        if pack is None:
            for older, old in self.texts.items():
                self.put(delta_name(older, version), make_delta(old, text), **about)
            self.texts[version] = text
        self.sign(now)

    def sign(self, now: int = NOW) -> None:
        for repository in (self.online, self.offline):
            repository.renew(self.listed, now, always=True)

    def small_files(self, now: int = NOW, kid: str = "seal-1", revoked: tuple[str, ...] = ()) -> None:
        seal = {"kid": kid, "kty": "OKP", "crv": "X25519", "x": "AA"}
        sign = {"kid": "sign-1", "kty": "OKP", "crv": "Ed25519", "x": "AA"}
        keys = {"format": 1, "issued_at": now, "seal_with": kid, "sealing": [seal], "verification": [sign]}
        lists = {"licences": list(revoked), "copies": [], "terminals": [], "terminal_keys": []}
        self.put(KEYS, canonical_bytes(keys), format=1, published_at=now)
        self.put(REVOCATIONS, canonical_bytes({"format": 1, "issued_at": now, **lists}), format=1, published_at=now)

    def name_programmers(self, now: int = NOW) -> None:
        """From here on programs can be signed; roots that were pinned before follow."""
        signers = make_keys(self.online.policy, PROGRAMS)
        for repository in (self.online, self.offline):
            repository.name_programmers(signers, now)

    def publish_program(self, data: bytes, *terminals: str, now: int = NOW) -> Program:
        """An archive, whatever its bytes are after its manifest, in the place of what was published for such machines."""
        manifest = ArchiveReader(io.BytesIO(data)).manifest
        name = program_name(manifest.version, manifest.architecture)
        target = TargetFile(len(data), {"sha256": sha256_hex(data)}, name)
        target.unrecognized_fields["custom"] = custom_of(manifest, now, terminals)
        for place in (self.web, self.stick):
            (place / "targets").mkdir(parents=True, exist_ok=True)
            (place / "targets" / f"{target.hashes['sha256']}.{name}").write_bytes(data)
        others = {other: one for other, one in self.programs.items() if not other.endswith(f"-{manifest.architecture}.tar.xz")}
        self.programs = {**others, name: target}
        self.sign_programs(now)
        return read_program(name, target.length, target.hashes["sha256"], target.custom)

    def sign_programs(self, now: int = NOW) -> None:
        signed = self.online.sign_programs(self.programs, now)
        (self.offline.folder / f"{self.online.versions(PROGRAMS)[-1]}.{PROGRAMS}.json").write_bytes(signed)
        self.sign(now)

    def keep(self, name: str) -> PublishedCatalogue:
        """A copy of everything as it is now, to be served later."""
        kept = PublishedCatalogue.__new__(PublishedCatalogue)
        kept.__dict__ |= self.__dict__
        kept.listed, kept.texts = dict(self.listed), dict(self.texts)
        kept.web, kept.stick = self.web.with_name(f"web-{name}"), self.stick.with_name(f"stick-{name}")
        for old, new in ((self.web, kept.web), (self.stick, kept.stick)):
            shutil.copytree(old, new)
        kept.online = MetadataFolder(replace(self.online.policy, folder=kept.web / "metadata"))
        kept.offline = MetadataFolder(replace(self.offline.policy, folder=kept.stick / "metadata"))
        return kept

    def current(self, role: str, repository: MetadataFolder | None = None) -> Metadata[Any]:
        """The newest metadata of this role, of the online repository unless another is named."""
        md = (repository or self.online).current(role)
        assert md is not None, role
        return md

    def pin(self, folder: Path) -> None:
        pin_roots(folder, self.online.root_bytes.decode(), self.offline.root_bytes.decode())

    def resign(self, role: str, now: int, repository: MetadataFolder | None = None, **fields: Any) -> None:
        """The current metadata of this role with other fields, rightly signed under its own name, and nothing around it."""
        where = repository or self.online
        md = self.current(role, where)
        for name, value in fields.items():
            setattr(md.signed, name, value)
        md.signed.unrecognized_fields["x-signed-at"] = now
        md.signatures.clear()
        for signer in where._signers(where.root, role):
            md.sign(signer, append=True)
        name = "timestamp.json" if role == "timestamp" else f"{md.signed.version}.{role}.json"
        (where.folder / name).write_bytes(md.to_bytes())


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


class Terminal:
    """A catalogue folder, with the outcome of each attempt checked against what must then be so."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def keys(self) -> PlatformKeys:
        """The platform's public keys, as they came with the catalogue."""
        keys = current_keys(self.folder)
        assert keys is not None
        return keys

    @property
    def revoked(self) -> frozenset[str]:
        """The marks of what counts no more (`kiosk.messages.packs.Revocations`)."""
        lists = revocations(self.folder)
        assert lists is not None
        return lists.marks

    def copy(self, folder: Path) -> Terminal:
        return Terminal(Path(shutil.copytree(self.folder, folder, symlinks=True)))

    def update(self, source: HttpSource | FolderSource | Path | str, now: int = NOW, limit: float = 60.0) -> UpdateOutcome:
        if isinstance(source, Path):
            source = FolderSource(source)
        elif isinstance(source, str):
            source = HttpSource(source)
        return update(source, self.folder, lambda: now, limit)

    def updated(self, source: Any, now: int = NOW) -> Updated:
        outcome = self.update(source, now)
        assert isinstance(outcome, Updated), outcome
        self.serves(outcome.version)
        assert not list(self.folder.glob("tmp*"))
        return outcome

    def up_to_date(self, source: Any, now: int = NOW) -> UpToDate:
        outcome = self.update(source, now)
        assert isinstance(outcome, UpToDate), outcome
        self.serves(outcome.version)
        return outcome

    def refused(self, source: Any, *reasons: Refusal, now: int = NOW, limit: float = 60.0) -> Refused:
        """And the catalogue that was in use still opens and finds."""
        before = newest(self.folder)
        content = before.read_bytes() if before else b""
        outcome = self.update(source, now, limit)
        assert isinstance(outcome, Refused), outcome
        assert outcome.reason in reasons, outcome
        assert newest(self.folder) == before
        if before:
            assert before.read_bytes() == content
            self.serves(before.stem.removeprefix("catalogue-"))
        return outcome

    def serves(self, version: str) -> None:
        path = newest(self.folder)
        assert path is not None
        catalogue = SqliteCatalogue(path)
        assert catalogue.version == version
        assert catalogue.search("敬老").hits, "it opens, and finds"
        catalogue.close()


class Server:
    """A static server on loopback that can be told to spoil its answers.

    ``spoil``: (name, body) -> body, or a function that gets the request's handler and answers itself. ``date``: its clock.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.spoil: Callable[[str, bytes], Any] = lambda name, body: body
        self.date: int | None = None
        self.asked: list[str] = []
        self.began: list[int] = []  # at which byte each answer of a file begins
        self.sent = 0
        house = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                name = self.path.lstrip("/")
                house.asked.append(name)
                path = house.folder / name
                body = path.read_bytes() if path.is_file() else None
                spoilt = house.spoil(name, body or b"")
                if callable(spoilt):
                    self.close_connection = True
                    spoilt(self)
                elif body is None and not spoilt:
                    self.send(404, b"no such file", "text/plain")
                else:
                    self.send_part(spoilt, "application/json" if name.endswith(".json") else "application/gzip")

            def send_part(self, body: bytes, kind: str) -> None:
                """From where the client has it, if it says so (RFC 9110, 14)."""
                begin, size = int(self.headers.get("Range", "bytes=0-")[6:-1]), len(body)
                house.began.append(begin)
                if not begin:
                    self.send(200, body, kind)
                elif begin < size:
                    self.send(206, body[begin:], kind, None, **{"Content-Range": f"bytes {begin}-{size - 1}/{size}"})
                else:
                    self.send(416, b"", kind, None, **{"Content-Range": f"bytes */{size}"})

            def send(self, status: int, body: bytes, kind: str, length: int | None = None, **headers: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body) if length is None else length))
                for header, value in headers.items():
                    self.send_header(header, value)
                self.end_headers()
                self.wfile.write(body)
                house.sent += len(body)

            def date_time_string(self, timestamp: float | None = None) -> str:
                return formatdate(NOW if house.date is None else house.date, usegmt=True)

            def log_message(self, *_: Any) -> None:
                """Nothing on stderr."""

        class Quiet(http.server.ThreadingHTTPServer):
            def handle_error(self, *_: Any) -> None:
                """A client that hangs up is what some tests are about."""

        self._server = Quiet(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def answer_instead(self, ending: str, answer: Callable[[Any], object]) -> None:
        """Whoever asks for a name with this ending gets what ``answer`` sends."""
        self.spoil = lambda name, body: answer if name.endswith(ending) else body

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    try:
        yield server
    finally:
        server.close()


def list_again(published: PublishedCatalogue, role: str, now: int) -> None:
    """What lists this role's metadata, signed anew over its new bytes."""
    if role == "targets":
        published.resign("snapshot", now, meta={"targets.json": MetaFile.from_data(*published.online._last("targets"), ["sha256"])})
    if role in ("targets", "snapshot"):
        published.resign("timestamp", now, snapshot_meta=MetaFile.from_data(*published.online._last("snapshot"), ["sha256"]))


def then_good(published: PublishedCatalogue, terminal: Terminal, source: Any = None, now: int = NOW + 120) -> None:
    published.publish(V3, many(V3, "高龄卡"), now)
    if source is None:
        with serving(published.web) as server:
            assert terminal.updated(server.url, now).version == V3
    else:
        assert terminal.updated(source, now).version == V3
    assert catalogue_age(terminal.folder).refusal is None


def page(status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str) -> Callable[[Any], None]:
    return lambda handler: handler.send(status, b"<html>Welcome to the free network</html>", kind, **headers)
