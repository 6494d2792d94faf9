"""An update of the catalogue with 1 % of the items changed, beside a fetch of the whole: bytes on the line, and time."""

from __future__ import annotations

import http.server
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure, beside

LARGEST_REAL = 2767  # items of the city's own catalogue, which the budget is for
CHANGED = 0.01
BUDGET = 0.03
LISTED = 8  # deltas, as central_platform.settings has it
TURNS = 3  # of the smaller number; medians


def measure_catalogue(folder: Path) -> list[Figure]:
    """Bytes and seconds of an update beside a whole fetch: of the catalogue that there is, of one as large as a city's, and of one
    far larger; only the bytes of the second have a budget.

    Args:
        folder: in which catalogues and terminals' folders are made.
    """
    from central_platform.catalogue.publishing import load_catalogue

    figures: list[Figure] = []
    for count in (len(load_catalogue().items), LARGEST_REAL, 100_000):
        turns = TURNS if count <= LARGEST_REAL else 1
        measured = [_turn(folder / f"catalogue-{count}-{turn}", count) for turn in range(turns)]
        whole_bytes, delta_bytes, whole_time, delta_time = map(statistics.median, zip(*measured, strict=True))
        budget = {} if count == LARGEST_REAL else {"budget": "", "met": None}
        size = beside(
            f"catalogue update, 1 % of {count:,} items changed: all bytes on the line",
            delta_bytes / 1000,
            "kB",
            "the whole fetched",
            whole_bytes / 1000,
            BUDGET,
        )
        figures.append(_changed(size, **budget))
        took = beside("the same: until the new file is in place", delta_time, "s", "the whole fetched", whole_time, 1.0)
        figures.append(_changed(took, budget="", met=None))
    return figures


def _changed(figure: Figure, **changes: Any) -> Figure:
    from kiosk.domain.values import replace

    return replace(figure, **changes)


def _turn(folder: Path, count: int) -> tuple[float, float, float, float]:
    """Bytes of the whole (the version before, fetched by a terminal that has nothing) and of the delta, then seconds of each."""
    from kiosk.ports.catalogue_updates import Updated, Way
    from offline_cache.catalogue.sources import HttpSource
    from offline_cache.catalogue.trust import pin_roots
    from offline_cache.catalogue.update import update

    now = int(time.time())
    shop = _Shop(folder / "shop", now)
    old, new = texts(count)
    told: list[tuple[int, float]] = []
    with _counting(shop.folder) as line:
        pin_roots(folder / "terminal", shop.root, shop.root)
        for version, text, way in (("2026.11.22.1", old, Way.FULL), ("2026.11.22.2", new, Way.DELTA)):
            shop.publish(version, text, now)
            line.bytes, began = 0, time.perf_counter()
            outcome = update(HttpSource(line.url), folder / "terminal", lambda: now)
            told.append((line.bytes, time.perf_counter() - began))
            assert isinstance(outcome, Updated), outcome
            assert (outcome.version, outcome.way) == (version, way)
    (whole_bytes, whole_time), (delta_bytes, delta_time) = told
    return whole_bytes, delta_bytes, whole_time, delta_time


class _Shop:
    """The platform's own repository, without its database."""

    def __init__(self, folder: Path, now: int) -> None:
        from central_platform.distribution.metadata import MetadataFolder
        from central_platform.distribution.policy import DAY, ROLES, Policy

        names = {role: role for role in ROLES}
        keys = folder / "keys"
        signers, lifetimes = dict.fromkeys(ROLES, (1, 1)), dict.fromkeys(ROLES, DAY)
        policy = Policy("online", folder / "metadata", signers, lifetimes, names, keys, (keys,))
        self.folder = folder
        self._metadata = MetadataFolder(policy)
        self._metadata.make_root(now)
        self._targets: dict[str, Any] = {}
        self._before: dict[str, bytes] = {}

    @property
    def root(self) -> str:
        return self._metadata.root_bytes.decode()

    def publish(self, version: str, text: bytes, now: int) -> None:
        from kiosk.messages.packs import delta_name, make_delta, pack_name, squeeze, text_sha256

        about = {"format": 1, "version": version, "published_at": now, "sha256": text_sha256(text)}
        self._targets.clear()
        self._put(pack_name(version), squeeze(text), about)
        for older, old in self._before.items():
            delta = make_delta(old, text)
            # Under as many names as a platform lists: their list is part of what an update costs.
            for name in (older, *(f"2026.11.21.{number}" for number in range(1, LISTED))):
                self._put(delta_name(name, version), delta, {**about, "from": name})
        self._before[version] = text
        self._metadata.renew(self._targets, now)

    def _put(self, name: str, data: bytes, about: dict[str, Any]) -> None:
        from tuf.api.metadata import TargetFile

        from kiosk.durable import write_durably
        from kiosk.messages.canonical import sha256_hex

        self._targets[name] = TargetFile(len(data), {"sha256": sha256_hex(data)}, name, unrecognized_fields={"custom": about})
        (self.folder / "targets").mkdir(parents=True, exist_ok=True)
        write_durably(self.folder / "targets" / f"{sha256_hex(data)}.{name}", data)


def texts(count: int) -> tuple[bytes, bytes]:
    """A catalogue of so many items, and the same with every hundredth changed: another promised time, and a sentence more."""
    from central_platform.catalogue.publishing import load_catalogue, make_pack
    from commands.bench.search import enlarged
    from kiosk.domain.values import decoded
    from kiosk.messages.canonical import canonical_bytes
    from kiosk.messages.packs import unpack

    header, *real = unpack(make_pack(enlarged(load_catalogue(), min(count, LARGEST_REAL)))).splitlines()
    lines: list[dict[str, Any]] = []
    # Beyond the first thousands an item made of another is the other's line under another code and name.
    for number in range(count):
        line = decoded(real[number % len(real)], dict[str, Any])
        if number >= len(real):
            item = line["item"]
            item["implementation_code"] = f"{item['implementation_code'][:19]}Y{number:011d}"
            item["name"] = {language: f"{name}{number}" for language, name in item["name"].items()}
            line["search"]["zh"][0] += str(number)
        # An item made of another lies among others like it: beside its model it would be squeezed to almost nothing, and the whole
        # with it, which no real catalogue is.
        code = line["item"]["implementation_code"]
        if code[19] in "YZ":
            line["item"]["implementation_code"] = f"{'1' * 19}{code[19:]}"
        lines.append(line)
    lines.sort(key=lambda line: str(line["item"]["implementation_code"]))
    head = decoded(header, dict[str, Any])

    def text(version: str) -> bytes:
        head.update(version=version, items=count)
        return b"\n".join(map(canonical_bytes, (head, *lines))) + b"\n"

    old = text("2026.11.22.1")
    for place in range(0, count, round(1 / CHANGED)):
        item = lines[place]["item"]
        item["summary"]["zh"] += f"自第{place}号通知起，办理时限缩短。"
        item["uses"] += 1
    return old, text("2026.11.22.2")


class _Line:
    def __init__(self, url: str) -> None:
        self.url = url
        self.bytes = 0  # both ways, with all headers


@contextmanager
def _counting(folder: Path) -> Iterator[_Line]:
    """A static server on loopback that counts what goes over its sockets."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments, directory=str(folder))

        def setup(self) -> None:
            super().setup()
            read, write = self.rfile.readline, self.wfile.write

            def readline(limit: int = -1) -> bytes:
                got = read(limit)
                line.bytes += len(got)
                return got

            def count(data: Any) -> int:
                line.bytes += len(data)
                return write(data)

            self.rfile.readline = readline  # type: ignore[method-assign, assignment]
            self.wfile.write = count  # type: ignore[method-assign]

        def log_message(self, *_: Any) -> None:
            """Nothing on stderr."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    line = _Line(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield line
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    from commands.bench.inside import tell

    tell(measure_catalogue)
