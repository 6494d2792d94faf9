"""What a session leaves behind: nothing of its person, in no file and no process of the terminal."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from steps import leave, submit
from test_pictures import take_picture, to_materials

from commands.journeys import SIGNATURE, Stage
from kiosk.domain.sample_people import sample_person


def forms_of(text: str) -> list[bytes]:
    """As text may lie about: UTF-8, UTF-16, UTF-32, GB18030, base64 of UTF-8 at each of its three alignments."""
    plain = [text.encode(name) for name in ("utf-8", "utf-16-le", "utf-32-le", "gb18030")]
    return plain + [_base64_inside(plain[0], before) for before in range(3)]


def _base64_inside(data: bytes, before: int) -> bytes:
    """What of ``data`` shows in base64 whatever stands around it, with ``before`` bytes of something else in its first group."""
    text = base64.b64encode(bytes(before) + data)
    first = -(-before * 8 // 6)  # characters that what stands before has a part in
    return text[first : (before + len(data)) * 8 // 6]


def files_of(stage: Stage) -> Iterator[Path]:
    yield from (path for path in stage.district.home.path.rglob("*") if path.is_file())
    yield from (path for path in scratch_of(stage.player.process_id).rglob("*") if path.is_file())


def scratch_of(pid: int) -> Path:
    """Where this process writes for itself, by its own environment (proc(5))."""
    pairs = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    folder = next(pair.removeprefix(b"TMPDIR=") for pair in pairs if pair.startswith(b"TMPDIR="))
    return Path(os.fsdecode(folder))


def memory_of(pid: int) -> Iterator[bytes]:
    """Every readable private piece of a process, as another process of the same user sees it (proc(5))."""
    with suppress(FileNotFoundError), open(f"/proc/{pid}/maps") as maps, open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        # One that has ended meanwhile holds nothing.
        for line in maps:
            span, rights, *rest = line.split()
            name = rest[3] if len(rest) > 3 else ""
            if not rights.startswith("rw") or name.startswith(("/dev", "[vv")):
                continue
            start, end = (int(part, 16) for part in span.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                continue


def descendants(pid: int) -> list[int]:
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += descendants(int(child))
    return found


def test_nothing_of_a_person_is_left(stage: Stage) -> None:
    person = sample_person("chen")
    secrets = [piece for text in (person.name, person.number, person.address) for piece in forms_of(text)]
    submit(stage, "chen")
    stage.district.next_receipt()
    during = b"".join(memory_of(stage.player.process_id))
    assert any(secret in during for secret in secrets), "the scan finds what is there while the session lasts"
    del during
    before = stage.player.process_id
    leave(stage)
    assert not os.path.exists(f"/proc/{before}"), "the process that knew is gone"
    for path in files_of(stage):
        content = path.read_bytes()
        assert not any(secret in content for secret in secrets), path.name
    for pid in descendants(stage.player.keeper_id):
        for piece in memory_of(pid):
            assert not any(secret in piece for secret in secrets), f"process {pid}"


@given(st.binary(min_size=4, max_size=40), st.binary(max_size=9), st.binary(max_size=9))
def test_the_scan_knows_base64(data: bytes, before: bytes, after: bytes) -> None:
    assert _base64_inside(data, len(before) % 3) in base64.b64encode(before + data + after)


def test_no_picture_and_no_page_is_left_in_a_file(stage: Stage) -> None:
    """A document that was pictured, and a licence's copy with its preview, in one session."""
    player = stage.player
    to_materials(stage)
    take_picture(stage)
    player.touch("primary")
    player.wait("MaterialsPage")
    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
    player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed", timeout=30.0)
    player.touch("bar-home")
    player.wait("HomePage")
    player.touch("openLicences")
    view = player.wait("LicencesPage", lambda view: view["rows"])
    player.touch("licence-" + next(row["identifier"] for row in view["rows"] if row["usable"]))
    player.wait("PurposePage")
    player.touch("purpose-school")
    player.touch("primary")
    player.wait("PreviewPage", lambda view: view["primary"], timeout=40.0)
    leave(stage)
    for path in files_of(stage):
        content = path.read_bytes()
        for mark in (b"JFIF", b"%PDF-", b"\x89PNG"):
            assert mark not in content, (path.name, mark)


def test_the_keyboard_learns_nothing(stage: Stage) -> None:
    player = stage.player
    player.wait("AttractPage")
    player.touch("attract")
    player.wait("HomePage")
    player.touch("search")
    player.wait("SearchPage")
    for key in "yanglao":
        player.key(key)
    player.wait("SearchPage", lambda view: view["query"] == "yanglao" and view["hits"])
    scratch = scratch_of(player.process_id)
    assert str(scratch).startswith("/dev/shm/terminal-")
    assert any(scratch.rglob("*")), "what the keyboard keeps lies in memory"
    player.touch("bar-leave")
    player.wait("AttractPage")
    player.kill_terminal()
    player.wait("AttractPage")
    assert not scratch.exists()
