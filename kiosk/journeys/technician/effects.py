"""What a technician's page asks of the ledger, and of the terminal beside it."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.remote_orders import LARGEST, OrderResult, RemoteAction
from kiosk.domain.technicians import CardRefusal, CodeRefusal, TechnicianCard, TechnicianCode
from kiosk.journeys.technician.events import (
    BundleKept,
    BundleMade,
    BundleWritten,
    CardJudged,
    CardProved,
    CodeJudged,
    HealthSeen,
    LogSeen,
    MediaSeen,
    RecordsSeen,
    SentAgain,
    SettingChanged,
    SettingsSeen,
    StickRead,
    TrialMade,
)
from kiosk.ports.devices import Device
from kiosk.ports.storage import StorageError
from kiosk.session.effects import Aside, InStorage
from kiosk.session.services import Services
from kiosk.session.staff_pin import PinJudged
from kiosk.session.state import Event


class JudgeCode(InStorage):
    """-> CodeJudged"""

    request_id: str
    text: str

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.messages.technician_code import read_code  # not before somebody shows one

        moment, keys = services.now(), services.keys
        found = read_code(self.text, keys.trust().verification, keys.terminal.terminal_id, moment.today, moment.doubtful)
        if isinstance(found, TechnicianCode) and services.ledger.code_used(found.nonce):
            found = CodeRefusal.USED
        return (CodeJudged(self.request_id, found),)


class JudgePin(InStorage):
    """-> PinJudged. Without a ledger that can be written nobody is let in: what cannot be counted could be tried for ever."""

    request_id: str
    code: TechnicianCode
    pin: str

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.messages.technician_code import is_right_pin

        code, ledger, at = self.code, services.ledger, services.now().wall
        try:
            if ledger.code_used(code.nonce):
                return (PinJudged(self.request_id, void=True),)
            if wait := ledger.begin_try(code.technician, at):
                return (PinJudged(self.request_id, wait=wait),)
            if not is_right_pin(code, self.pin):
                return (PinJudged(self.request_id, wait=ledger.waits_for(code.technician, at)),)
            admitted = ledger.admit(code.nonce, code.technician, at)
            return (PinJudged(self.request_id, admitted=admitted, void=not admitted),)
        except StorageError:
            return (PinJudged(self.request_id, kept=False),)


class JudgeCard(Aside):
    """-> CardJudged. It asks nothing of the ledger: a terminal whose disk is full wants its technician most."""

    request_id: str
    certificate: bytes

    def run(self, services: Services) -> tuple[Event, ...]:
        return (CardJudged(self.request_id, _judged_card(self.certificate, services)),)


class ProveCard(Aside):
    """-> CardProved"""

    request_id: str
    card: TechnicianCard
    digest: bytes
    signature: bytes

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.messages.technician_cards import is_signed

        certificate = self.card.certificate
        counts = _judged_card(certificate, services) == self.card
        return (CardProved(self.request_id, counts and is_signed(certificate, self.digest, self.signature)),)


def _judged_card(certificate: bytes, services: Services) -> TechnicianCard | CardRefusal:
    from kiosk.messages.technician_cards import judge_card  # not before somebody puts one in

    moment, keys = services.now(), services.keys
    return judge_card(certificate, keys.trust().cards, keys.terminal.terminal_id, moment.wall, moment.doubtful)


class ReadCodeFromStick(Aside):
    """-> StickRead"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (StickRead(self.request_id, services.maintenance.code_on_medium()),)


class SeeHealth(Aside):
    """-> HealthSeen"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (HealthSeen(self.request_id, services.maintenance.health()),)


class MakeTrial(Aside):
    """-> TrialMade"""

    request_id: str
    device: Device

    def run(self, services: Services) -> tuple[Event, ...]:
        return (TrialMade(self.request_id, services.maintenance.trial(self.device)),)


class SeeRecords(Aside):
    """-> RecordsSeen"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (RecordsSeen(self.request_id, services.maintenance.records()),)


class HaveSentAgain(Aside):
    """-> SentAgain"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (SentAgain(self.request_id, services.maintenance.send_again()),)


class SeeLog(Aside):
    """-> LogSeen"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (LogSeen(self.request_id, services.maintenance.log()),)


class SeeMedia(Aside):
    """-> MediaSeen"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (MediaSeen(self.request_id, tuple(services.maintenance.media())),)


class WriteBundle(Aside):
    """-> BundleWritten"""

    request_id: str
    medium: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (BundleWritten(self.request_id, services.maintenance.write_bundle(self.medium)),)


class MakeBundle(Aside):
    """-> BundleMade"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (BundleMade(self.request_id, services.maintenance.bundle()),)


class KeepBundle(InStorage):
    """-> BundleKept"""

    uploads: ClassVar[bool] = True

    request_id: str
    technician: str
    bundle: bytes

    def run(self, services: Services) -> tuple[Event, ...]:
        from kiosk.session.order_reports import report

        if not 0 < len(self.bundle) <= LARGEST:
            return (BundleKept(self.request_id, False),)
        moment = services.now()
        message = report(
            services.keys, moment.new_id(), RemoteAction.BUNDLE, OrderResult.DONE, moment.wall, self.bundle, self.technician
        )
        try:
            services.ledger.add_message(message, moment.wall)
        except StorageError:
            return (BundleKept(self.request_id, False),)
        return (BundleKept(self.request_id, True),)


class SeeSettings(Aside):
    """-> SettingsSeen"""

    request_id: str

    def run(self, services: Services) -> tuple[Event, ...]:
        return (SettingsSeen(self.request_id, services.maintenance.settings()),)


class ChangeSetting(Aside):
    """-> SettingChanged"""

    request_id: str
    key: str
    value: str

    def run(self, services: Services) -> tuple[Event, ...]:
        written = services.maintenance.change(self.key, self.value)
        return (SettingChanged(self.request_id, self.key, self.value, written),)
