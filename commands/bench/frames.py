"""The longest frame of the real terminal while its own lane applies a catalogue update, beside its frames right before.

A frame is taken from the request that it be drawn (then items are laid out, synchronised, drawn by the software renderer, and
swapped) to its swap: for so long Qt's one thread is not free for a touch. What a touch itself brings about comes before the frame
that shows it, and is told as the longest wait: for how long that thread served nobody, frames among it.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path

from commands.bench.figure import Figure
from commands.bench.processes import children, command_line
from commands.demo.model_district import ROOT, ModelDistrict
from commands.demo.remote_control import RemoteControl

TURNS = 3
ITEMS = 2767
BUDGET = 33.0  # ms
WORD = "jlk"
PAUSE = 0.06  # seconds between two touches, beside the 40 ms that a finger rests: some eight keys a second, a quick typist
MARGIN = 0.3  # seconds before the update's process is seen, and after it is gone
LONGEST = 300.0  # seconds from the start until the update is through

Seen = list[tuple[float, float, float]]  # screens.rehearsal.Watch


def measure_frames(folder: Path) -> list[Figure]:
    """Software rendering at 1080 x 1920, on the search page, in the platform's catalogue of 2,767 items, of which 1 % change.

    The terminal looks for a newer catalogue 45 seconds after its start, as ever. Frames without an update are the last before
    that, as many as those with it, of the same life: the longest of more would be longer. The budget is on the wall's time; the
    CPU of Qt's thread beside it tells a frame that was much work from one that others on this machine held up.
    """
    from commands.bench.catalogue import texts
    from kiosk.domain.values import replace

    (folder / "frames").mkdir()
    district = ModelDistrict(folder / "frames")
    district.start()
    frames, waits = _Both(), _Both()
    try:
        publisher = _Publisher(district)
        contents = cycle(texts(ITEMS))
        publisher.publish(next(contents))
        publisher.bring()
        for _ in range(TURNS):
            publisher.publish(next(contents))
            seen, began, ended = _type_through(district, publisher)
            frames.add(seen["frames"], began, ended)
            waits.add(seen["waits"], began, ended)
    finally:
        district.stop()
    longest = frames.beside(f"longest of {len(frames.during)} frames while a catalogue update is applied", max)
    met = longest.value <= BUDGET
    return [
        replace(longest, budget=f"no frame over {BUDGET:g} ms", met=met),
        frames.beside("the same: CPU of Qt's thread", max, worked=True),
        frames.beside("the same: p99", _p99),
        frames.beside(f"the same: how many last over {BUDGET:g} ms", _over, unit="%"),
        waits.beside("the same: longest wait for Qt's thread, all that a key brings about", max),
        waits.beside("the same wait: CPU of Qt's thread", max, worked=True),
    ]


class _Both:
    """Milliseconds, wall and CPU of each, with an update and without."""

    def __init__(self) -> None:
        self.during: list[tuple[float, float]] = []
        self.before: list[tuple[float, float]] = []

    def add(self, seen: Seen, began: float, ended: float) -> None:
        during = [(wall * 1000, worked * 1000) for at, wall, worked in seen if began <= at <= ended]
        before = [(wall * 1000, worked * 1000) for at, wall, worked in seen if at < began]
        assert 0 < len(during) <= len(before), "the update took longer than what was seen before it"
        self.during += during
        self.before += before[-len(during) :]

    def beside(self, name: str, figure: Callable[[list[float]], float], worked: bool = False, unit: str = "ms") -> Figure:
        value, peer = (figure([one[worked] for one in each]) for each in (self.during, self.before))
        ratio = round(value / peer, 2) if peer else None
        return Figure(name, round(value, 1), unit, "without an update", round(peer, 1), ratio)


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


def _over(values: list[float]) -> float:
    return 100 * sum(value > BUDGET for value in values) / len(values)


def _type_through(district: ModelDistrict, publisher: _Publisher) -> tuple[dict[str, Seen], float, float]:
    """One life of the terminal, and from when to when the update ran."""
    player = RemoteControl(district.home.path, ["--size", "1080x1920"])
    player.start()
    try:
        player.wait("IdlePage", lambda view: not view["cannot"])
        player.wait_for(lambda player: player.warm)
        player.touch("attract")
        player.wait("HomePage")
        player.touch("search")
        player.wait("SearchPage")
        _type(player)  # what the first word loads is no part of it
        player.watch()
        began = ended = 0.0
        until = time.monotonic() + LONGEST
        while not ended or time.monotonic() < ended + MARGIN:
            _type(player)
            running, now = _updating(player.process_id), time.monotonic()
            if running and not began:
                began = now
            elif began and not running and not ended:
                ended = now
            if now > until:
                raise RuntimeError("the terminal did not look for a catalogue")
        seen = player.watch()
    finally:
        player.stop()
    publisher.check()
    return seen, began - MARGIN, ended + MARGIN


def _type(player: RemoteControl) -> None:
    """A word, and out again."""
    for key in WORD:
        player.key(key)
        time.sleep(PAUSE)
    player.touch("clear")
    time.sleep(PAUSE)


def _updating(process_id: int) -> bool:
    """Whether a child of the terminal is at an update."""
    return any("offline_cache.catalogue.update" in command_line(child) for child in children(process_id))


class _Publisher:
    """The district's platform. Packs are put where publishing puts them, and published and signed as ever: to read 2,767 items from
    their authors' files would take it a minute, and is no part of this."""

    def __init__(self, district: ModelDistrict) -> None:
        self._platform = district.folder / "platform"
        self._terminal = district.home.catalogue_folder
        self._url = f"http://{district.line.address}/catalogue"
        self._number = 9  # above the sample content's
        self._version = ""

    def publish(self, text: bytes) -> None:
        """``text``: of a pack, under whatever version. The terminal's last look is put two hours back, so that it looks again."""
        from kiosk.domain.values import replace
        from kiosk.messages.canonical import canonical_bytes
        from kiosk.messages.packs import squeeze, text_sha256
        from offline_cache.catalogue.trust import read_standing, write_standing

        self._number += 1
        self._version = f"2026.11.26.{self._number}"
        header, _, items = text.partition(b"\n")
        text = canonical_bytes({**json.loads(header), "version": self._version}) + b"\n" + items
        packs = self._platform / "packs"
        file, now = f"{self._version}-bench.pack.gz", int(time.time())
        (packs / file).write_bytes(squeeze(text))
        record = json.loads((packs / "published.json").read_bytes())
        made = {"version": self._version, "file": file, "sha256": text_sha256(text), "published_at": now, "bundled": False}
        (packs / "published.json").write_text(json.dumps([*record, made]), encoding="utf-8")
        command = [sys.executable, "-m", "central_platform", "publish_catalogue"]
        environment = {**os.environ, "PLATFORM_HOME": str(self._platform)}
        subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
        standing = read_standing(self._terminal)
        write_standing(self._terminal, replace(standing, confirmed_at=standing.confirmed_at - 7200))

    def bring(self) -> None:
        """The first, by hand."""
        from offline_cache.catalogue.sources import HttpSource
        from offline_cache.catalogue.update import update

        update(HttpSource(self._url), self._terminal, lambda: int(time.time()))
        self.check()

    def check(self) -> None:
        from offline_cache.catalogue.folder import installed_version

        installed = installed_version(self._terminal)
        assert installed == self._version, f"{installed} is installed, not {self._version}"


if __name__ == "__main__":
    from commands.bench.inside import tell

    tell(measure_frames)
