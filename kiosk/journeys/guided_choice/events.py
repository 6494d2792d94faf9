"""What happens while somebody is led."""

from __future__ import annotations

from kiosk.domain.guided_choice import GuidedChoice
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.values import Value
from kiosk.session.events import Act


class OpenChoice(Act):
    """One of the graphs, by its key."""

    key: str


class ChooseAnswer(Act):
    """One of the answers, by its place."""

    at: int


class OpenFound(Act):
    """One of the services at the end, by its code."""

    code: str


class ChoicesListed(Value):
    choices: tuple[GuidedChoice, ...]


class ItemsLoaded(Value):
    items: tuple[ServiceItem, ...]
