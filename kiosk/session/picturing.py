"""Pictures of materials: a page is looked for before the document camera, shown, and kept if it can be read."""

from __future__ import annotations

from kiosk.domain.cases import MaterialState
from kiosk.domain.submissions import OPEN_MATERIALS
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.device_hub import DeviceAnswer, ScanDocument, StatusChanged
from kiosk.ports.devices import CameraUnavailable, Device, DocumentScanned, NoPage
from kiosk.session import applying
from kiosk.session.events import DropPictures, Event, OneMorePage, Primary, TakePicture, TryAgain
from kiosk.session.moves import Step, go, put, stay
from kiosk.session.state import MaterialsPage, PicturePage, State

MOST_PAGES = 6  # of one material
MOST_PICTURES = 12  # of one application


def may_take(state: State, code: str, key: str, moment: Moment) -> bool:
    """Whether a picture of this material helps, and one can be taken now."""
    if not state.status(Device.DOCUMENT_CAMERA).usable or room(state, code, key) == 0:
        return False
    for material, settled in applying.materials(state, code, moment):
        if material.key == key:
            return material.picture and settled.state in OPEN_MATERIALS | {MaterialState.ATTACHED}
    return False


def room(state: State, code: str, key: str) -> int:
    """How many more pages of this material there is room for."""
    pictures = state.draft(code).pictures
    return min(MOST_PAGES - len(pictures.get(key, ())), MOST_PICTURES - sum(map(len, pictures.values())))


def step(state: State, event: Event, moment: Moment) -> Step:
    match state.place, event:
        case MaterialsPage(code), TakePicture(key) if may_take(state, code, key, moment):
            return _look(go(state, PicturePage(code, key))[0], moment)
        case MaterialsPage(code), DropPictures(key):
            draft = state.draft(code)
            kept = {other: pages for other, pages in draft.pictures.items() if other != key}
            return stay(state.with_draft(replace(draft, pictures=kept)))
        case MaterialsPage(), _:
            return applying.step(state, event, moment)
        case PicturePage() as place, _:
            return _picture(state, place, event, moment)
    return stay(state)


def _picture(state: State, place: PicturePage, event: Event, moment: Moment) -> Step:
    match event:
        case DeviceAnswer(request_id, outcome) if request_id == place.request_id:
            return _answered(state, place, outcome, moment)
        case StatusChanged(Device.DOCUMENT_CAMERA, status) if place.unavailable and status.usable:
            return _look(state, moment)
        case TryAgain() if place.jpeg or place.unavailable:
            return _look(state, moment)
        case Primary() if place.jpeg:
            *trail, materials = state.trail
            return put(replace(_kept(state, place), trail=tuple(trail)), materials)
        case OneMorePage() if place.jpeg and room(state, place.code, place.key) > 1:
            return _look(_kept(state, place), moment)
    return stay(state)


def _answered(state: State, place: PicturePage, outcome: object, moment: Moment) -> Step:
    match outcome:
        case DocumentScanned(jpeg):
            # The page was laid there by hand: a sign of life.
            state = replace(state, touched_at=moment.monotonic, warned=False)
            return put(state, PicturePage(place.code, place.key, jpeg=jpeg))
        case NoPage(reason):
            state, effects = _look(state, moment)
            return put(state, replace(state.place, hint=reason), *effects)
        case CameraUnavailable():
            return put(state, PicturePage(place.code, place.key, unavailable=True))
    return stay(state)


def _look(state: State, moment: Moment) -> Step:
    place = state.place
    assert isinstance(place, PicturePage)
    request_id = moment.new_id()
    return put(state, PicturePage(place.code, place.key, request_id), ScanDocument(request_id))


def _kept(state: State, place: PicturePage) -> State:
    draft = state.draft(place.code)
    pages = (*draft.pictures.get(place.key, ()), place.jpeg)
    return state.with_draft(replace(draft, pictures={**draft.pictures, place.key: pages}))
