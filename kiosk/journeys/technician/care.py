"""The support bundle, the settings that may be changed here, and the test of the touch screen."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.times import Moment
from kiosk.domain.values import field, replace
from kiosk.journeys.technician.admitted import _Admitted
from kiosk.journeys.technician.effects import ChangeSetting, KeepBundle, MakeBundle, SeeMedia, SeeSettings, WriteBundle
from kiosk.journeys.technician.events import (
    BundleKept,
    BundleMade,
    BundleWritten,
    ChooseMedium,
    ChooseSetting,
    MediaSeen,
    SendBundle,
    SettingChanged,
    SettingsSeen,
    TouchField,
)
from kiosk.ports.maintenance import Medium, Written
from kiosk.session.events import TryAgain
from kiosk.session.navigation import push, replace_top, unchanged
from kiosk.session.state import AuditEvent, Event, State, Step

FIELDS = 24  # of the touch test: four columns of six, or six of four


class BundlePage(_Admitted):
    """``asked``: the id of the look for sticks, or of the bundle that is being written; ``media``: None while nothing is known.
    ``sent``: whether the platform gets one; None: nobody wanted that."""

    asked: str = ""
    media: tuple[Medium, ...] | None = None
    written: Written | None = None
    sent: bool | None = None

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        asked = moment.new_id()
        match event:
            case MediaSeen(request_id, media) if request_id == self.asked != "":
                return replace_top(state, replace(self, media=media, asked=""))
            case BundleWritten(request_id, written) if request_id == self.asked != "":
                return replace_top(state, replace(self, written=written, asked=""))
            case TryAgain() if not self.asked:
                return replace_top(state, BundlePage(self.technician, asked), SeeMedia(asked))
            case ChooseMedium(key) if not self.asked and key in {medium.key for medium in self.media or ()}:
                return replace_top(state, replace(self, asked=asked, written=None, sent=None), WriteBundle(asked, key))
            case SendBundle() if not self.asked:
                return replace_top(state, replace(self, asked=asked, written=None, sent=None), MakeBundle(asked))
            case BundleMade(request_id, bundle) if request_id == self.asked != "":
                return unchanged(state, KeepBundle(request_id, self.technician, bundle))
            case BundleKept(request_id, kept) if request_id == self.asked != "":
                return replace_top(state, replace(self, sent=kept, asked=""))
        return super().step(state, event, moment)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        here = before.place if isinstance(before.place, BundlePage) else None
        came = ""
        if self.written is not None and (here is None or here.written is not self.written):
            came = "WRITTEN" if self.written.name else "FAILED"
        if self.sent is not None and (here is None or here.sent is None):
            came = "SENT" if self.sent else "FAILED"
        return (("technician.bundle", {"technician": self.technician, "as": came}),) if came else ()


class SettingsPage(_Admitted):
    """``values``: as they are written; ``failed``: the last change was not."""

    asked: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    failed: bool = False

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case SettingsSeen(request_id, values) if request_id == self.asked != "":
                return replace_top(state, replace(self, values=values, asked=""))
            case SettingChanged(request_id, key, value, written) if request_id == self.asked != "":
                values = {**self.values, key: value} if written else self.values
                state = replace(state, renewal_wanted=state.renewal_wanted or written)
                return replace_top(state, replace(self, values=values, asked="", failed=not written))
            case ChooseSetting(key, value) if not self.asked and self.values.get(key, value) != value:
                asked = moment.new_id()
                return replace_top(state, replace(self, asked=asked, failed=False), ChangeSetting(asked, key, value))
        return super().step(state, event, moment)

    def audit(self, before: State, after: State) -> tuple[AuditEvent, ...]:
        known = before.place.values if isinstance(before.place, SettingsPage) else {}
        changed = [(key, value) for key, value in self.values.items() if known and known.get(key) != value]
        return tuple(("technician.setting", {"technician": self.technician, "key": key, "value": value}) for key, value in changed)


class TouchTestPage(_Admitted):
    """``touched``: numbers of the fields that were."""

    touched: frozenset[int] = frozenset()

    def step(self, state: State, event: Event, moment: Moment) -> Step:
        match event:
            case TouchField(number) if 0 <= number < FIELDS:
                return replace_top(state, replace(self, touched=self.touched | {number}))
            case TryAgain():
                return replace_top(state, TouchTestPage(self.technician))
        return super().step(state, event, moment)


def open_bundle(state: State, technician: str, moment: Moment) -> Step:
    """Forward to the bundle; sticks are looked for."""
    asked = moment.new_id()
    return push(state, BundlePage(technician, asked), SeeMedia(asked))


def open_settings(state: State, technician: str, moment: Moment) -> Step:
    """Forward to the settings."""
    asked = moment.new_id()
    return push(state, SettingsPage(technician, asked), SeeSettings(asked))


def open_touch_test(state: State, technician: str, moment: Moment) -> Step:
    """Forward to the test of the touch screen."""
    return push(state, TouchTestPage(technician))
