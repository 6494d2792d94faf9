"""Pictures of materials: taken, shown, sealed, sent in pieces, seen by staff; and what goes wrong on the way."""

from __future__ import annotations

import io
import sqlite3
from contextlib import closing

import pytest
from PIL import Image

from commands.demo.visit import SIGNATURE, Visit
from tests import campaign
from tests.journeys.steps import leave, leave_unsent, take_picture, to_materials


def row(stage: Visit, key: str) -> dict[str, str]:
    return next(row for row in stage.player.view["rows"] if row["key"] == key)


def test_two_pages_reach_the_staff(stage: Visit) -> None:
    player, camera = stage.player, stage.district.camera
    camera.command("clear")
    to_materials(stage)
    assert row(stage, "birth_certificate")["tone"] == "bring"
    take_picture(stage)
    player.touch("oneMorePage")
    player.wait("PicturePage", lambda view: not view["primary"])
    camera.command("show_page", lines=["第二页"])
    player.wait("PicturePage", lambda view: view["primary"] and "2" in view["over"])
    player.touch("primary")
    player.wait("MaterialsPage")
    assert row(stage, "birth_certificate")["text"].startswith("2 页")
    assert row(stage, "birth_certificate")["tone"] == "good"
    player.touch("primary")
    player.wait("CheckPage")
    player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
    player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    player.wait_for(lambda player: len(arrived(stage)) == 2)
    for sealed in arrived(stage):
        with Image.open(io.BytesIO(opened(stage, sealed))) as picture:
            assert picture.format == "JPEG"
            assert min(picture.size) > 500
    leave(stage)
    with closing(sqlite3.connect(stage.district.home.ledger_file)) as ledger:
        assert ledger.execute("SELECT count(*) FROM attachments WHERE received < length(sealed)").fetchone() == (0,)


def arrived(stage: Visit) -> list[bytes]:
    with closing(sqlite3.connect(stage.district.folder / "platform" / "platform.sqlite3")) as platform:
        return [sealed for (sealed,) in platform.execute("SELECT sealed FROM records_attachment WHERE complete")]


def opened(stage: Visit, sealed: bytes) -> bytes:
    """As the platform would, with its key."""
    from central_platform.core.keys import KeyRing
    from kiosk.messages.sealing import open_sealed

    return open_sealed(sealed.decode(), KeyRing(stage.district.folder / "platform" / "keys").opening)


def test_a_picture_is_taken_again_and_thrown_away(stage: Visit) -> None:
    player, camera = stage.player, stage.district.camera
    camera.command("clear")
    to_materials(stage)
    take_picture(stage)
    camera.command("clear")
    player.touch("retry")
    player.wait("PicturePage", lambda view: view["hint"])  # nothing lies there: it is said
    camera.command("show_page", lines=["出生医学证明"])
    player.wait("PicturePage", lambda view: view["primary"])
    player.touch("primary")
    player.wait("MaterialsPage")
    player.touch("drop-birth_certificate")
    player.wait("MaterialsPage", lambda view: not any(row["drop"] for row in view["rows"]))
    leave_unsent(stage)


@pytest.mark.parametrize("back", [False, pytest.param(True, marks=campaign.LONG_RUN)])
def test_the_camera_is_unplugged(stage: Visit, back: bool) -> None:
    player, camera = stage.player, stage.district.camera
    camera.command("clear")
    to_materials(stage)
    player.touch("take-birth_certificate")
    player.wait("PicturePage")
    camera.command("unplug")
    player.wait("PicturePage", lambda view: view["problem"])
    if back:
        player.touch("back")
        player.wait("MaterialsPage", lambda view: not any(row["take"] for row in view["rows"]))
        camera.command("replug")
        player.wait("MaterialsPage", lambda view: any(row["take"] for row in view["rows"]))
    else:
        camera.command("replug")
        camera.command("show_page", lines=["出生医学证明"])
        player.wait("PicturePage", lambda view: view["primary"])
    leave_unsent(stage)
