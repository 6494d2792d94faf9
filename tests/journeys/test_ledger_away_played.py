"""The real program without a ledger that can be opened: it stands, shows services and guides, and serves again by itself."""

from __future__ import annotations

from commands.demo.visit import SENIOR_CARD, Visit
from tests.journeys.steps import to_home


def test_it_stands_and_is_back_by_itself(stage: Visit) -> None:
    player, ledger = stage.player, stage.district.home.ledger_file
    player.wait("IdlePage", lambda view: view["open"])
    player.stop()
    aside = ledger.with_name("aside")
    aside.mkdir()
    for path in ledger.parent.glob("ledger.db*"):
        path.rename(aside / path.name)
    ledger.mkdir()
    player.start()
    try:
        view = player.wait("IdlePage", lambda view: "只能看事项和指南" in "".join(view["cannot"]), 30.0)
        assert "已经提交的申请都在" not in view["notice"]
        lives = player.lives
        to_home(stage)
        player.touch("theme-seniors")
        player.wait("ListPage", lambda view: view["groups"])
        player.touch(f"item-{SENIOR_CARD}")
        player.wait("GuidePage")
        player.touch("primary")
        view = player.wait("IdentifyPage", lambda view: view["problem"])
        assert view["title"] == "现在不能办理"
        assert player.lives == lives, "it goes on, and does not begin again and again"
    finally:
        ledger.rmdir()
        for path in aside.iterdir():
            path.rename(ledger.parent / path.name)
        aside.rmdir()
    player.wait("IdentifyPage", lambda view: not view["problem"], 30.0)
    player.touch("back")
