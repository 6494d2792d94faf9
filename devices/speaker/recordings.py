"""Sentences that somebody has recorded: where the sound of one lies, and how it is made as loud as was chosen.

A folder with one folder a language, and in it one WAV file a sentence (16 bits, not compressed), called after the sentence's hash:
no list that could say something else than the files, and no name that could lead out of the folder.
"""

from __future__ import annotations

import sys
import wave
from array import array
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from kiosk.domain.values import Value

LARGEST = 20_000_000  # bytes: two minutes as on a CD, one channel, with room


class Recording(Value):
    wav: bytes
    seconds: float


def recorded(folder: Path | None, language: str, sentence: str) -> Path | None:
    """The file of this sentence, as it stands on the screen; None where it was not recorded, or there is no ``folder``."""
    if folder is None:
        return None
    file = folder / place_of(language, sentence)
    return file if file.is_file() else None


def place_of(language: str, sentence: str) -> str:
    """Where in the folder the recording of a sentence (``zh`` or ``en``) lies: ``zh/0123456789abcdef.wav``."""
    return f"{language}/{sha256(sentence.encode()).hexdigest()[:16]}.wav"


def read_recording(file: Path, loudness: float) -> Recording | None:
    """The recording, with its amplitude times ``loudness`` (0 to 1); None where the file cannot be read or is of another kind."""
    try:
        if file.stat().st_size > LARGEST:
            return None
        with wave.open(str(file)) as sound:
            kind, frames = sound.getparams(), sound.readframes(sound.getnframes())
    except (OSError, EOFError, wave.Error):
        return None
    if kind.sampwidth != 2 or kind.framerate <= 0:
        return None
    samples = array("h", frames[: len(frames) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    softer = array("h", (int(sample * loudness) for sample in samples))
    if sys.byteorder == "big":
        softer.byteswap()
    made = BytesIO()
    with wave.open(made, "wb") as sound:
        sound.setparams(kind)
        sound.writeframes(softer.tobytes())
    return Recording(made.getvalue(), len(samples) / kind.nchannels / kind.framerate)
