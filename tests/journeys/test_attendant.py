"""The site's attendant: told on the idle page, shown in pictures, and the page follows the hands."""

from __future__ import annotations

import json

from commands.stage import Stage


def test_the_attendants_page_follows_the_devices(stage: Stage) -> None:
    player, district = stage.player, stage.district
    player.wait("AttractPage", lambda view: not view["cannot"] and not view["attendant"])
    district.printer.command("fault", kind="paper_low")
    view = player.wait("AttractPage", lambda view: view["attendant"] != "")
    assert view["attendant"] == "工作人员请看：回执打印机 · 纸快用完了"
    assert view["cannot"] == []
    player.touch("attendant")
    (card,) = player.wait("AttendantPage")["cards"]
    assert (card["tone"], card["picture"], len(card["steps"])) == ("stored", "load-roll", 3)

    district.printer.command("fault", kind="cover_open")
    faults = district.pages / "faults.json"
    faults.write_text(json.dumps({"status": "jam"}))
    district.card.command("unplug")
    try:
        wanted = [("id_card_reader", "plug-cable"), ("receipt_printer", "close-cover"), ("page_printer", "pull-paper")]
        player.wait("AttendantPage", lambda view: [(card["device"], card["picture"]) for card in view["cards"]] == wanted)
    finally:
        district.card.command("replug")
        faults.unlink()
    district.printer.command("clear")
    view = player.wait("AttendantPage", lambda view: not view["cards"])
    assert "回执打印机" in view["well"]
    player.touch("primary")
    player.wait("AttractPage", lambda view: not view["attendant"])
    assert player.lives == 1
