"""The page of a paper that is made and printed, and about which nothing else is asked: a guide, a form."""

from __future__ import annotations

from typing import ClassVar

from kiosk.views.base import PageView, Text
from kiosk.views.paper import PaperView


class PrintedView(PageView):
    """``trouble``: why it could not be made; ``waiting``: it is being made."""

    page: ClassVar[str] = "PrintedPage"

    title: Text
    text: Text
    trouble: Text
    waiting: Text
    paper: PaperView
