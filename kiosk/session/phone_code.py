"""Who is it, by a code on a phone (随申码): the scanner reads it, and the platform alone says whose it is. What comes then is
told by whoever asks, as with `kiosk.session.identify`."""

from __future__ import annotations

from kiosk.domain.codes import KnownCode, PaperCode, PersonCode
from kiosk.domain.identity_codes import PhoneCodeRefusal
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.domain.values import replace
from kiosk.ports.devices import Device
from kiosk.ports.identity_codes import AskPhoneCode, PhoneCodeDeclined, PhoneCodeGood
from kiosk.ports.platform import NoAnswer, PlatformReply
from kiosk.session.effects import AskPlatform
from kiosk.session.events import Act, Primary, TryAgain
from kiosk.session.identify import Identify, ask_card, identified
from kiosk.session.navigation import replace_top, unchanged
from kiosk.session.registry import Journey
from kiosk.session.scan import ScanWords, ask_code
from kiosk.session.state import AuditEvent, Event, Next, Person, Place, State, Step

_ASKED = LocalizedText("请出示手机上的随申码", "Show the identity code on your phone")
WORDS = ScanWords(title=_ASKED, unknown=_ASKED, on_phone=True)
_ASKED_OF_ANOTHER = LocalizedText("请出示对方手机上的随申码", "Show the identity code on their phone")
_WORDS_OF_ANOTHER = ScanWords(title=_ASKED_OF_ANOTHER, unknown=_ASKED_OF_ANOTHER, on_phone=True)


class UseCardInstead(Act):
    """A card is shown after all."""


class PhoneCodePage(Place):
    """What becomes of the code that was held up.

    Attributes:
        request_id: of what the platform is asked now, "" where nothing is.
        declined: why the code showed nothing.
        unanswered: there was no answer.
        on_paper: it was a code on paper, which opens less.
        own: somebody else's is asked for, and this one is the resident's.
    """

    then: Next
    request_id: str = ""
    declined: PhoneCodeRefusal | None = None
    unanswered: bool = False
    on_paper: bool = False
    own: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case PlatformReply(request_id, reply) if request_id == self.request_id:
                state, here = replace(state, touched_at=moment.monotonic), replace(self, request_id="")
                match reply:
                    case PhoneCodeGood(shown) if self.then.another and shown.number == state.resident.card.number:
                        return replace_top(state, replace(here, own=True))
                    case PhoneCodeGood(shown):
                        person = Person(shown, moment.wall, Device.CODE_SCANNER)
                        asking = Identify(self.then, {})  # Back never leads to it again
                        return identified(replace(state, place=asking), asking, person, moment)
                    case PhoneCodeDeclined(reason):
                        return replace_top(state, replace(here, declined=reason))
                    case NoAnswer():
                        return replace_top(state, replace(here, unanswered=True))
            case TryAgain() | Primary() if not self.request_id:
                return ask_code(replace(state, place=PhoneCodePage(self.then)), _words(self.then), moment)
            case UseCardInstead() if not self.request_id:
                return ask_card(replace(state, place=Identify(self.then, {})), self.then, moment)
        return unchanged(state)

    def scanned(self, state: State, code: KnownCode, moment: Moment) -> Step | None:
        state = replace(state, trail=state.trail[:-1])
        if isinstance(code, PaperCode):
            return replace_top(state, replace(self, on_paper=True))
        if not isinstance(code, PersonCode):
            return None
        request_id = moment.new_id()
        page = PhoneCodePage(self.then, request_id)
        return replace_top(state, page, AskPlatform(request_id, AskPhoneCode(code.text)))

    def subject(self, state: State) -> LocalizedText | None:
        return self.then.subject(state)

    def stage_of(self, state: State) -> tuple[Journey | None, int]:
        return self.then.stage_of(state)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place if isinstance(before.place, PhoneCodePage) else None
        if known and known.request_id and not self.request_id:
            reason = "OWN_CODE" if self.own else self.declined.value if self.declined else "NO_ANSWER"
            return (("session.code-not-taken", {"reason": reason}),)
        return ()


def show_phone_code(state: State, then: Next, moment: Moment) -> Step:
    """From the page that asks for a card to the scanner: Back leads to what becomes of the code, and from there where it led."""
    return ask_code(replace(state, place=PhoneCodePage(then)), _words(then), moment)


def _words(then: Next) -> ScanWords:
    return _WORDS_OF_ANOTHER if then.another else WORDS
