"""What a visit of somebody who only looks around leaves in the memory of the terminal's process."""

from __future__ import annotations

from pathlib import Path

from commands.bench.figure import Figure
from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import SENIOR_CARD
from kiosk.process import TRACEABLE

WARM = 8  # visits before the first look: what is made once is made by then
WATCHED = 20  # all before the terminal looks for a newer catalogue, 45 s after its start: what that loads stays, too
BUDGET = 40.0  # KB; it was 80 to 95 when the view of each page stayed


def measure_visits(district: ModelDistrict) -> list[Figure]:
    """Nobody identifies themselves or searches, so that one process serves all of them.

    Args: a district that has started, with the platform's own catalogue.
    Returns: one figure, in KB a visit.
    """
    player = RemoteControl(district.home.path, ["--size", "1080x1920"], environment={TRACEABLE: "1"})
    player.start()
    try:
        player.wait_for(lambda player: player.warm)
        for _ in range(WARM):
            _visit(player)
        before = _own(player.process_id)
        for _ in range(WATCHED):
            _visit(player)
        left = (_own(player.process_id) - before) / WATCHED
        assert player.lives == 1
    finally:
        player.stop()
    return [
        Figure(
            f"memory that a visit leaves, {WATCHED} visits: home, a list, a guide, and back",
            round(left, 1),
            "KB",
            budget=f"at most {BUDGET:g} KB",
            met=left <= BUDGET,
        )
    ]


def _visit(player: RemoteControl) -> None:
    player.wait("IdlePage", lambda view: not view["cannot"])
    player.touch("attract")
    player.wait("HomePage")
    player.touch("theme-seniors")
    player.wait("ListPage")
    player.touch(f"item-{SENIOR_CARD}")
    player.wait("GuidePage")
    player.touch("back")
    player.wait("ListPage")
    player.touch("back")
    player.wait("HomePage")
    player.touch("bar-leave")
    player.wait("IdlePage")


def _own(process_id: int) -> int:
    """What is no file's of a process: its heap, and what else it asked the kernel for. Its share of the libraries would change with
    who else has them open.

    Returns: KB (proc(5), smaps).
    """
    total, counts = 0, False
    for line in Path(f"/proc/{process_id}/smaps").read_text().splitlines():
        name, *rest = line.split()
        if not name.endswith(":"):
            counts = len(rest) < 5 or rest[4] == "[heap]"
        elif name == "Pss:" and counts:
            total += int(rest[0])
    return total
