"""Where the recording of a sentence lies, and how it is read."""

from __future__ import annotations

import wave
from array import array
from pathlib import Path

import pytest

from devices.speaker.recordings import LARGEST, place_of, read_recording, recorded


def wav(path: Path, width: int = 2, channels: int = 1) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as sound:
        sound.setparams((channels, width, 8000, 0, "NONE", ""))
        sound.writeframes(array("h", [1000, -1000] * 4000).tobytes())
    return path


def test_a_sentence_has_one_place_in_each_language(tmp_path: Path) -> None:
    places = {place_of(language, sentence) for language in ("zh", "en") for sentence in ("请稍等", "请稍等。", "../../etc/passwd")}
    assert len(places) == 6
    assert all(place.count("/") == 1 and ".." not in place for place in places)
    file = wav(tmp_path / place_of("zh", "请稍等"))
    assert recorded(tmp_path, "zh", "请稍等") == file
    assert recorded(tmp_path, "en", "请稍等") is None
    assert recorded(None, "zh", "请稍等") is None


def test_it_is_read_as_loud_as_is_asked(tmp_path: Path) -> None:
    found = read_recording(wav(tmp_path / "a.wav", channels=2), 0.5)
    assert found is not None
    assert found.seconds == 0.5
    assert array("h", found.wav[-8:]).tolist() == [500, -500, 500, -500]


@pytest.mark.parametrize("width", [1, 3, 4])
def test_samples_of_another_width_are_no_recording(tmp_path: Path, width: int) -> None:
    assert read_recording(wav(tmp_path / "a.wav", width=width), 1.0) is None


def test_what_is_too_large_or_gone_is_no_recording(tmp_path: Path) -> None:
    file = wav(tmp_path / "a.wav")
    with file.open("r+b") as large:
        large.truncate(LARGEST + 1)
    assert read_recording(file, 1.0) is None
    assert read_recording(tmp_path / "gone.wav", 1.0) is None
