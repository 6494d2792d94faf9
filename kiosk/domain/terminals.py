"""This machine, and the place where it stands."""

from __future__ import annotations

from kiosk.domain.service_items import Words
from kiosk.domain.values import Value


class Terminal(Value):
    """What enrolment gave this machine: its name on paper and screen, and whom to call."""

    terminal_id: str
    site: Words
    hotline: str


UNENROLLED = Terminal("-", Words("未登记的终端", "Terminal not enrolled"), "12345")
