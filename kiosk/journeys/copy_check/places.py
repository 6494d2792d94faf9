"""What a copy's code proves."""

from __future__ import annotations

from kiosk.domain.clock import TimeKnown
from kiosk.domain.codes import CopyCode, KnownCode
from kiosk.domain.licences import CopyChecked
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.session.effects import InStorage
from kiosk.session.entry import Entry
from kiosk.session.events import Primary
from kiosk.session.navigation import go_home, push, replace_top, unchanged
from kiosk.session.scan import ScanWords, ask_code
from kiosk.session.services import Services
from kiosk.session.state import AuditEvent, Event, Place, State, Step

COPY = ScanWords(
    title=LocalizedText("请扫打印件上的码", "Scan the copy"),
    unknown=LocalizedText("请扫证照打印件上的码", "Show the code on a licence copy"),
)


class CopyCodeChecked(Value):
    request_id: str
    checked: CopyChecked


class CheckCopyCode(InStorage):
    """-> CopyCodeChecked"""

    request_id: str
    text: str

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.messages.copy_code import check_copy

        trust, moment = services.keys.trust(), services.now()
        known = TimeKnown(moment.wall, moment.doubtful)
        return (CopyCodeChecked(self.request_id, check_copy(self.text, trust.verification, trust.revoked, known, trust.ended)),)


class CopyCheckPage(Place):
    request_id: str
    checked: CopyChecked | None = None  # None while it is checked

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case CopyCodeChecked(request_id, checked) if request_id == self.request_id:
                return replace_top(state, replace(self, checked=checked))
            case Primary():
                return go_home(state, moment)
        return unchanged(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        if self.checked is None or before.place is self:
            return ()
        return (("copy.checked", {"verdict": self.checked.verdict.value}),)


def _open(state: State, argument: str, moment: Moment) -> Step:
    return ask_code(state, COPY, moment)


def _scanned(state: State, code: KnownCode, moment: Moment) -> Step | None:
    if not isinstance(code, CopyCode):
        return None
    request_id = moment.new_id()
    return push(state, CopyCheckPage(request_id), CheckCopyCode(request_id, code.text))


ENTRY = Entry(open=_open, scanned=_scanned)
