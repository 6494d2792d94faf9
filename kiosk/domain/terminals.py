"""This machine, and the place where it stands."""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value


class Terminal(Value):
    """What enrolment gave this machine: its name on paper and screen, and whom to call."""

    terminal_id: str
    site: LocalizedText
    hotline: str


UNENROLLED = Terminal("-", LocalizedText("未登记的终端", "Terminal not enrolled"), "12345")
