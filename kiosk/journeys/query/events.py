"""What happens while something is looked up."""

from __future__ import annotations

from kiosk.session.events import Act


class SetAnswer(Act):
    key: str
    value: str


class TurnPage(Act):
    """Of a result with several pages: ``by`` pages on, or back where it is below 0."""

    by: int


class ShowAgain(Act):
    """What hid itself."""


class ShowWithoutNetwork(Act):
    """What can be done without network."""


class PrintOfficial(Act):
    """The official paper, on A4."""


class PrintResult(Act):
    """On receipt paper."""
