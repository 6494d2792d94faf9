"""Processes killed in the middle of an update: the catalogue in use stays, the next update succeeds, and nothing is left lying."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.messages.packs import pack_name
from kiosk.ports.catalogue_updates import Refusal, Refused, Updated, UpdateOutcome
from offline_cache.catalogue.folder import alone
from offline_cache.catalogue.read import newest
from tests import campaign
from tests.offline_cache.published_catalogue import V1, V2, PublishedCatalogue, Server, Terminal, many, serving

ROOT = Path(__file__).parents[2]

ITEMS = 1500
SIZES = 50 if campaign.SOAK else 3  # at which the builder is killed


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[PublishedCatalogue, Terminal, Server]]:
    """Signed by the real clock, as the processes of their own look at it."""
    published = PublishedCatalogue(tmp_path_factory.mktemp("published"), tmp_path_factory.mktemp("keys"), now=int(time.time()))
    published.small_files()
    published.publish(V1, many(V1, count=ITEMS), int(time.time()))
    terminal = Terminal(tmp_path_factory.mktemp("terminal") / "catalogue")
    published.pin(terminal.folder)
    with serving(published.web) as server:
        terminal.updated(server.url, int(time.time()))
        published.publish(V2, many(V2, "养老卡", count=ITEMS), int(time.time()))
        yield published, terminal, server


def children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:
            continue
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def is_over(pid: int) -> bool:
    """Gone, or waiting to be reaped by whoever inherited it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z")
    except OSError:
        return True


def nobody_is_at(folder: Path) -> bool:
    """A process that is dead may hold a lock for a moment longer: the kernel closes some files later."""
    with alone(folder) as lock:
        return lock is not None


def wait_until(condition: Callable[[], Any]) -> Any:
    until = time.monotonic() + 30
    while not (found := condition()):
        assert time.monotonic() < until, "never"
        time.sleep(0.001)
    return found


def builder(pid: int, folder: Path) -> int:
    """The child that builds into this folder, 0 for none."""
    wanted = f"build_process --folder {folder}"
    return next((child for child in children(pid) if wanted in command_of(child)), 0)


def sound_after(terminal: Terminal, url: str) -> None:
    path = newest(terminal.folder)
    assert path is not None
    terminal.serves(path.stem.removeprefix("catalogue-"))
    outcome = terminal.update(url, int(time.time()))
    assert not isinstance(outcome, Refused), (outcome.reason, outcome.detail)
    terminal.serves(V2)
    left = {path.name for path in terminal.folder.iterdir()}
    assert not [name for name in left if name.endswith((".part", ".begun")) or name.startswith(("tmp", "etilqs"))]


def moments(folder: Path) -> dict[str, Callable[[], bool]]:
    part, kept = folder / f"catalogue-{V2}.part", folder / pack_name(V2)
    dice = random.Random(7)

    def grown(size: int) -> Callable[[], bool]:
        return lambda: (part.exists() and part.stat().st_size >= size) or (folder / f"catalogue-{V2}.db").exists()

    return {
        "at once": lambda: True,
        "pack half written": lambda: bool(list(folder.glob(f"{kept.name}.*.part"))) or kept.exists(),
        "pack written": kept.exists,
        "file begun": part.exists,
        **{
            f"file of {size} bytes": grown(size) for size in (dice.randrange(1, 900_000) for _ in range(50 if campaign.SOAK else 3))
        },
    }


@pytest.mark.parametrize("moment", moments(Path()))
def test_the_builder_is_killed(house: tuple[PublishedCatalogue, Terminal, Server], tmp_path: Path, moment: str) -> None:
    _, installed, server = house
    terminal = installed.copy(tmp_path / "catalogue")
    reached = moments(terminal.folder)[moment]
    outcomes: list[UpdateOutcome] = []
    work = threading.Thread(target=lambda: outcomes.append(terminal.update(server.url, int(time.time()))))
    work.start()
    pid = wait_until(lambda: builder(os.getpid(), terminal.folder))
    wait_until(lambda: reached() or not work.is_alive())
    killed = work.is_alive()
    if killed:
        os.kill(pid, signal.SIGKILL)
    work.join(30)
    (outcome,) = outcomes
    if isinstance(outcome, Refused):
        assert (outcome.reason, outcome.detail) == (Refusal.DAMAGED, "the build was ended by signal 9")
        terminal.serves(V1)
    else:
        assert isinstance(outcome, Updated), "it was done already"
        assert moment not in ("at once", "pack half written")
    sound_after(terminal, server.url)


def test_a_builder_that_hangs_is_ended(house: tuple[PublishedCatalogue, Terminal, Server], tmp_path: Path) -> None:
    _, installed, server = house
    terminal = installed.copy(tmp_path / "catalogue")
    refused = terminal.refused(server.url, Refusal.DAMAGED, now=int(time.time()), limit=0.05)
    assert refused.detail == "the build took more than 0.05 s"
    assert not builder(os.getpid(), terminal.folder)
    sound_after(terminal, server.url)


def apart(server: Server, terminal: Terminal) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "offline_cache.catalogue.update", "--url", server.url, "--folder", str(terminal.folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


@pytest.mark.parametrize("which", ["2.root.json", "timestamp.json", "snapshot.json", "targets.json", ".gz"])
def test_the_updater_is_killed_while_it_waits_for_a_file(
    house: tuple[PublishedCatalogue, Terminal, Server], tmp_path: Path, which: str
) -> None:
    """Half the file has come when it dies. Of a delta that half is not asked for again."""
    _, installed, server = house
    terminal = installed.copy(tmp_path / "catalogue")
    asked, go_on, half = threading.Event(), threading.Event(), 0

    def spoil(name: str, body: bytes) -> Any:
        def hold(handler: Any) -> None:
            nonlocal half
            whole = body or b"{" * 5000  # there is no second root
            half = len(whole) // 2
            handler.send(200, whole[:half], "application/json", len(whole))
            handler.wfile.flush()
            asked.set()
            go_on.wait(30)

        return hold if name.endswith(which) else body

    server.spoil = spoil
    with apart(server, terminal) as process:
        assert asked.wait(30)
        wait_until(lambda: which != ".gz" or [p for p in terminal.folder.glob("*.begun") if p.stat().st_size == half])
        process.kill()
        process.wait(10)
    go_on.set()
    server.spoil = lambda name, body: body
    terminal.serves(V1)
    server.began.clear()
    sound_after(terminal, server.url)
    assert [begin for begin in server.began if begin] == ([half] if which == ".gz" else [])


@pytest.mark.parametrize("moment", ["pack written", "file begun"])
def test_the_updater_is_killed_while_its_child_builds(
    house: tuple[PublishedCatalogue, Terminal, Server], tmp_path: Path, moment: str
) -> None:
    """The child goes with it."""
    _, installed, server = house
    terminal = installed.copy(tmp_path / "catalogue")
    with apart(server, terminal) as process:
        pid = wait_until(lambda: builder(process.pid, terminal.folder))
        done, reached = terminal.folder / f"catalogue-{V2}.db", moments(terminal.folder)[moment]
        wait_until(lambda: reached() or done.exists())  # on a busy machine it may be over between two looks
        process.kill()
        process.wait(10)
    wait_until(lambda: is_over(pid) and nobody_is_at(terminal.folder))
    sound_after(terminal, server.url)
