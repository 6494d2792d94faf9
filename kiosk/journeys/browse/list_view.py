"""Lists of items, and the ways to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from msgspec.structs import replace

from kiosk.domain.service_items import ItemKind, Served
from kiosk.domain.text import LocalizedText
from kiosk.journeys.browse.events import Only, OpenList
from kiosk.journeys.browse.places import ItemList, Ways
from kiosk.ports.platform import Network
from kiosk.ports.storage import Among, ItemLine
from kiosk.session.possible import Missing, missing
from kiosk.session.state import State
from kiosk.views.base import Data, Option, PageView, Row, Text, TileRow, View
from kiosk.views.items import ItemRow, item_row, kind_word
from kiosk.views.language import Say, localized, say_in
from kiosk.views.pages import Look

FEW = 6  # as many stand on a page: no groups
MANY = 12  # of one kind, which are put in groups
_SERVED = {
    Served.PERSON.value: LocalizedText("个人办事", "For individuals"),
    Served.COMPANY.value: LocalizedText("企业办事", "For companies"),
}
_ONLY = {
    Only.MOST_USED: LocalizedText("大家常办的", "Most used"),
    Only.OFFLINE: LocalizedText("没有网络也能办的", "Without network"),
    Only.CARDLESS: LocalizedText("不用带证件的", "No card needed"),
}
_MISSING = {
    Missing.LEDGER: LocalizedText("本机出了故障，办不了", "Not now: this terminal is out of order"),
    Missing.NETWORK: LocalizedText("现在没有网络，办不了", "Not now: no network"),
    Missing.READER: LocalizedText("读卡器暂时不能用，办不了", "Not now: the card reader is out of order"),
    Missing.DEVICE: LocalizedText("设备暂时不能用，办不了", "Not now: a device is out of order"),
}


class Group(View):
    """``title``: what its rows have in common; "" where that goes without saying."""

    title: Text
    rows: tuple[ItemRow, ...]


class ListView(PageView):
    """``kinds``: of which one may be shown alone; ``possible``: what can be done now alone; empty where it makes no difference."""

    page: ClassVar[str] = "ListPage"

    title: Text
    text: Text
    kinds: tuple[Option, ...]
    possible: tuple[Option, ...]
    groups: tuple[Group, ...]


def item_list(state: State, place: ItemList, look: Look) -> ListView:
    """The items, in groups where there are many."""
    say = say_in(state)
    lines = place.shown(state)
    return ListView(
        title=_title(place, state, look),
        text=_text(place, len(lines), say),
        kinds=kind_options(place.lines, place.kind, state),
        possible=_possible(place, state, say),
        groups=_groups(place, lines, state, look),
    )


def _title(place: ItemList, state: State, look: Look) -> str:
    among = place.asked.among
    if name := _ONLY.get(place.asked.only):
        return localized(name, state)
    if among.theme:
        return next((localized(theme.name, state) for theme in look.catalogue.themes if theme.key == among.theme), "")
    if among.served:
        return localized(_SERVED[among.served], state)
    return localized(place.lines[0].authority, state) if place.lines else among.authority


def _text(place: ItemList, count: int, say: Say) -> str:
    if place.asked.only is Only.MOST_USED:
        return say("本机办得多的排在前面", "The services used most at this terminal come first")
    return say(f"共 {count} 项，请选择", f"{count} service{'s' if count != 1 else ''}. Please choose")


def kind_options(lines: Sequence[ItemLine], chosen: str, state: State) -> tuple[Option, ...]:
    """Which kind of these is shown alone, with "" for all of them; () where there is but one."""
    there = {line.kind for line in lines}
    if len(there) < 2:
        return ()
    every = Option(value="", title=say_in(state)("全部", "All"), chosen=chosen == "")
    kinds = [kind.value for kind in ItemKind if kind.value in there]
    return (every, *(Option(value=kind, title=kind_word(kind, state), chosen=chosen == kind) for kind in kinds))


def _possible(place: ItemList, state: State, say: Say) -> tuple[Option, ...]:
    if not place.possible and all(missing(state, line.kind, line.card, line.public) is None for line in place.lines):
        return ()
    return (Option(value="", title=say("现在能办的", "Available now"), chosen=place.possible),)


def _groups(place: ItemList, lines: Sequence[ItemLine], state: State, look: Look) -> tuple[Group, ...]:
    if len(lines) <= FEW or place.asked.only is Only.MOST_USED:
        return (Group(title="", rows=tuple(line_row(line, state) for line in lines)),) if lines else ()
    if len({line.kind for line in lines}) > 1:
        order = [kind.value for kind in ItemKind]
        groups = _by(lambda line: order.index(line.kind), lambda line: kind_word(line.kind, state), lines, state)
        # What the heading says is not said again in every row.
        return tuple(replace(group, rows=tuple(replace(row, kind="") for row in group.rows)) for group in groups)
    if len(lines) > MANY and not place.asked.among.theme:
        names = {theme.key: theme.name for theme in look.catalogue.themes}
        keys = list(names)
        return _by(lambda line: keys.index(line.theme), lambda line: localized(names[line.theme], state), lines, state)
    if len(lines) > MANY and len({line.authority for line in lines}) > 1:
        return _by(lambda line: line.authority.zh, lambda line: localized(line.authority, state), lines, state)
    return (Group(title="", rows=tuple(line_row(line, state) for line in lines)),)


def _by(
    key: Callable[[ItemLine], Any], title: Callable[[ItemLine], str], lines: Sequence[ItemLine], state: State
) -> tuple[Group, ...]:
    groups: dict[Any, list[ItemLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return tuple(
        Group(title=title(groups[one][0]), rows=tuple(line_row(line, state) for line in groups[one])) for one in sorted(groups)
    )


def line_row(line: ItemLine, state: State) -> ItemRow:
    """One of a list, with why it cannot be done now, where that is so."""
    return item_row(line, state, lacks=missing_words(line.kind, line.card, line.public, state))


def missing_words(kind: str, card: bool, public: str, state: State, online: bool = False) -> str:
    """Why items like this cannot be done now, the arguments as for `missing`; "" where they can."""
    lacks = missing(state, kind, card, public, online)
    return localized(_MISSING[lacks], state) if lacks else ""


class AuthorityRow(Row):
    """``value``: which list it opens."""

    value: Data
    title: Text


class WaysView(PageView):
    page: ClassVar[str] = "WaysPage"

    title: Text
    ways: tuple[TileRow, ...]
    authorities_title: Text
    authorities: tuple[AuthorityRow, ...]


def ways(state: State, place: Ways, look: Look) -> WaysView:
    """For whom, what most come for, what goes without network, and by department."""
    say = say_in(state)
    offline = state.network is Network.OFFLINE
    return WaysView(
        title=say("换个办法找", "Other ways to find it"),
        ways=(
            _way("most:", "star", localized(_ONLY[Only.MOST_USED], state)),
            *((_way("offline:", "wifi-off", localized(_ONLY[Only.OFFLINE], state)),) if offline else ()),
            _way("cardless:", "info", localized(_ONLY[Only.CARDLESS], state)),
            _way(f"served:{Served.PERSON.value}", "user-check", localized(_SERVED[Served.PERSON.value], state)),
            _way(f"served:{Served.COMPANY.value}", "building-2", localized(_SERVED[Served.COMPANY.value], state)),
        ),
        authorities_title=say("按部门找", "By department"),
        authorities=tuple(AuthorityRow(value=f"authority:{name.zh}", title=localized(name, state)) for name in place.authorities),
    )


def _way(value: str, icon: str, title: str) -> TileRow:
    return TileRow(act="openList", value=value, icon=icon, title=title, text="")


def list_opened(value: str) -> OpenList:
    """What a row asks for, by its ``value``: ``theme:seniors``, ``authority:…``, ``served:COMPANY``, ``most:``, ``offline:``,
    ``cardless:``."""
    by, _, which = value.partition(":")
    match by:
        case "theme":
            return OpenList(Among(theme=which))
        case "authority":
            return OpenList(Among(authority=which))
        case "served":
            return OpenList(Among(served=which))
    return OpenList(Among(), Only(by))
