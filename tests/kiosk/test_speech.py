"""What the voice is asked to say, how far it has come, and that no limit runs meanwhile."""

from __future__ import annotations

from typing import Any

from kiosk.domain.values import replace
from kiosk.journeys.browse.places import Home
from kiosk.ports.device_hub import Cancel, DeviceAnswer, Speak, SpeechProgressed
from kiosk.ports.voice import Loudness, NotSpoken, Speed, Spoken
from kiosk.runtime.speech import Speech
from kiosk.session import events as ev
from kiosk.session.idle import Idle
from kiosk.session.state import Accessibility
from kiosk.session.time_limits import LONGEST_READING
from tests.kiosk.session_samples import LIMIT, Session

EASE = Accessibility(voice=True, speed=Speed.SLOW, loudness=Loudness.LOUD)


class Devices:
    def __init__(self) -> None:
        self.requests: list[Any] = []

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def request(self, request: Any) -> None:
        self.requests.append(request)


def test_lines_are_said_as_chosen_in_place_of_the_last() -> None:
    devices, posted = Devices(), list[Any]()
    speech = Speech(Session().moment, posted.append)
    speech.say(devices, ["一", "二"], "zh", EASE)
    speech.say(devices, ["三"], "zh", replace(EASE, speed=Speed.FAST))
    first, cancel, second = devices.requests
    assert first == Speak(first.request_id, ("一", "二"), "zh", Speed.SLOW, Loudness.LOUD)
    assert cancel == Cancel(first.request_id)
    assert second == Speak(second.request_id, ("三",), "zh", Speed.FAST, Loudness.LOUD)
    assert (speech.is_of(first.request_id), speech.is_of(second.request_id)) == (False, True)
    assert posted == [ev.SpeechChanged(True)], "it goes on speaking"
    speech.say(devices, [], "zh", EASE)
    assert devices.requests[3:] == [Cancel(second.request_id)]
    assert posted == [ev.SpeechChanged(True), ev.SpeechChanged(False)]
    assert not speech.is_of("")


def test_each_line_is_told_and_then_the_end() -> None:
    devices = Devices()
    speech = Speech(Session().moment, lambda event: None)
    for outcome in (Spoken(), NotSpoken(reason=None)):  # type: ignore[arg-type]
        speech.say(devices, ["一", "二"], "zh", EASE)
        asked = devices.requests[-1].request_id
        assert speech.heard(SpeechProgressed(asked, 1)) == 1
        assert speech.speaking
        assert speech.heard(DeviceAnswer(asked, outcome)) is None
        assert not speech.speaking


def test_a_long_text_is_said_to_its_end_without_a_limit() -> None:
    session = Session()
    session.feed(ev.Start())
    for _ in range(10):
        session.feed(ev.SpeechChanged(True))  # a line has begun
        session.wait(LONGEST_READING - 1)
    assert session.place == Home()
    assert not session.state.warned
    session.feed(ev.SpeechChanged(False))
    session.wait(LIMIT)
    assert session.place == Idle()


def test_how_the_voice_speaks_is_gone_with_the_resident() -> None:
    session = Session()
    session.feed(ev.Start(), ev.SetAccessibility(EASE))
    session.wait(LIMIT)
    assert session.place == Idle()
    assert session.state.accessibility == Accessibility()
