"""The site's attendant: told on the idle page, shown in pictures, and the page follows the hands."""

from __future__ import annotations

import json

from commands.demo.visit import Visit
from tests.journeys.steps import leave, to_signature


def test_the_attendants_page_follows_the_devices(stage: Visit) -> None:
    player, district = stage.player, stage.district
    player.wait("IdlePage", lambda view: not view["cannot"] and not view["attendant"])
    district.printer.command("fault", kind="paper_low")
    view = player.wait("IdlePage", lambda view: view["attendant"] != "")
    assert view["attendant"] == "工作人员请看：回执打印机（纸快用完了）"
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
    player.wait("IdlePage", lambda view: not view["attendant"])
    assert player.lives == 1


def test_paper_that_did_not_come_out_calls_the_attendant(stage: Visit) -> None:
    player, printer = stage.player, stage.district.printer
    settings = stage.district.home.configuration_file
    before = settings.read_text()
    settings.write_text(before.replace('confirm = "process_id"\n', 'confirm = "none"\n'))
    printer.command("fault", kind="no_paper_comes")
    try:
        player.stop()
        player.start()
        player.wait("IdlePage", lambda view: not view["cannot"])
        to_signature(stage, "wang")
        player.touch("primary")
        view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "sent")
        assert view["paper"]["again"] == "没有，再打印"
        player.touch("printAgain")
        player.wait("ResultPage", lambda view: view["paper"]["state"] == "sent")
        leave(stage)
        view = player.wait("IdlePage", lambda view: view["attendant"] != "")
        assert player.lives == 2, "it is known to the process that took the session's place"
        assert view["attendant"] == "工作人员请看：回执打印机（有人说没有出纸）"
        player.touch("attendant")
        player.wait("AttendantPage", lambda view: [card["device"] for card in view["cards"]] == ["receipt_printer"])
        player.touch("lookedAt")
        player.wait("AttendantPage", lambda view: not view["cards"])
        player.stop()
        player.start()
        player.wait("IdlePage", lambda view: not view["cannot"] and not view["attendant"])
    finally:
        printer.command("clear")
        settings.write_text(before)
