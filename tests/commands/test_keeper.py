"""The keeper against processes that end in every way; freed memory."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from offline_cache.program.health import read_health

KEEPER = Path(__file__).parents[2] / "commands" / "keeper"

# In the place of Python: writes down how it was started, then ends as the next line of `endings` says, or waits to be told to.
TERMINAL = """#!/bin/sh
echo "$$ $* TMPDIR=$TMPDIR malloc=$PYTHONMALLOC core=$(ulimit -c)" >>"$RECORD/lives"
echo word >"$TMPDIR/learned"
ending=$(head -1 "$RECORD/endings")
sed -i 1d "$RECORD/endings"
case $ending in
"") trap 'exit 143' TERM; while :; do sleep 0.05; done ;;
kill) kill -KILL $$ ;;
stays) trap '' TERM; while :; do sleep 0.05; done ;;
*) exit "$ending" ;;
esac
"""


class Kept:
    def __init__(self, folder: Path) -> None:
        self.folder, self.keeper = folder, KEEPER
        python = folder / "python"
        python.write_text(TERMINAL)
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
        (folder / "endings").write_text("")
        self.told = folder / "stderr"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *endings: str, within: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        """``within``: a command that the keeper is started by."""
        (self.folder / "endings").write_text("".join(f"{ending}\n" for ending in endings))
        with self.told.open("ab") as told:
            self.process = subprocess.Popen(
                [*within, str(self.keeper), "--home", "somewhere"],
                env={**os.environ, "TERMINAL_PYTHON": str(self.folder / "python"), "RECORD": str(self.folder)},
                stderr=told,
                # A shell cannot listen to what was ignored when it began, as an interrupt is below a background job.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        return self.process

    @property
    def lives(self) -> list[str]:
        record = self.folder / "lives"
        return record.read_text().splitlines() if record.exists() else []

    def scratches(self) -> list[Path]:
        assert self.process is not None
        return list(Path("/dev/shm").glob(f"terminal-{self.process.pid}-*"))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    kept = Kept(tmp_path)
    yield kept
    if kept.process is not None and kept.process.poll() is None:
        kept.process.terminate()
        kept.process.wait(10)


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_next_life_says_how_the_last_one_ended(kept: Kept) -> None:
    keeper = kept.start("10", "70", "kill", "11")
    assert keeper.wait(20) == 0
    started = [life.partition("--started ")[2].split()[0] for life in kept.lives]
    assert started == ["start", "session", "interrupted", "interrupted"]
    assert all("--home somewhere" in life and "malloc=malloc" in life and "core=0" in life for life in kept.lives)
    assert kept.told.read_text().splitlines() == [
        "the terminal ended with 70 right after its start; trying again in 1 s",
        "the terminal ended with 137 right after its start; trying again in 2 s",
    ]


def test_a_keeper_after_one_that_was_killed_says_so(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service manager keeps its folder from one to the next, and takes it away where it stops them."""
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(kept.folder / "runtime"))
    (kept.folder / "runtime").mkdir()
    keeper = kept.start()
    wait_for(lambda: len(kept.lives) == 1)
    keeper.kill()
    keeper.wait(10)
    kept.start()
    wait_for(lambda: len(kept.lives) == 2)
    assert [life.partition("--started ")[2].split()[0] for life in kept.lives] == ["start", "interrupted"]


def test_lives_are_noted_for_whoever_judges_a_version(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = kept.folder / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(runtime))
    (runtime / "lives").write_text("1.00 session /opt/community-terminal/versions/0.0.9\n" * 500)
    began = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert kept.start("10", "70", "11").wait(20) == 0
    noted = [line.split(" ", 2) for line in (runtime / "lives").read_text().splitlines()]
    assert [started for _, started, _ in noted] == ["start", "session", "interrupted"]
    assert all(Path(program) == KEEPER.parents[1] for _, _, program in noted)
    assert all(began - 1 <= float(uptime) <= time.clock_gettime(time.CLOCK_BOOTTIME) for uptime, _, _ in noted)
    health = read_health(runtime)
    assert len(health.lives) > 500, "and those before, as many as are of use"
    assert [life.version for life in health.lives[-3:]] == [KEEPER.parents[1].name] * 3


# As `TERMINAL`; at its first life it turns the link, then ends as a session does.
TURNS = """#!/bin/sh
echo "$$ $PPID $* malloc=$PYTHONMALLOC" >>"$RECORD/lives"
[ "$(wc -l <"$RECORD/lives")" = 1 ] || exit 11
ln -sfn versions/2.0 "$RECORD/current"
exit 10
"""


@pytest.mark.parametrize(
    ("units", "manager", "stays"), [(("a", "b"), True, False), (("a", "a"), True, True), (("a", "b"), False, True)]
)
def test_another_version_has_its_own_keeper(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, units: tuple[str, str], manager: bool, stays: bool
) -> None:
    """In the same process; or, where its unit is another, as the service manager begins it."""
    for version, unit in zip(("1.0", "2.0"), units, strict=True):
        folder = kept.folder / "versions" / version
        (folder / "commands").mkdir(parents=True)
        (folder / "units").mkdir()
        (folder / "units/community-terminal.service").write_text(unit)
        keeper = folder / "commands/keeper"
        keeper.write_text(KEEPER.read_text().replace("PYTHONMALLOC=malloc", f"PYTHONMALLOC={version}"))
        keeper.chmod(0o755)
    (kept.folder / "current").symlink_to("versions/1.0")
    (kept.folder / "python").write_text(TURNS)
    (kept.folder / "runtime").mkdir()
    monkeypatch.setenv("RUNTIME_DIRECTORY", str(kept.folder / "runtime"))
    if manager:
        monkeypatch.setenv("NOTIFY_SOCKET", "somebody's")
    kept.keeper = kept.folder / "current/commands/keeper"
    assert kept.start().wait(20) == 0
    if not stays:
        assert len(kept.lives) == 1
        assert kept.start().wait(20) == 0
    first, second = (life.split() for life in kept.lives)
    assert [first[-1], second[-1]] == ["malloc=1.0", "malloc=2.0"]
    assert (first[1] == second[1]) is stays
    assert [life[life.index("--started") + 1] for life in (first, second)] == ["start", "session"]
    assert [life.version for life in read_health(kept.folder / "runtime").lives] == ["1.0", "2.0"]


def test_a_terminal_that_ends_well_by_itself_is_replaced(kept: Kept) -> None:
    """Nobody told the keeper to end: whatever closed it, there must be a terminal."""
    keeper = kept.start("0", "0")
    wait_for(lambda: len(kept.lives) == 3)
    assert keeper.poll() is None
    assert [life.partition("--started ")[2].split()[0] for life in kept.lives] == ["start", "interrupted", "interrupted"]


def test_each_life_has_its_own_scratch_and_none_stays(kept: Kept) -> None:
    kept.start("10", "10")
    wait_for(lambda: len(kept.lives) == 3 and len(kept.scratches()) == 1)
    scratches = [life.partition("TMPDIR=")[2].split()[0] for life in kept.lives]
    assert len(set(scratches)) == 3
    assert not Path(scratches[0]).exists()
    assert not Path(scratches[1]).exists()
    assert (Path(scratches[2]) / "learned").exists()
    assert kept.process is not None
    kept.process.terminate()
    assert kept.process.wait(10) == 0
    assert not Path(scratches[2]).exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
def test_where_the_memory_cannot_be_written_it_starts_all_the_same(kept: Kept) -> None:
    read_only = ("unshare", "--mount", "sh", "-c", 'mount -t tmpfs -o ro none /dev/shm || exit 9; exec "$@"', "-")
    assert kept.start("11", within=read_only).wait(20) == 0
    assert len(kept.lives) == 1


def test_a_terminal_goes_with_its_keeper(kept: Kept) -> None:
    keeper = kept.start()
    wait_for(lambda: len(kept.lives) == 1)
    terminal = int(kept.lives[0].split()[0])
    keeper.kill()
    keeper.wait(10)
    wait_for(lambda: not Path(f"/proc/{terminal}").exists())


def test_a_second_terminal_on_a_folder_ends_its_keeper(kept: Kept) -> None:
    keeper = kept.start("75")
    assert keeper.wait(10) == 75
    assert len(kept.lives) == 1, "another life would not know better"


def test_what_is_written_is_for_its_own_user(kept: Kept) -> None:
    kept.start()
    wait_for(lambda: any((scratch / "learned").exists() for scratch in kept.scratches()))
    (scratch,) = kept.scratches()
    assert stat.S_IMODE((scratch / "learned").stat().st_mode) == 0o600


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_ends_the_terminal_first(kept: Kept, number: signal.Signals) -> None:
    keeper = kept.start()
    wait_for(lambda: len(kept.lives) == 1 and any(scratch.joinpath("learned").exists() for scratch in kept.scratches()))
    terminal = int(kept.lives[0].split()[0])
    keeper.send_signal(number)
    assert keeper.wait(10) == 0
    assert not Path(f"/proc/{terminal}").exists()


def test_told_to_end_at_any_moment_of_a_start_it_ends(kept: Kept) -> None:
    """A signal can fall between the making of a process and its first instruction."""
    for milliseconds in range(0, 40, 2):
        keeper = kept.start()
        time.sleep(milliseconds / 1000)  # the moments themselves are what is tried
        keeper.terminate()
        assert keeper.wait(10) in (0, -signal.SIGTERM), milliseconds  # the latter before it listens at all
        assert not kept.scratches() or keeper.returncode != 0


def test_one_that_does_not_end_is_killed(kept: Kept) -> None:
    keeper = kept.start("stays")
    wait_for(lambda: len(kept.lives) == 1)
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(30) == 0


def test_told_to_end_in_a_pause_it_does_not_wait(kept: Kept) -> None:
    keeper = kept.start("1", "1", "1", "1")  # 1, 2, 4 and 8 s
    wait_for(lambda: len(kept.lives) == 3)
    began = time.monotonic()
    wait_for(lambda: not kept.scratches())
    keeper.terminate()
    assert keeper.wait(10) == 0
    assert time.monotonic() - began < 3


def test_what_a_killed_keeper_left_goes_with_the_next(kept: Kept) -> None:
    keeper = kept.start()
    wait_for(lambda: any(scratch.joinpath("learned").exists() for scratch in kept.scratches()))
    (left,) = kept.scratches()
    terminal = int(kept.lives[0].split()[0])
    keeper.kill()
    keeper.wait(10)
    os.kill(terminal, signal.SIGKILL)
    assert left.exists()
    kept.start()
    wait_for(lambda: len(kept.lives) == 2)
    assert not left.exists()


FREED = """
import ctypes
from commands.terminal import overwrite_freed_memory
overwrite_freed_memory()
c = ctypes.CDLL(None)
c.malloc.restype = ctypes.c_void_p
for size in (24, 40, 100, 500, 1000, 5000, 50_000):
    held = [c.malloc(size) for _ in range(10)]
    for piece in held:
        ctypes.memset(piece, 65, size)
    held, last = held[:-1], held[-1]  # the last one keeps the others from the system
    for piece in held:
        c.free(ctypes.c_void_p(piece))
    print(max(ctypes.string_at(piece, size).count(b"AAAA") for piece in held))
"""


def test_what_is_freed_is_overwritten(kept: Kept) -> None:
    """In an environment as the keeper makes it. The last 8 bytes of a piece belong to the next one's head, and may stay."""
    python = kept.folder / "python"
    python.write_text(f"""#!/bin/sh\ncd {KEEPER.parents[1]}; {sys.executable} -c '{FREED}' >"$RECORD/told"; exit 11\n""")
    assert kept.start().wait(30) == 0
    told = (kept.folder / "told").read_text().split()
    assert len(told) == 7
    assert all(int(count) <= 2 for count in told)


@pytest.mark.parametrize(("traceable", "dumpable"), [("", "0"), ("1", "1")])
def test_nobody_reads_a_terminals_memory(traceable: str, dumpable: str) -> None:
    program = "import ctypes; from kiosk.process import hide; hide(); print(ctypes.CDLL(None).prctl(3))"  # PR_GET_DUMPABLE
    environment = {**os.environ, "TERMINAL_TRACEABLE": traceable}
    done = subprocess.run([sys.executable, "-c", program], cwd=KEEPER.parents[1], env=environment, capture_output=True, check=True)
    assert done.stdout.decode().strip() == dumpable
