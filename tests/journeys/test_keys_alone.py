"""The journeys that the demo plays, with a keyboard and no finger; after each key one can see what has the focus."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from commands.demo.journeys import JOURNEYS
from commands.demo.remote_control import RemoteControl, RemoteFault
from commands.demo.visit import Visit
from tests import campaign

MOST_KEYS = 60  # to whatever is on a page


class KeyPlayer(RemoteControl):
    """Does with keys what `RemoteControl` does with a finger."""

    pressed = 0

    def touch(self, name: str) -> float:
        if name == "attract":  # the whole idle page, for a finger
            name = "start"
        if name.startswith("key-"):  # of the keypad
            self.press(name.removeprefix("key-") if name != "key-erase" else "Backspace")
            return time.monotonic()
        self._reach(name)
        self.press("Return")
        return time.monotonic()

    def key(self, text: str) -> None:
        self._reach("field")
        self.press(text)

    def draw(self, name: str, strokes: list[list[tuple[float, float]]]) -> None:
        """A cross, whatever was to be drawn."""
        self._reach(name)
        for stroke in (["Right"] * 8, ["Left"] * 4 + ["Up"] * 3, ["Down"] * 6):
            self.press("Space")
            for key in stroke:
                self.press(key)
            self.press("Space")
        assert self.press("Return")["focus"] == "primary"

    def press(self, key: str) -> dict[str, Any]:
        self.pressed += 1
        return super().press(key)

    def _reach(self, name: str) -> None:
        """With Tab: it comes to everything that can be pressed."""
        at = ""
        passed = []
        for _ in range(MOST_KEYS):
            found = self._do({"do": "focus"})
            at = found["focus"]
            if at == name:
                return
            found = self.press("Tab")
            passed.append(found["focus"])
            assert found["ring"], f"nothing shows that {found['focus']} has the focus"
            assert found["seen"], f"{found['focus']} has the focus out of sight"
        raise RemoteFault(f"no key came to {name} on {self.page}: {passed}")


@pytest.fixture
def play() -> type[RemoteControl]:
    return KeyPlayer


# Played on pages that these have, too, but for one or two; all are played with a finger in `test_main_job`.
_EVERY_DAY = {"online", "licence copy"}


@pytest.mark.parametrize(
    ("name", "journey"),
    [pytest.param(name, journey, marks=() if name in _EVERY_DAY else campaign.LONG_RUN) for name, _, journey in JOURNEYS],
)
def test_journey_by_keys_alone(stage: Visit, name: str, journey: Callable[[Visit], None]) -> None:
    journey(stage)
    assert stage.report.outcome, name
    assert isinstance(stage.player, KeyPlayer)
    assert stage.player.pressed > 15


def test_a_letter_touched_is_for_the_field_wherever_the_focus_is(stage: Visit) -> None:
    player = stage.player
    player.wait("IdlePage")
    player.touch("start")
    player.wait("HomePage")
    player.touch("search")
    player.wait("SearchPage")
    assert player.press("Tab")["focus"] != "field"
    for key in "jl":
        RemoteControl.key(player, key)  # with a finger
    player.wait("SearchPage", lambda view: view["query"] == "jl")
