"""Every item of the catalogue, played on the real screens: it is completed or honestly refused, and what happens is what its guide
promises. One of each shape here, all of them in the long run; how each ended is kept in ``outcomes.tsv``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from commands.demo.visit import Visit, finish, show_card, take_card
from kiosk.domain.service_items import ItemKind, ServiceItem
from tests import campaign
from tests.journeys import outcomes
from tests.journeys.casting import filled_in, who_may, who_may_not
from tests.journeys.outcomes import BEGIN, END, README, RENEW, recorded, table
from tests.journeys.playing import Play
from tests.journeys.promises import Ending, broken, named, promised
from tests.whole_catalogue import whole_catalogue

ITEMS = whole_catalogue().items
PENSION = next(item for item in ITEMS if item.query and item.query.data_set == "pension-payments")
ALL = campaign.SOAK or RENEW


def refusing() -> list[ServiceItem]:
    """What somebody may not use: all of that, or one of each kind and assurance."""
    refused = [item for item in ITEMS if who_may_not(item)]
    return refused if ALL else list({(item.kind, item.assurance): item for item in refused}.values())


def some(items: Iterable[ServiceItem]) -> list[ServiceItem]:
    """All of them, or one at least of each kind, with each assurance, of each shape of result, and for each way of ending."""
    ended, seen, taken = recorded(), set[tuple[object, ...]](), []
    for item in items:
        shape = item.query.shape if item.query else None
        traits = {(item.kind, item.assurance), (item.kind, shape), (item.kind, ended.get(item.implementation_code))}
        if ALL or traits - seen:
            seen |= traits
            taken.append(item)
    return taken


@pytest.fixture(scope="module")
def ended(request: pytest.FixtureRequest) -> Iterator[dict[str, Ending]]:
    """How the items end that are played here; what is on file is renewed with them, if that is asked for."""
    played: dict[str, Ending] = {}
    yield played
    if ALL and (reporter := request.config.pluginmanager.getplugin("terminalreporter")):
        reporter.write_line(f"\n{table(ITEMS, played)}")
    if RENEW:
        outcomes.renew(ITEMS, played)


def code_of(item: ServiceItem) -> str:
    return f"{item.kind.value}-{item.implementation_code}"


@pytest.mark.timeout(180)
@pytest.mark.parametrize("item", some(ITEMS), ids=code_of)
def test_what_happens_is_what_the_guide_promises(stage: Visit, ended: dict[str, Ending], item: ServiceItem) -> None:
    platform = stage.district.folder / "platform"
    person = who_may(item, platform)
    play = Play(stage, item, person, filled_in=filled_in(item, person, platform))
    guide = play.find()
    promise = promised(item.name.zh, item.kind, guide)
    played = play.go()
    assert not broken(promise, played), f"{item.name.zh}: {broken(promise, played)}"
    assert not named(item.eligibility, guide), item.name.zh
    ended[item.implementation_code] = played.ending
    if not RENEW:
        assert played.ending is recorded()[item.implementation_code], item.name.zh


@pytest.mark.timeout(180)
@pytest.mark.parametrize("item", refusing(), ids=code_of)
def test_who_may_not_is_told_why_and_where_to_go(stage: Visit, item: ServiceItem) -> None:
    person = who_may_not(item)
    assert person
    play = Play(stage, item, person)
    guide = play.find()
    played = play.go()
    assert played.ending is (Ending.NOT_MET if item.kind is ItemKind.TRANSACTION else Ending.NOT_PERMITTED), item.name.zh
    assert "窗口" in played.said
    assert not named(item.eligibility, guide), item.name.zh


@pytest.mark.timeout(180)
def test_nothing_on_record_says_so(stage: Visit) -> None:
    play = Play(stage, PENSION, "li")
    play.find()
    played = play.go()
    assert played.ending is Ending.NOTHING
    assert not played.slips


@pytest.mark.timeout(180)
def test_a_network_that_breaks_is_told_and_tried_again(stage: Visit) -> None:
    player, line = stage.player, stage.district.line
    Play(stage, PENSION, "wang").find()
    player.touch("primary")
    player.wait("IdentifyPage")
    line.command("mode", mode="cut")
    show_card(stage, "wang")
    view = player.wait("QueryResultPage", lambda view: not view["waiting"])
    take_card(stage)
    assert view["retry"]
    line.command("mode", mode="through")
    player.touch("retry")
    player.wait("QueryResultPage", lambda view: view["rows"])
    finish(player)


def test_each_item_was_played_and_the_readme_tells_how() -> None:
    assert list(recorded()) == [item.implementation_code for item in ITEMS], "TRUTH=renew plays what is new"
    assert f"{BEGIN}\n{table(ITEMS, recorded())}\n{END}" in README.read_text(encoding="utf-8")
