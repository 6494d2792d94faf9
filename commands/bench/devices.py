"""What the devices cost beside what the line and the printer take: an identity card, and a receipt."""

from __future__ import annotations

import queue
import statistics
import time
from functools import partial
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure, beside
from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import SENIOR_CARD, SIGNATURE

CARDS = 20
RECEIPTS = 25
BAUD = 115200
_ANSWERS = (("household_here", "option-yes"), ("mobile", ""), ("delivery", "option-collect"), ("photo_choice", "option-card"))
# The replies to find, select, read, and that nothing was appended to the address (devices.id_card_reader.frames), as bytes on the
# line: a start bit, eight bits, a stop bit each.
LINE_SECONDS = (15 + 19 + 1295 + 11) * 10 / BAUD


def measure_card() -> list[Figure]:
    """From the request with a card on the reader to the event that the session gets; the simulator paces its bytes."""
    from devices.runtime.hub import open_device_hub
    from devices.simulation.process import SimulatorProcess
    from kiosk.ports.device_hub import DeviceAnswer, DeviceEvent, ReadCard, StatusChanged
    from kiosk.ports.devices import CardRead, Device

    events: queue.Queue[DeviceEvent] = queue.Queue()

    def until(wanted: Any) -> Any:
        while not wanted(event := events.get(timeout=10)):
            pass
        return event

    seconds = []
    with SimulatorProcess("id_card_reader", "--pace", str(BAUD)) as simulator:
        hub = open_device_hub(
            {"id_card_reader": {"driver": "sam_v_serial", "address": simulator.address, "baud": BAUD}}, events.put
        )
        hub.start()
        try:
            until(lambda e: isinstance(e, StatusChanged) and e.device is Device.ID_CARD_READER and e.status.usable)
            simulator.command("lay", card="wang")
            for number in range(CARDS):
                began = time.monotonic()
                hub.request(ReadCard(f"card-{number}"))
                answer = until(lambda e: isinstance(e, DeviceAnswer))
                seconds.append(time.monotonic() - began)
                if not isinstance(answer.outcome, CardRead):
                    raise RuntimeError(f"the card was not read: {type(answer.outcome).__name__}")
        finally:
            hub.stop()
    name = f"ID card at {BAUD} baud, from the request to the event, median of {CARDS}"
    return [beside(name, statistics.median(seconds) * 1000, "ms", "the line alone", LINE_SECONDS * 1000, 1.15)]


def measure_receipt(folder: Path) -> list[Figure]:
    """From the finger that leaves "print" to the first byte of the receipt at the printer.

    Each time the paper ends within the receipt, the resident says that it is not whole, paper is put in, and "print" is touched.
    """
    begun: queue.Queue[float] = queue.Queue()
    district = ModelDistrict(folder / "receipts")
    district.on_printer = lambda event: begun.put(time.monotonic()) if event.get("event") == "printing" else None
    district.start()
    player = RemoteControl(district.home.path, ["--size", "1080x1920"])
    seconds = []
    player.start()
    try:
        district.printer.command("fault", kind="paper_out_after_bytes", bytes=400)
        _to_result(district, player)
        for number in range(RECEIPTS + 1):
            player.wait("ResultPage", lambda view: view["paper"]["yes"] != "")
            player.touch("paperNo")
            district.printer.command("clear")
            player.wait("ResultPage", lambda view: view["paper"]["again"] != "")
            district.printer.command("fault", kind="paper_out_after_bytes", bytes=400)
            while not begun.empty():
                begun.get_nowait()
            touched = player.touch("printAgain")
            if number:  # the first loads what it needs
                seconds.append(begun.get(timeout=10) - touched)
            else:
                begun.get(timeout=10)
    finally:
        player.stop()
        district.stop()
    middle, worst = statistics.median(seconds), max(seconds)
    return [
        Figure("receipt, from the touch to its first byte at the printer, median", round(middle * 1000, 1), "ms"),
        Figure(f"the same, longest of {len(seconds)}", round(worst * 1000, 1), "ms", budget="p99 at most 50 ms", met=worst <= 0.05),
    ]


def _asks(key: str, view: dict[str, Any]) -> bool:
    return bool(view["key"] == key)


def _to_result(district: ModelDistrict, player: RemoteControl) -> None:
    player.wait("IdlePage", lambda view: not view["cannot"])
    player.wait_for(lambda player: player.warm)
    player.touch("attract")
    player.wait("HomePage")
    player.touch("theme-seniors")
    player.wait("ListPage")
    player.touch(f"item-{SENIOR_CARD}")
    player.wait("GuidePage")
    player.touch("primary")
    player.wait("IdentifyPage")
    district.card.command("lay", card="wang")
    player.wait("EligibilityPage", lambda view: view["allowed"])
    district.card.command("take")
    player.touch("primary")
    for key, touch in _ANSWERS:
        player.wait("QuestionPage", partial(_asks, key))
        if touch:
            player.touch(touch)
        player.touch("primary")
    for page in ("MaterialsPage", "CheckPage"):
        player.wait(page)
        player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
