"""The voice, into a file in place of a sound card."""

from __future__ import annotations

import shutil
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.speaker.espeak import LONGEST_TEXT, EspeakSpeaker
from kiosk.ports.devices import DeviceStatus, NotSpoken, Reason, SpeechOutcome, Spoken, StatusKind

pytestmark = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")


Make = Callable[..., EspeakSpeaker]


@pytest.fixture
def made() -> Iterator[Make]:
    speakers: list[EspeakSpeaker] = []

    def make(**options: Any) -> EspeakSpeaker:
        speakers.append(EspeakSpeaker(**options))
        return speakers[-1]

    yield make
    for speaker in speakers:
        speaker.close()


def outcome(speaker: EspeakSpeaker) -> SpeechOutcome:
    until = time.monotonic() + 10
    while (said := speaker.speaking()) is None:
        assert time.monotonic() < until
        time.sleep(0.01)
    return said


def seconds(path: Path) -> float:
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


@pytest.mark.parametrize(("language", "text"), [("zh", "请把身份证放在读卡区"), ("en", "Please put your card on the reader")])
def test_it_speaks(tmp_path: Path, language: str, text: str, made: Make) -> None:
    speaker = made(folder=tmp_path / "sounds")
    assert speaker.status() == DeviceStatus(StatusKind.READY)
    assert speaker.say(text, language) is None
    assert outcome(speaker) == Spoken()
    assert seconds(tmp_path / "sounds" / "speech-001.wav") > 1
    assert not [entry for entry in Path("/proc").glob("[0-9]*/cmdline") if text.encode() in _read(entry)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def program(folder: Path, does: str) -> str:
    made = folder / "speech"
    made.write_text(f"#!/bin/sh\n{does}\n")
    made.chmod(0o755)
    return str(made)


def test_a_new_sentence_takes_the_place_of_the_old(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path, program=program(tmp_path, 'echo $$ >>"$0.lives"; exec sleep 60'))
    lives = tmp_path / "speech.lives"
    for number in (1, 2):
        assert speaker.say("一句话", "zh") is None
        until = time.monotonic() + 5
        while not lives.exists() or len(lives.read_text().split()) < number:
            assert time.monotonic() < until
            time.sleep(0.01)
        assert speaker.speaking() is None
    first, second = lives.read_text().split()
    assert not Path(f"/proc/{first}").exists()
    speaker.hush()
    assert not Path(f"/proc/{second}").exists()
    assert speaker.speaking() == Spoken()


def test_one_that_fails_or_hangs_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Make) -> None:
    speaker = made(folder=tmp_path, program=program(tmp_path, "cat >/dev/null; exit 1"))
    assert speaker.say("一句话", "zh") is None
    assert outcome(speaker) == NotSpoken(Reason.MECHANICAL)
    monkeypatch.setattr("devices.speaker.espeak._START", 0.1)
    monkeypatch.setattr("devices.speaker.espeak._SLOWEST", 0.0)
    speaker = made(folder=tmp_path, program=program(tmp_path, "exec sleep 60"))
    assert speaker.say("一句话", "zh") is None
    assert outcome(speaker) == NotSpoken(Reason.SILENT)


def test_a_text_without_end_is_cut(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path, program=program(tmp_path, 'cat >"$0.told"'))
    assert speaker.say("x" * 100_000, "en") is None
    assert outcome(speaker) == Spoken()
    assert (tmp_path / "speech.told").read_text() == "x" * (LONGEST_TEXT - 1) + "…"


def test_absent_it_is_silent_and_says_why(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path, program="no-such-program")
    assert speaker.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, "no-such-program")
    assert speaker.say("一句话", "zh") == NotSpoken(Reason.NOT_FOUND)


def test_half_a_pair_in_a_sentence_is_said_as_lost(tmp_path: Path, made: Make) -> None:
    said = tmp_path / "said"
    speaker = made(folder=tmp_path, program=program(tmp_path, f"cat >{said}"))
    assert speaker.say("wait\ud867", "en") is None
    assert outcome(speaker) == Spoken()
    assert said.read_text() == "wait\ufffd"
    assert speaker.say("请稍等\ud867", "zh") is None
    assert outcome(speaker) == Spoken()
    assert said.read_text() == "qing3 shao1 deng3"
