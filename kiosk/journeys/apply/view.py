"""The pages of an application, and what they say was touched."""

from __future__ import annotations

from typing import Any

from kiosk.journeys.apply.camera_view import picture, reading
from kiosk.journeys.apply.check_view import check
from kiosk.journeys.apply.correcting_view import correction
from kiosk.journeys.apply.eligibility_view import eligibility
from kiosk.journeys.apply.events import (
    ApplyFor,
    AtCounter,
    BringLater,
    ChangeAnswer,
    DropPictures,
    OneMorePage,
    OpenMaterials,
    PresentLicence,
    PrintFilled,
    ReadDocument,
    SeeOtherWays,
    SeePromise,
    SeeTaken,
    SetAnswer,
    SetSignature,
    StartAnew,
    TakePicture,
    Whom,
)
from kiosk.journeys.apply.field_reading import ReadingPage
from kiosk.journeys.apply.filled_form import FilledFormPage
from kiosk.journeys.apply.filling import AskPage, CheckPage, CorrectionPage, MaterialsPage
from kiosk.journeys.apply.filling_view import ask
from kiosk.journeys.apply.materials_view import materials
from kiosk.journeys.apply.pictures import PicturePage
from kiosk.journeys.apply.places import Eligibility
from kiosk.journeys.apply.presenting import Presenting
from kiosk.journeys.apply.presenting_view import presenting
from kiosk.journeys.apply.principal import QUESTIONS
from kiosk.journeys.apply.principal_view import principal_question
from kiosk.journeys.apply.result import ResultPage
from kiosk.journeys.apply.result_view import result
from kiosk.journeys.apply.signing import SignPage, Submitting
from kiosk.journeys.apply.signing_view import sign, submitting
from kiosk.journeys.apply.take_along import DropTakenPage, TakeAlongPage, TakenAlongPage, TakingAlong
from kiosk.journeys.apply.take_along_view import drop_taken, filled_form, take_along, taken_along, taking_along
from kiosk.journeys.apply.without_paper import PromisePage, WithoutPaperPage
from kiosk.journeys.apply.without_paper_view import promise, without_paper
from kiosk.session.events import Touch
from kiosk.session.issued import PrintIssued
from kiosk.session.paying import Pay
from kiosk.session.state import Event, State
from kiosk.views.pages import Actions, Views


def _answered(state: State, value: Any) -> Event:
    """A page that was left while its keyboard still held a character answers nothing."""
    return SetAnswer(state.place.key, value) if isinstance(state.place, (AskPage, *QUESTIONS)) else Touch()


VIEWS: Views = {
    Eligibility: eligibility,
    **dict.fromkeys(QUESTIONS, principal_question),
    AskPage: ask,
    MaterialsPage: materials,
    PicturePage: picture,
    WithoutPaperPage: without_paper,
    PromisePage: promise,
    Presenting: presenting,
    ReadingPage: reading,
    TakeAlongPage: take_along,
    TakingAlong: taking_along,
    TakenAlongPage: taken_along,
    DropTakenPage: drop_taken,
    FilledFormPage: filled_form,
    CheckPage: check,
    CorrectionPage: correction,
    SignPage: sign,
    Submitting: submitting,
    ResultPage: result,
}
ACTIONS: Actions = {
    "applyFor": lambda state, value: ApplyFor(Whom(value)),
    "answer": _answered,
    "readDocument": lambda state, value: ReadDocument(),
    "takePicture": lambda state, value: TakePicture(str(value)),
    "presentLicence": lambda state, value: PresentLicence(str(value)),
    "oneMorePage": lambda state, value: OneMorePage(),
    "dropPictures": lambda state, value: DropPictures(str(value)),
    "otherWays": lambda state, value: SeeOtherWays(str(value)),
    "bringLater": lambda state, value: BringLater(),
    "seePromise": lambda state, value: SeePromise(),
    "atCounter": lambda state, value: AtCounter(),
    "change": lambda state, value: ChangeAnswer(str(value)),
    "openMaterials": lambda state, value: OpenMaterials(),
    "printFilled": lambda state, value: PrintFilled(),
    "seeTaken": lambda state, value: SeeTaken(),
    "startAnew": lambda state, value: StartAnew(),
    "sign": lambda state, value: SetSignature(str(value)),
    "pay": lambda state, value: Pay(),
    "printIssued": lambda state, value: PrintIssued(),
}
