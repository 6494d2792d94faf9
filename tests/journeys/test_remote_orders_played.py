"""The real platform's staff have the real terminal do something: what it sends is the platform's, and it does it once."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile
from contextlib import closing
from typing import Any

from commands.demo.visit import Visit
from kiosk.domain.remote_orders import RemoteAction

HALF = (540, 960)  # pixels of a screen of 1080 x 1920


def order(stage: Visit, what: RemoteAction, why: str = "") -> str:
    terminal_id = stage.district.home.enrolment().terminal.terminal_id
    asked = {"do": "order", "terminal": terminal_id, "what": what.value, "closing": why, "by": "chen.wei"}
    return str(stage.district.staff(**asked)["order"])


def answers(stage: Visit) -> dict[str, tuple[Any, ...]]:
    """Of each order, by its id: result and file, as they stand in the platform's table."""
    with closing(sqlite3.connect(stage.district.folder / "platform" / "platform.sqlite3", timeout=30)) as tables:
        rows = tables.execute("SELECT order_id, result, file FROM remote_order").fetchall()
    return {order_id: (result, file) for order_id, result, file in rows}


def hears(stage: Visit) -> None:
    """The next process begins with a heartbeat."""
    stage.player.stop()
    stage.player.start()


def test_staff_have_the_terminal_do_what_there_is(stage: Visit) -> None:
    player = stage.player
    picture, bundle = order(stage, RemoteAction.PICTURE), order(stage, RemoteAction.BUNDLE)
    hears(stage)
    player.wait_for(lambda player: all(answers(stage)[one][0] == "DONE" for one in (picture, bundle)), 60.0)
    told = answers(stage)
    assert struct.unpack(">II", told[picture][1][16:24]) == HALF, "IHDR of a PNG (ISO/IEC 15948, 11.2.2)"
    with zipfile.ZipFile(io.BytesIO(told[bundle][1])) as archive:
        assert {"README.txt", "health.json", "terminal.json"} <= set(archive.namelist())
    closed = order(stage, RemoteAction.CLOSE, "cleaning")
    hears(stage)
    view = player.wait("IdlePage", lambda view: not view["open"], 30.0)
    assert view["cannot"] == ["本机正在清洁，请稍等一会儿。"]
    opened, restarted = order(stage, RemoteAction.OPEN), order(stage, RemoteAction.RESTART)
    hears(stage)
    lives = player.lives
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage" and player.view["open"], 60.0)
    player.wait_for(lambda player: all(answers(stage)[one][0] == "DONE" for one in (closed, opened, restarted)), 30.0)
