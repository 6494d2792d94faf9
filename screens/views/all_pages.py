"""Which page a place is shown on, and its view: every page but the idle one, which is there before these (`pages.py`)."""

from __future__ import annotations

from kiosk.domain.times import Moment
from kiosk.ports.storage import Catalogue
from kiosk.session import state as at
from kiosk.session.state import State
from screens.views import applying, asking, attendant, browsing, copying, leaving, outcome, picturing
from screens.views.frame import View


def page_of(state: State, catalogue: Catalogue, moment: Moment) -> tuple[str, View]:
    """(name of the QML page, its view)."""
    match state.place:
        case at.Attendant():
            return "AttendantPage", attendant.attendant(state)
        case at.Home():
            return "HomePage", browsing.home(state, catalogue)
        case at.Search() as place:
            return "SearchPage", browsing.search(state, place)
        case at.ThemePage() as place:
            return "ListPage", browsing.theme(state, place, catalogue)
        case at.GuidePage() as place:
            return "GuidePage", browsing.guide(state, place, catalogue, moment)
        case at.Identify() as place:
            return "IdentifyPage", applying.identify(state, place)
        case at.Eligibility() as place:
            return "EligibilityPage", applying.eligibility(state, place, moment)
        case at.AskPage() as place:
            return "QuestionPage", applying.ask(state, place, moment)
        case at.MaterialsPage() as place:
            return "MaterialsPage", applying.materials(state, place, moment)
        case at.PicturePage() as place:
            return "PicturePage", picturing.picture(state, place)
        case at.ReadingPage() as place:
            return "PicturePage", picturing.reading(state, place)
        case at.CheckPage() as place:
            return "CheckPage", applying.check(state, place, moment)
        case at.SignPage() as place:
            return "SignPage", applying.sign(state, place)
        case at.Submitting() as place:
            return "WorkingPage", outcome.submitting(state, place)
        case at.ResultPage():
            return "ResultPage", outcome.result(state)
        case at.RatePage():
            return "RatePage", outcome.rate(state)
        case at.LicencesPage() as place:
            return "LicencesPage", copying.licences(state, place, catalogue.licence_types)
        case at.CopyPurposePage():
            return "PurposePage", copying.purpose(state)
        case at.CopyPreviewPage():
            return "PreviewPage", copying.preview(state)
        case at.CopyPage():
            return "CopyPage", copying.paper(state)
        case at.ProgressPage():
            return "ProgressPage", asking.progress(state)
        case at.ScanPage() as place:
            return "ScanPage", asking.scan(state, place)
        case at.ProgressResult() as place:
            return "ProgressResultPage", asking.progress_result(state, place)
        case at.CopyCheckPage() as place:
            return "CopyCheckPage", asking.copy_check(state, place, catalogue.licence_types)
        case at.Leaving() as place:
            return "LeavingPage", leaving.leaving(state, place)
        case at.Wiped():
            return "WipedPage", {}
        case at.Attract():
            raise ValueError("the idle page stands apart")
