"""Pictures of materials: a page is looked for before the document camera, shown, and kept if it can be read."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import MaterialState
from kiosk.domain.submissions import UNSHOWN_MATERIALS
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.journeys.apply.draft import draft_of, keep_draft
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.events import OneMorePage
from kiosk.ports.device_hub import DeviceAnswer, ScanDocument, StatusChanged
from kiosk.ports.devices import CameraUnavailable, Device, DocumentScanned, NoPage, NoPageReason
from kiosk.session.events import Primary, TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import Event, Place, State, Step
from kiosk.session.time_limits import touched

MOST_PAGES = 6  # of one material
MOST_PICTURES = 12  # of one application


class PicturePage(Place):
    """A page of a material before the document camera. ``request_id`` while one is looked for; then ``jpeg``."""

    stage: ClassVar[int] = 2

    code: str
    key: str  # of the material
    request_id: str = ""
    jpeg: bytes = b""
    hint: NoPageReason | None = None  # why none was seen yet
    unavailable: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case DeviceAnswer(request_id, outcome) if request_id == self.request_id:
                return self._answered(state, outcome, moment)
            case StatusChanged(Device.DOCUMENT_CAMERA, status) if self.unavailable and status.usable:
                return self._look(state, moment)
            case TryAgain() if self.jpeg or self.unavailable:
                return self._look(state, moment)
            case Primary() if self.jpeg:
                *trail, before = state.trail
                return replace_top(replace(self._kept(state), trail=tuple(trail)), before)
            case OneMorePage() if self.jpeg and room(state, self.code, self.key) > 1:
                return self._look(self._kept(state), moment)
        return unchanged(state)

    def _answered(self, state: State, outcome: object, moment: Moment) -> Step:
        match outcome:
            case DocumentScanned(jpeg):
                return replace_top(touched(state, moment), PicturePage(self.code, self.key, jpeg=jpeg))
            case NoPage(reason):
                return self._look(state, moment, reason)
            case CameraUnavailable():
                return replace_top(state, PicturePage(self.code, self.key, unavailable=True))
        return unchanged(state)

    def _look(self, state: State, moment: Moment, hint: NoPageReason | None = None) -> Step:
        request_id = moment.new_id()
        return replace_top(state, PicturePage(self.code, self.key, request_id, hint=hint), ScanDocument(request_id))

    def _kept(self, state: State) -> State:
        draft = draft_of(state, self.code)
        pages = (*draft.pictures.get(self.key, ()), self.jpeg)
        return keep_draft(state, replace(draft, pictures={**draft.pictures, self.key: pages}))

    def requests(self) -> frozenset[str]:
        return frozenset({self.request_id} - {""})

    def subject(self, state: State) -> LocalizedText:
        return draft_of(state, self.code).item.name


def take_picture(state: State, code: str, key: str, moment: Moment) -> Step:
    """From the materials to the camera."""
    page = PicturePage(code, key)
    return page._look(push(state, page)[0], moment)


def drop_pictures(state: State, code: str, key: str) -> State:
    """Without those of this material."""
    draft = draft_of(state, code)
    return keep_draft(state, replace(draft, pictures={other: pages for other, pages in draft.pictures.items() if other != key}))


def may_take(state: State, code: str, key: str, moment: Moment) -> bool:
    """Whether a picture of this material helps, and one can be taken now."""
    if not state.status(Device.DOCUMENT_CAMERA).usable or room(state, code, key) == 0:
        return False
    for material, settled in materials(state, code, moment):
        if material.key == key:
            return material.picture and settled.state in UNSHOWN_MATERIALS | {MaterialState.ATTACHED}
    return False


def room(state: State, code: str, key: str) -> int:
    """How many more pages of this material there is room for."""
    pictures = draft_of(state, code).pictures
    return min(MOST_PAGES - len(pictures.get(key, ())), MOST_PICTURES - sum(map(len, pictures.values())))
