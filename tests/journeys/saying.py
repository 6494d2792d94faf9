"""What the voice says on each page of a journey, and the file that it is compared with: a block a page, a line a line.

Every run of digits is written as `#`: days, times, numbers and counts are another day's. ``SAID=renew`` in the environment
writes the files anew; read what changed as somebody hears it who sees nothing.
"""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path

from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit

FILES = Path(__file__).with_name("said")
_DIGITS = re.compile(r"[0-9]+")


class Listener(RemoteControl):
    """Whoever begins at the idle page asks to have the pages read out."""

    def touch(self, name: str) -> float:
        if name == "attract":
            self.listen()
        return super().touch(name)

    def listen(self) -> None:
        """On the idle page, once every device has told how it is."""
        self.wait("IdlePage", lambda view: view["voice"] != "" and not any("正在检查" in line for line in view["cannot"]))
        if not self.frame["again"]["label"]:
            super().touch("voice")
            self.wait_for(lambda player: bool(player.frame["again"]["label"]))


class Listening(Visit):
    """Keeps what the voice has to say of each page of which a picture is taken."""

    blocks: tuple[str, ...] = ()

    def picture(self, name: str) -> None:
        player = self.player
        if player.page == "IdlePage" and isinstance(player, Listener):
            player.listen()
        self.blocks += ("\n".join((f"[{name}]", *player.spoken, "")),)
        super().picture(name)


def compare(journey: str, stage: Listening) -> None:
    """AssertionError with what differs from the journey's file."""
    file, said = FILES / f"{journey.replace(' ', '-')}.txt", _DIGITS.sub("#", "\n".join(stage.blocks))
    if os.environ.get("SAID") == "renew":
        file.write_text(said, encoding="utf-8")
    wanted = file.read_text(encoding="utf-8")
    different = difflib.unified_diff(wanted.splitlines(), said.splitlines(), "wanted", "said", lineterm="", n=2)
    assert said == wanted, "what the voice says is another (SAID=renew takes it over):\n" + "\n".join(different)
