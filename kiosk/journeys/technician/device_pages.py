"""Each device by itself: how it is, what to do about it, and whether it does its work, once or many times."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.device_states import Reason
from kiosk.domain.receipts import PaperDocument
from kiosk.domain.times import Moment
from kiosk.domain.values import Value, replace
from kiosk.journeys.technician.admitted import _Admitted
from kiosk.journeys.technician.effects import MakeTrial
from kiosk.journeys.technician.events import OpenDevice, StopTrying, TrialMade, TryDevice
from kiosk.ports.device_hub import DeviceAnswer, DeviceRequest, ReadCard, ReadSocialCard, ScanCode, ScanDocument, Speak
from kiosk.ports.devices import (
    CardRead,
    CodeNotText,
    CodeScanned,
    Device,
    DocumentScanned,
    NoPage,
    PrintConfirmed,
    PrintFailed,
    PrintSent,
    SocialCardRead,
)
from kiosk.ports.voice import Spoken
from kiosk.session.effects import PrintPagePaper, PrintReceiptPaper
from kiosk.session.events import PaperAnswered
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.printing import judged
from kiosk.session.state import AuditEvent, Effect, Event, State, Step
from kiosk.session.time_limits import touched

PRINTERS = (Device.RECEIPT_PRINTER, Device.PAGE_PRINTER)
# How often in a row each may be tried: once, and as a soak. Paper is dear.
TIMES: Mapping[Device, tuple[int, ...]] = {device: (1, 5) if device in PRINTERS else (1, 20) for device in Device}
SENTENCE = {"zh": "这是一句试听。", "en": "This is a trial of the voice."}
_GOOD = (CardRead, SocialCardRead, CodeScanned, CodeNotText, DocumentScanned, Spoken, PrintConfirmed, PrintSent)
_OF_A_PERSON = (CardRead, SocialCardRead, CodeScanned, DocumentScanned)  # outcomes that hold something of whoever's it is


class Trial(Value):
    """``times``: that were asked for; ``request_id``: of the one that is on, "" once it is over; ``sent``: prints of which only the
    technician can see whether they came out; ``reason``: of the last one that did not do."""

    times: int
    request_id: str = ""
    good: int = 0
    bad: int = 0
    sent: int = 0
    reason: Reason | None = None

    @property
    def running(self) -> bool:
        """Whether the device is asked just now."""
        return self.request_id != ""


class DevicesPage(_Admitted):
    """All of them."""

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case OpenDevice(device):
                return push(state, DevicePage(self.technician, device))
        return super().step(state, event, moment)


class DevicePage(_Admitted):
    """``trial``: of this device, the latest; None where it was not tried here."""

    device: Device
    trial: Trial | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        trial = self.trial
        match event:
            case TryDevice(times) if times in TIMES[self.device] and not (trial and trial.running):
                return self._begin(state, Trial(times), moment)
            case StopTrying() if trial and trial.running:
                return replace_top(state, replace(self, trial=replace(trial, request_id="")))
            case TrialMade(request_id, content) if trial and request_id == trial.request_id != "":
                return self._print(state, trial, content, moment)
            case DeviceAnswer(request_id, outcome) if trial and request_id == trial.request_id != "":
                if isinstance(outcome, _OF_A_PERSON):
                    state = replace(state, personal_data=True)
                return self._came(touched(state, moment), trial, outcome, moment)
            case PaperAnswered(request_id, printed) if trial and request_id == trial.request_id != "":
                state = judged(touched(state, moment), self.device, printed)
                return self._came(state, trial, printed, moment)
        return super().step(state, event, moment)

    def _begin(self, state: State, trial: Trial, moment: Moment) -> Step:
        request_id = moment.new_id()
        return replace_top(state, replace(self, trial=replace(trial, request_id=request_id)), self._asks(state, request_id))

    def _asks(self, state: State, request_id: str) -> Effect:
        match self.device:
            case Device.RECEIPT_PRINTER | Device.PAGE_PRINTER:
                return MakeTrial(request_id, self.device)
            case Device.SPEAKER:
                return Speak(request_id, (SENTENCE[state.language],), state.language)
        reads: Mapping[Device, type[ReadCard | ReadSocialCard | ScanCode | ScanDocument]] = {
            Device.ID_CARD_READER: ReadCard,
            Device.SMART_CARD_READER: ReadSocialCard,
            Device.CODE_SCANNER: ScanCode,
            Device.DOCUMENT_CAMERA: ScanDocument,
        }
        asked: DeviceRequest = reads[self.device](request_id)
        return asked

    def _print(self, state: State, trial: Trial, content: PaperDocument | bytes, moment: Moment) -> Step:
        if isinstance(content, PaperDocument):
            return unchanged(state, PrintReceiptPaper(trial.request_id, content))
        if content:
            return unchanged(state, PrintPagePaper(trial.request_id, "", content, None))
        return self._came(state, trial, PrintFailed(Reason.DRIVER), moment)

    def _came(self, state: State, trial: Trial, outcome: object, moment: Moment) -> Step:
        good = isinstance(outcome, _GOOD)
        reason = None if good else getattr(outcome, "reason", None)
        trial = replace(
            trial,
            good=trial.good + good,
            bad=trial.bad + (not good),
            sent=trial.sent + isinstance(outcome, PrintSent),
            reason=trial.reason if good else reason if isinstance(reason, Reason) else None,
            request_id="",
        )
        # A device that is away answers at once: it is not asked as fast as it can.
        on = trial.good + trial.bad < trial.times and (good or isinstance(outcome, NoPage))
        here = replace(self, trial=trial)
        return here._begin(state, trial, moment) if on else replace_top(state, here)

    def requests(self) -> frozenset[str]:
        running = self.trial is not None and self.trial.running and self.device not in PRINTERS
        return frozenset({self.trial.request_id}) if running and self.trial else frozenset()

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place.trial if isinstance(before.place, DevicePage) else None
        ended = known and known.running and self.trial and not self.trial.running
        return (self._tried(),) if ended else ()

    def audit_leaving(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        broken_off = self.trial and self.trial.running and not isinstance(after.place, DevicePage)
        return (*((self._tried(),) if broken_off else ()), *super().audit_leaving(before, after))

    def _tried(self) -> AuditEvent:
        assert self.trial is not None
        counts = {"good": str(self.trial.good), "bad": str(self.trial.bad)}
        return "technician.tried", {"technician": self.technician, "device": self.device.value, **counts}


def open_devices(state: State, technician: str, moment: Moment) -> Step:
    """Forward to the list of devices."""
    return push(state, DevicesPage(technician))
