"""Short ways to where a test begins."""

from __future__ import annotations

from typing import Any

import pypdfium2

from commands.demo.copies import wait_for_preview
from commands.demo.model_district import read_code
from commands.demo.visit import SENIOR_CARD, SIGNATURE, Visit, finish, show_card, take_card

CHILD_BENEFIT = "11310199000000430G431050000E603"
CHILD = "310199202405010019"
ANYBODY = {"wang": "", "zhuge": "13900000041", "chen": "13900000093"}


def to_home(stage: Visit) -> None:
    stage.player.wait("IdlePage")
    stage.player.touch("attract")
    stage.player.wait("HomePage")


def to_search(stage: Visit) -> None:
    to_home(stage)
    stage.player.touch("search")
    stage.player.wait("SearchPage")


def to_identify(stage: Visit, theme: str = "seniors", code: str = SENIOR_CARD) -> None:
    player = stage.player
    player.wait("IdlePage", lambda view: not view["cannot"])
    to_home(stage)
    player.touch(f"theme-{theme}")
    player.wait("ListPage", lambda view: view["groups"])
    player.touch(f"item-{code}")
    player.wait("GuidePage")
    player.touch("primary")
    player.wait("IdentifyPage")


def identify(stage: Visit, person: str) -> None:
    show_card(stage, person)
    stage.player.wait("EligibilityPage")
    take_card(stage)


def answer(stage: Visit, key: str, *touches: str) -> None:
    stage.player.wait("QuestionPage", lambda view: view["key"] == key)
    for touch in touches:
        stage.player.touch(touch)
    stage.player.touch("primary")


def type_number(stage: Visit, number: str) -> None:
    """On the keypad, over whatever was filled in."""
    for _ in range(len(str(stage.player.view["value"]))):
        stage.player.touch("key-erase")
    for digit in number:
        stage.player.touch(f"key-{digit}")


def to_signature(stage: Visit, person: str) -> None:
    """From the idle page to the signed application, everything answered."""
    player = stage.player
    to_identify(stage)
    identify(stage, person)
    player.touch("primary")
    answer(stage, "household_here", "option-yes")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    type_number(stage, "13900000099")
    player.touch("primary")
    answer(stage, "delivery", "option-collect")
    answer(stage, "photo_choice", "option-card")
    player.wait("MaterialsPage")
    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)


def submit(stage: Visit, person: str) -> dict[str, Any]:
    """Up to the result, whatever it is; its view once the paper is settled."""
    to_signature(stage, person)
    stage.player.touch("primary")
    return stage.player.wait("ResultPage", lambda view: view["paper"]["state"] != "printing")


def leave(stage: Visit) -> None:
    player = stage.player
    lives = player.lives
    finish(player)
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def leave_unsent(stage: Visit) -> None:
    lives = stage.player.lives
    stage.player.touch("bar-leave")
    stage.player.touch("leaveSurely")
    stage.player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")


def to_materials(stage: Visit) -> None:
    player = stage.player
    to_identify(stage, "family", CHILD_BENEFIT)
    identify(stage, "chen")
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "child_number")
    type_number(stage, CHILD)
    player.touch("primary")
    answer(stage, "relation", "option-guardian")
    answer(stage, "claimed_elsewhere", "option-no")
    answer(stage, "account_tail")
    answer(stage, "mobile")
    player.wait("MaterialsPage")


def take_picture(stage: Visit) -> None:
    """From the page of materials to the picture that was seen."""
    stage.player.touch("take-birth_certificate")
    stage.player.wait("PicturePage")
    stage.district.camera.command("show_page", lines=["出生医学证明", "样板区妇幼保健院"])
    stage.player.wait("PicturePage", lambda view: view["primary"])


def print_copy(stage: Visit, person: str, keep: bool = False) -> str:
    """A copy of the marriage certificate, from the idle page and back to it; the code on its paper."""
    player = stage.player
    player.wait("IdlePage", lambda view: not view["cannot"])
    player.touch("attract")
    player.wait("HomePage")
    player.touch("open-licence_copies")
    player.wait("IdentifyPage")
    show_card(stage, person)
    view = player.wait("LicencesPage", lambda view: not view["waiting"] and view["rows"])
    take_card(stage)
    player.touch("licence-" + next(row["identifier"] for row in view["rows"] if row["usable"] and "结婚证" in row["title"]))
    player.wait("PurposePage")
    player.touch("purpose-school")
    if keep:
        player.touch("keep")
    player.touch("primary")
    wait_for_preview(player)
    player.touch("primary")
    view = player.wait("CopyPage", lambda view: view["paper"]["state"] == "printed")
    with pypdfium2.PdfDocument(stage.district.pages / f"{view['serial']}.pdf") as document:
        picture = stage.output / f"{view['serial']}.png"
        picture.parent.mkdir(parents=True, exist_ok=True)
        document[0].render(scale=200 / 72).to_pil().save(picture)
    leave(stage)
    return read_code(picture)


def check_copy(stage: Visit, code: str) -> dict[str, Any]:
    """What the terminal says of it; back on the idle page."""
    player = stage.player
    player.wait("IdlePage")
    player.touch("attract")
    player.wait("HomePage")
    player.touch("open-copy_check")
    player.wait("ScanPage")
    stage.district.scanner.command("show", text=code)
    view = player.wait("CopyCheckPage", lambda view: view["tone"] != "wait")
    leave(stage)
    return view
