"""From the card on the reader to the rows of a query on the screen, beside the platform's own answer."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from commands.bench.devices import LINE_SECONDS
from commands.bench.figure import Figure
from commands.demo.journeys import PENSION_PAYMENTS
from commands.demo.model_district import ModelDistrict, shown_by
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import finish
from kiosk.journeys.query.look_up import AskQuery, QueryKnown, Shown
from kiosk.sync.calls import Answered

VISITS = 25
BUDGET = 1.5  # seconds beyond the card's own line time (design, section 12)


def measure_query(folder: Path) -> list[Figure]:
    """One visit after the other, each with a process of its own; the platform is asked in between, past the terminal."""
    # More questions in a minute than residents ask.
    district = ModelDistrict(
        folder / "query",
        times={"leaving": 1.0},
        settings={"PLATFORM_QUOTAS": "queries-a-minute=1000 queries-of-person=1000 lookups-a-minute=1000 about-person=1000"},
    )
    district.start()
    player = RemoteControl(district.home.path, ["--size", "1080x1920"])
    seconds, answered = [], []
    player.start()
    try:
        client = district.client()
        for number in range(VISITS + 1):
            taken = _visit(district, player)
            began = time.monotonic()
            answer = client.ask(AskQuery(PENSION_PAYMENTS, {}, Shown(*shown_by("wang"))))
            own = time.monotonic() - began
            if not isinstance(answer, Answered) or not isinstance(answer.reply, QueryKnown):
                raise RuntimeError("the platform did not answer")
            if number:  # the first loads what it needs
                seconds.append(taken - LINE_SECONDS)
                answered.append(own)
    finally:
        player.stop()
        district.stop()
    middle, own = statistics.median(seconds), statistics.median(answered)
    late = sorted(seconds)[-2]  # of 25 the 96th percentile
    return [
        Figure(
            "card on the reader to a query's rows, beyond the card's line, median",
            round(middle * 1000),
            "ms",
            "the platform's own answer",
            round(own * 1000),
            round(middle / own, 1),
        ),
        Figure(
            f"the same, second longest of {VISITS}",
            round(late * 1000),
            "ms",
            budget=f"p95 at most {BUDGET * 1000:g} ms",
            met=late <= BUDGET,
        ),
    ]


def _visit(district: ModelDistrict, player: RemoteControl) -> float:
    """Seconds from the card to the rows."""
    player.wait("IdlePage", lambda view: not view["cannot"])
    player.touch("attract")
    player.wait("HomePage")
    player.touch("theme-social-insurance")
    player.wait("ListPage", lambda view: view["groups"])
    player.touch(f"item-{PENSION_PAYMENTS}")
    player.wait("GuidePage")
    player.touch("primary")
    player.wait("IdentifyPage")
    began = time.monotonic()
    district.card.command("lay", card="wang")
    player.wait("QueryResultPage", lambda view: view["rows"])
    taken = time.monotonic() - began
    district.card.command("take")
    lives = player.lives
    finish(player)
    player.wait_for(lambda player: player.lives > lives and player.page == "IdlePage")
    return taken
