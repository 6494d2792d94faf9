"""A district with somebody at its terminal: the pages, pictures of them, what comes out, and the pieces that journeys share."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import PATIENCE, RemoteControl, RemoteFault

SENIOR_CARD = "113101990000001072431050000E004"

# 王 as a finger would draw it, in fractions of the pad: three strokes across and one down.
SIGNATURE = [
    [(0.3, 0.25), (0.5, 0.24), (0.68, 0.25)],
    [(0.33, 0.48), (0.5, 0.47), (0.66, 0.48)],
    [(0.26, 0.74), (0.5, 0.73), (0.74, 0.74)],
    [(0.5, 0.25), (0.5, 0.45), (0.5, 0.73)],
]


class Unexpected(Exception):
    """A journey came to something else than it should."""


@dataclass
class Report:
    """One line of summary.json."""

    name: str
    outcome: str = ""
    submission_id: str = ""
    case_number: str = ""
    receipt: str = ""
    text_message: str = ""
    seconds: float = 0.0
    pages: list[str] = field(default_factory=list)


class Visit:
    """A district, a player, and where the pictures go."""

    def __init__(self, district: ModelDistrict, player: RemoteControl, output: Path) -> None:
        self.district = district
        self.player = player
        self.output = output
        self.report = Report("")
        self._prefix = ""

    def begin(self, name: str, prefix: str) -> None:
        """Begin the report of a journey; ``prefix`` begins the names of its pictures."""
        self.report = Report(name)
        self._prefix = prefix

    def picture(self, name: str) -> None:
        """Take a picture of the page as it is, numbered in its journey, and note it in the report."""
        file = f"{self._prefix}-{len(self.report.pages) + 1:02d}-{name}.png"
        self.player.picture(self.output / "pages" / file)
        self.report.pages.append(file)

    def at(
        self, page: str, name: str, when: Callable[[dict[str, Any]], bool] = lambda view: True, timeout: float = PATIENCE
    ) -> dict[str, Any]:
        """Wait for a page and take its picture."""
        view = self.player.wait(page, when, timeout)
        self.picture(name)
        return view

    def keep_receipt(self, name: str) -> dict[str, Any]:
        """Wait for the next receipt, and copy its picture to the output.

        Returns:
            As `ModelDistrict.next_receipt`, with ``png`` the copy's path.

        Raises:
            Unexpected: the printer's strict decoder did not understand all of it.
        """
        receipt = self.district.next_receipt()
        if receipt["errors"]:
            raise Unexpected(f"the printer could not make out: {receipt['errors']}")
        target = self.output / "receipts" / f"{self._prefix}-{name}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(receipt["png"], target)
        return {**receipt, "png": str(target)}


def expect(what: str, found: object, wanted: object) -> None:
    """Raise `Unexpected`, with what it is and both values, where the found one is not the wanted one."""
    if found != wanted:
        raise Unexpected(f"{what}: {found!r}, expected {wanted!r}")


def find_senior_card(stage: Visit) -> None:
    """From the idle page by the search to the guide of the senior card, by the initials ``jlk``."""
    player = stage.player
    stage.at("IdlePage", "attract", lambda view: not view["cannot"])
    player.touch("attract")
    stage.at("HomePage", "home")
    player.touch("search")
    player.wait("SearchPage")
    for key in "jlk":
        player.key(key)
    view = stage.at("SearchPage", "search", lambda view: view["query"] == "jlk" and view["hits"])
    expect("first hit for jlk", view["hits"][0]["code"], SENIOR_CARD)
    player.touch(f"item-{SENIOR_CARD}")
    stage.at("GuidePage", "guide")


def search(stage: Visit, letters: str, code: str, name: str) -> None:
    """From the idle page by the search to an item's guide.

    Args:
        stage: at the idle page, or on its way there.
        letters: initials that are typed.
        code: of the item.
        name: of the picture of what was found.
    """
    player = stage.player
    player.wait("IdlePage")
    player.touch("attract")
    player.wait("HomePage")
    player.touch("search")
    player.wait("SearchPage")
    for key in letters:
        player.key(key)
    stage.at("SearchPage", name, lambda view: view["query"] == letters and view["hits"])
    player.touch(f"item-{code}")


def show_card(stage: Visit, person: str) -> None:
    """Lay a model person's ID card (`devices.id_card_reader.sample_cards`) on the reader; it lies there until `take_card`."""
    stage.district.card.command("lay", card=person)


def take_card(stage: Visit) -> None:
    """Take away the ID card that lies on the reader."""
    stage.district.card.command("take")


def identify(stage: Visit, person: str) -> None:
    """Wait for the page that asks who it is, and lay the card of this model person; the card stays on the reader."""
    stage.at("IdentifyPage", "identify")
    show_card(stage, person)


def show_phone_code(stage: Visit, person: str) -> None:
    """Wait for the page that asks who it is, and hold the phone of this model person to the scanner."""
    stage.at("IdentifyPage", "identify", lambda view: view["phoneCode"])
    stage.player.touch("showPhoneCode")
    stage.at("ScanPage", "show-the-phone", lambda view: not view["retry"])
    hold_up(stage, str(stage.district.phone.command("show", person=person, age=0)["code"]))


def hold_up(stage: Visit, text: str) -> None:
    """Hold a code to the scanner until it is read: one that is not looking yet, with its page just there, lets it pass.

    Raises:
        RemoteFault: it was not read.
    """
    for tries_left in (3, 2, 1, 0):
        stage.district.scanner.command("show", text=text)
        try:
            stage.player.wait_for(lambda player: player.page != "ScanPage" or bool(player.view["problem"]), 4.0)
            return
        except RemoteFault:
            if not tries_left:
                raise


def answer(stage: Visit, key: str, *touches: str) -> None:
    """One question: wait for it, touch, go on."""
    stage.player.wait("QuestionPage", lambda view: view["key"] == key)
    for touch in touches:
        stage.player.touch(touch)
    stage.picture(f"question-{key}")
    stage.player.touch("primary")


def answer_senior_card(stage: Visit, mobile: str = "") -> None:
    """Answer all questions of the senior card.

    Args:
        mobile: digits to type; "" leaves what the page has already as it is.
    """
    answer(stage, "household_here", "option-yes")
    answer(stage, "mobile", *(f"key-{digit}" for digit in mobile))
    answer(stage, "delivery", "option-collect")
    answer(stage, "photo_choice", "option-card")


def sign_and_submit(stage: Visit) -> None:
    """Sign on the pad, and touch what submits; what follows is not waited for."""
    stage.player.wait("SignPage")
    stage.player.draw("pad", SIGNATURE)
    stage.picture("sign")
    stage.player.touch("primary")


def finish(player: RemoteControl) -> None:
    """Touch "finish", and be sure where that is asked."""

    def asked(player: RemoteControl) -> bool:
        return bool(player.frame.get("overlay", {}).get("kind") == "leave")

    player.touch("bar-leave")
    player.wait_for(lambda player: asked(player) or player.page in ("LeavingPage", "WipedPage", "IdlePage"))
    if asked(player):
        player.touch("leaveSurely")


def finish_and_empty(stage: Visit) -> None:
    """Finish, and wait for the idle page of a new process."""
    lives = stage.player.lives
    finish(stage.player)
    stage.player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def leave_by_rating(stage: Visit, level: int) -> None:
    """From the result by the rating page to the idle page of a new process. ``level``: 1 to 5."""
    lives = stage.player.lives
    stage.player.touch("primary")
    stage.at("RatePage", "rate")
    stage.player.touch(f"rate-{level}")
    stage.at("LeavingPage", "leaving")
    stage.player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
