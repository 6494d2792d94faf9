"""The journeys that this program has: what is known of each before anybody enters it, and how it is entered.

A journey is a folder of `kiosk.journeys` with one declared `Journey`. Its module ``places`` is imported when somebody first enters
it, and holds an `Entry` by the name ``ENTRY``.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

if TYPE_CHECKING:
    from kiosk.domain.codes import KnownCode
    from kiosk.domain.service_items import ItemKind, ServiceItem
    from kiosk.domain.times import Moment
    from kiosk.messages.keys import TerminalKeys
    from kiosk.session.state import State, Step


class Tile(Value):
    """A journey's door on the home page. ``cards``: the text names the cards that can be shown here, in place of ``{cards}``."""

    icon: str
    title: LocalizedText
    text: LocalizedText
    cards: bool = False


class Entry(Value):
    """The ways into a journey; None where there is no such way.

    ``open``: from its tile, or by its name, with an argument that the journey understands; ``begin``: with an item that it takes;
    ``resume``: where the resident stopped, by the key of what they began; ``scanned``: with a code that was read, None where it is
    none of this journey's; ``follow_up``: after a submission, by its id and its item's name; ``warm_up``: what the storage thread
    loads for it while nobody waits.
    """

    open: Callable[[State, str, Moment], Step] | None = None
    begin: Callable[[State, ServiceItem, Moment], Step] | None = None
    resume: Callable[[State, str, Moment], Step] | None = None
    scanned: Callable[[State, KnownCode, Moment], Step | None] | None = None
    follow_up: Callable[[State, str, LocalizedText, Moment], Step] | None = None
    warm_up: Callable[[TerminalKeys], None] | None = None


class Journey(Value):
    """What is known of a journey before it is entered.

    ``package``: its folder, as a dotted name; ``stages``: what its row of stages says, and ``guide_stage`` the one at which the
    guide of an item stands, -1 where it is before the first; ``kinds``: of items that it takes; ``from_idle``: it is opened on the
    idle page, and not by residents; ``reads_codes``, ``follows_submission``, ``warms_up``: its `Entry` has ``scanned``,
    ``follow_up``, ``warm_up``.
    """

    package: str
    stages: tuple[LocalizedText, ...] = ()
    guide_stage: int = -1
    tile: Tile | None = None
    kinds: frozenset[ItemKind] = frozenset()
    from_idle: bool = False
    reads_codes: bool = False
    follows_submission: bool = False
    warms_up: bool = False

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.package.rpartition(".")[2]

    @property
    def entry(self) -> Entry:
        """Imports the journey."""
        entry: Entry = import_module(f"{self.package}.places").ENTRY
        return entry


class Journeys(Value):
    """All of them, in the order of their tiles. ``home``: the name of the one that the home page belongs to."""

    all: tuple[Journey, ...] = ()
    home: str = ""

    def named(self, name: str) -> Journey | None:
        """None where there is no such journey."""
        return next((journey for journey in self.all if journey.name == name), None)

    def taking(self, kind: ItemKind) -> Journey | None:
        """The journey that items of this kind begin; None for none."""
        return next((journey for journey in self.all if kind in journey.kinds), None)

    def follow_up(self) -> Journey | None:
        """The journey that is offered after a submission; None for none."""
        return next((journey for journey in self.all if journey.follows_submission), None)

    def of(self, thing: object) -> Journey | None:
        """The journey in whose folder the class of this place or value is written; None for the session's own."""
        package = type(thing).__module__.rpartition(".")[0]
        return next((journey for journey in self.all if journey.package == package), None)
