"""The voice, into a file in place of a sound card."""

from __future__ import annotations

import shutil
import time
import wave
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from devices.speaker.espeak import LONGEST_TEXT, EspeakSpeaker
from devices.speaker.recordings import place_of
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import DeviceStatus
from kiosk.ports.voice import Loudness, NotSpoken, Saying, SpeechOutcome, Speed, Spoken

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


def say(
    speaker: EspeakSpeaker, *lines: str, language: str = "zh", speed: Speed = Speed.NORMAL, loudness: Loudness = Loudness.NORMAL
) -> SpeechOutcome | None:
    return speaker.say(lines, language, speed, loudness)


def heard(speaker: EspeakSpeaker) -> list[Any]:
    """The lines that began, and the outcome."""
    until, told = time.monotonic() + 10, list[Any]()
    while not told or isinstance(told[-1], Saying):
        assert time.monotonic() < until
        if (said := speaker.speaking()) is not None:
            told.append(said)
        else:
            time.sleep(0.01)
    return told


def samples(path: Path) -> tuple[float, int]:
    """Seconds, and the highest amplitude."""
    with wave.open(str(path)) as sound:
        frames = array("h", sound.readframes(sound.getnframes()))
        return sound.getnframes() / sound.getframerate(), max(map(abs, frames))


@pytest.mark.parametrize(("language", "text"), [("zh", "请把身份证放在读卡区"), ("en", "Please put your card on the reader")])
def test_it_speaks(tmp_path: Path, language: str, text: str, made: Make) -> None:
    speaker = made(folder=tmp_path / "sounds")
    assert speaker.status() == DeviceStatus(StatusKind.READY)
    assert say(speaker, text, language=language) is None
    assert heard(speaker) == [Saying(0), Spoken()]
    assert samples(tmp_path / "sounds" / "speech-001.wav")[0] > 1
    assert not [entry for entry in Path("/proc").glob("[0-9]*/cmdline") if text.encode() in _read(entry)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_each_line_is_told_as_it_begins(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path)
    assert say(speaker, "费用：不收费", "下一步", "好了") is None
    assert heard(speaker) == [Saying(0), Saying(1), Saying(2), Spoken()]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["speech-001.wav", "speech-002.wav", "speech-003.wav"]
    assert say(speaker) == Spoken(), "nothing to say"


def test_slower_is_longer_and_quieter_is_quieter(tmp_path: Path, made: Make) -> None:
    speaker, text = made(folder=tmp_path), "Please put your card on the reader"
    for speed in Speed:
        say(speaker, text, language="en", speed=speed)
        heard(speaker)
    for loudness in Loudness:
        say(speaker, text, language="en", loudness=loudness)
        heard(speaker)
    found = [samples(path) for path in sorted(tmp_path.iterdir())]
    slow, normal, fast = (seconds for seconds, _ in found[:3])
    assert slow > 1.1 * normal > 1.2 * fast
    quiet, middle, loud = (amplitude for _, amplitude in found[3:])
    assert 1.4 * quiet < middle < loud < 32767, "none of it distorts"


def program(folder: Path, does: str) -> str:
    made = folder / "speech"
    made.write_text(f"#!/bin/sh\n{does}\n")
    made.chmod(0o755)
    return str(made)


def test_the_rate_and_the_volume_are_the_sites(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path, volume=50, rate=90, program=program(tmp_path, f'cat >/dev/null; echo "$*" >>{tmp_path}/asked'))
    for speed, loudness in ((Speed.SLOW, Loudness.LOUD), (Speed.FAST, Loudness.QUIET)):
        say(speaker, "one", language="en", speed=speed, loudness=loudness)
        assert heard(speaker)[-1] == Spoken()
    slow, fast = (tmp_path / "asked").read_text().splitlines()
    assert "-a 50 -s 80 " in slow, "espeak-ng goes no slower"
    assert "-a 20 -s 114 " in fast


def test_a_new_text_takes_the_place_of_the_old(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path, program=program(tmp_path, 'echo $$ >>"$0.lives"; exec sleep 60'))
    lives = tmp_path / "speech.lives"

    def alive(count: int) -> list[Path]:
        until = time.monotonic() + 5
        while not lives.exists() or len(lives.read_text().split()) < count:
            assert time.monotonic() < until
            speaker.speaking()
            time.sleep(0.01)
        return [Path(f"/proc/{life}") for life in lives.read_text().split()]

    assert say(speaker, "一句话", "又一句") is None
    first = alive(2)
    assert all(life.exists() for life in first), "the next line stands ready"
    assert say(speaker, "别的话") is None
    assert not any(life.exists() for life in first)
    (second,) = alive(3)[2:]
    speaker.hush()
    assert not second.exists()
    assert speaker.speaking() == Spoken()


def test_one_that_fails_or_hangs_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Make) -> None:
    speaker = made(folder=tmp_path, program=program(tmp_path, "cat >/dev/null; exit 1"))
    assert say(speaker, "一句话", "又一句") is None
    assert heard(speaker) == [Saying(0), NotSpoken(Reason.MECHANICAL)]
    monkeypatch.setattr("devices.speaker.espeak._START", 0.1)
    monkeypatch.setattr("devices.speaker.espeak._SLOWEST", 0.0)
    speaker = made(folder=tmp_path, program=program(tmp_path, "exec sleep 60"))
    assert say(speaker, "一句话", "又一句") is None
    assert heard(speaker) == [Saying(0), NotSpoken(Reason.SILENT)]
    assert speaker.speaking() == Spoken(), "nothing is left of it"


def test_one_that_dies_before_its_turn_says_so(tmp_path: Path, made: Make) -> None:
    """The line that stands ready is gone when its turn comes: its text breaks the pipe."""
    dies = program(tmp_path, 'case "$*" in *speech-002*) exit 3;; esac; cat >/dev/null; exec sleep 0.3')
    speaker = made(folder=tmp_path, program=dies)
    assert say(speaker, "一句话", "又一句") is None
    told = heard(speaker)
    assert told[0] == Saying(0)
    assert told[-1] == NotSpoken(Reason.MECHANICAL)


def test_a_text_without_end_is_cut(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path, program=program(tmp_path, f"cat >>{tmp_path}/told"))
    assert say(speaker, "a\nb", "x" * 100_000, "never", language="en") is None
    assert heard(speaker) == [Saying(0), Saying(1), Spoken()]
    assert (tmp_path / "told").read_text() == "a b" + "x" * (LONGEST_TEXT - 4) + "…"


def test_absent_it_is_silent_and_says_why(tmp_path: Path, made: Make) -> None:
    speaker = made(folder=tmp_path, program="no-such-program")
    assert speaker.status() == DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, "no-such-program")
    assert say(speaker, "一句话") == NotSpoken(Reason.NOT_FOUND)


def test_half_a_pair_in_a_sentence_is_said_as_lost(tmp_path: Path, made: Make) -> None:
    said = tmp_path / "said"
    speaker = made(folder=tmp_path, program=program(tmp_path, f"cat >{said}"))
    assert say(speaker, "wait\ud867", language="en") is None
    assert heard(speaker)[-1] == Spoken()
    assert said.read_text() == "wait\ufffd"
    assert say(speaker, "请稍等\ud867") is None
    assert heard(speaker)[-1] == Spoken()
    assert said.read_text() == "qing3 shao1 deng3"


def record(folder: Path, language: str, sentence: str, wav: bytes | None = None) -> Path:
    """A recording of a second's square wave, or whatever ``wav`` is."""
    file = folder / place_of(language, sentence)
    file.parent.mkdir(parents=True, exist_ok=True)
    if wav is not None:
        file.write_bytes(wav)
        return file
    with wave.open(str(file), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(array("h", [10_000, -10_000] * 4000).tobytes())
    return file


def test_a_sentence_that_was_recorded_is_played(tmp_path: Path, made: Make) -> None:
    record(tmp_path / "recordings", "zh", "请稍等")
    speaker = made(folder=tmp_path / "sounds", recordings=tmp_path / "recordings")
    for loudness in (Loudness.LOUD, Loudness.QUIET):
        assert say(speaker, "好了", "请稍等", "下一步", loudness=loudness) is None
        assert heard(speaker) == [Saying(0), Saying(1), Saying(2), Spoken()]
    spoken, loud, _, _, quiet, _ = (samples(path) for path in sorted((tmp_path / "sounds").iterdir()))
    assert (loud, quiet) == ((1.0, 10_000), (1.0, 4000)), "as loud as was chosen"
    assert spoken[0] != 1.0
    say(speaker, "请稍等", language="en")
    heard(speaker)
    assert samples(tmp_path / "sounds" / "speech-007.wav")[0] != 1.0, "it was recorded in Chinese"


@pytest.mark.parametrize("wav", [b"", b"RIFF", b"no sound at all" * 100])
def test_a_recording_that_is_no_good_is_spoken(tmp_path: Path, made: Make, wav: bytes) -> None:
    record(tmp_path / "recordings", "zh", "请稍等", wav)
    speaker = made(folder=tmp_path / "sounds", recordings=tmp_path / "recordings")
    assert say(speaker, "请稍等") is None
    assert heard(speaker) == [Saying(0), Spoken()]
    assert samples(tmp_path / "sounds" / "speech-001.wav")[0] > 0.5


def test_without_a_player_a_recording_is_spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Make) -> None:
    monkeypatch.setattr("devices.speaker.espeak._SOUND", tmp_path)
    (tmp_path / "pcmC0D0p").touch()
    record(tmp_path, "zh", "请稍等")
    played, spoken = tmp_path / "played", tmp_path / "spoken"
    voice = program(tmp_path, f"cat >{spoken}")
    speaker = made(recordings=tmp_path, program=voice, player="no-such-player")
    assert say(speaker, "请稍等") is None
    assert heard(speaker) == [Saying(0), Spoken()]
    assert spoken.read_text() == "qing3 shao1 deng3"
    player = tmp_path / "player"
    player.write_text(f'#!/bin/sh\n[ "$*" = "-q -" ] && cat >{played}\n')
    player.chmod(0o755)
    speaker = made(recordings=tmp_path, program=voice, player=str(player))
    assert say(speaker, "请稍等") is None
    assert heard(speaker) == [Saying(0), Spoken()]
    assert samples(played) == (1.0, 7000)


def test_a_recording_is_silenced_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Make) -> None:
    monkeypatch.setattr("devices.speaker.espeak._SOUND", tmp_path)
    (tmp_path / "pcmC0D0p").touch()
    record(tmp_path, "zh", "请稍等")
    speaker = made(recordings=tmp_path, player=program(tmp_path, 'echo $$ >"$0.life"; exec sleep 60'))
    assert say(speaker, "请稍等", "请稍等") is None
    life, until = tmp_path / "speech.life", time.monotonic() + 5
    while not life.exists() or not life.read_text():
        assert time.monotonic() < until
        speaker.speaking()
        time.sleep(0.01)
    process = Path(f"/proc/{life.read_text().strip()}")
    assert process.exists()
    speaker.hush()
    assert not process.exists()


def test_it_leaves_nothing_where_the_session_keeps_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: Make) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    for name in ("XDG_CONFIG_HOME", "TMPDIR"):
        monkeypatch.setenv(name, str(scratch))
    speaker = made(folder=tmp_path / "sounds")
    assert say(speaker, "One", "Two", language="en") is None
    assert heard(speaker)[-1] == Spoken()
    assert list(scratch.iterdir()) == []
