"""The journeys that this program has: what is known of each before anybody enters it.

A journey is a folder of `kiosk.journeys` with one declared `Journey`. How it is entered is told by its module ``places``
(`kiosk.session.entry`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

if TYPE_CHECKING:
    from kiosk.domain.service_items import ItemKind
    from kiosk.ports.devices import Device


class Tile(Value):
    """A journey's door on the home page. ``cards``: the text names the cards that can be shown here, in place of ``{cards}``."""

    icon: str
    title: LocalizedText
    text: LocalizedText
    cards: bool = False


class Journey(Value):
    """What is known of a journey before it is entered.

    ``package``: its folder, as a dotted name; ``stages``: what its row of stages says, and ``guide_stage`` the one at which the
    guide of an item stands, -1 where it is before the first; ``kinds``: of items that it takes; ``needs_network``, ``needs``: it
    cannot be done without the network, without these devices; ``from_idle``: it is opened on the idle page, and not by residents;
    ``for_technicians``: it asks who comes before it shows anything, and is opened from where the staff are;
    ``reads_codes``, ``follows_submission``, ``prints_pages``, ``takes_payments``, ``warms_up``: its `Entry` has ``scanned``,
    ``follow_up``, ``print``, ``pay``, ``warm_up``.
    """

    package: str
    stages: tuple[LocalizedText, ...] = ()
    guide_stage: int = -1
    tile: Tile | None = None
    kinds: frozenset[ItemKind] = frozenset()
    needs_network: bool = False
    needs: tuple[Device, ...] = ()
    from_idle: bool = False
    for_technicians: bool = False
    reads_codes: bool = False
    follows_submission: bool = False
    prints_pages: bool = False
    takes_payments: bool = False
    warms_up: bool = False

    @property
    def name(self) -> str:
        """The folder's own name."""
        return self.package.rpartition(".")[2]


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

    def printing(self) -> Journey | None:
        """The journey that prints pages which the platform makes; None for none."""
        return next((journey for journey in self.all if journey.prints_pages), None)

    def paying(self) -> Journey | None:
        """The journey in which a fee is paid; None for none."""
        return next((journey for journey in self.all if journey.takes_payments), None)

    def for_technicians(self) -> Journey | None:
        """The journey that technicians enter; None for none."""
        return next((journey for journey in self.all if journey.for_technicians), None)

    def of(self, thing: object) -> Journey | None:
        """The journey in whose folder the class of this place or value is written; None for the session's own."""
        package = type(thing).__module__.rpartition(".")[0]
        return next((journey for journey in self.all if journey.package == package), None)
