"""What terminal and platform say to each other before an application is signed (预审)."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from kiosk.domain.cases import MaterialState
from kiosk.domain.foreseen import Foreseen
from kiosk.messages.base import Answer, Request, Text
from kiosk.messages.contents import EvidenceContent, PartiesContent
from kiosk.messages.models import IdentityRequest


class PrecheckMaterial(Request):
    key: Text = Field(max_length=64)
    state: MaterialState
    presented: Text = Field(default="", max_length=36)


class PrecheckRequest(IdentityRequest):
    """What would be submitted, but for pictures and signature. ``children``: of a bundle, the items that it would apply for."""

    implementation_code: Text = Field(max_length=33)
    catalogue_version: Text = Field(max_length=64)
    answers: dict[Text, Any] = Field(max_length=200)
    materials: list[PrecheckMaterial] = Field(max_length=50)
    children: list[Text] = Field(default=[], max_length=20)


class FullPrecheckRequest(PrecheckRequest):
    """The same of whoever acts for another, or for a company (``parties``, and in ``also_shown`` the card of whom they act for),
    and of what mends a case, or hands in what it owes (``corrects``: its number). An older platform refuses these keys."""

    parties: PartiesContent | None = None
    also_shown: list[EvidenceContent] = Field(default=[], max_length=4)
    corrects: Text = Field(default="", max_length=24)


class PrecheckAnswer(Answer):
    """Of each case that would be opened. Nothing is written down, and nothing promised: what counts is what is submitted."""

    foreseen: list[Foreseen]
