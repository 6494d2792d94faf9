"""The driver of the terminal's voice: espeak-ng, a process of its own for each sentence, so that it can be silenced at once.

Options as in espeak-ng(1): ``-v`` voice, ``-a`` amplitude 0 to 200, ``-s`` words a minute, ``-w`` a WAV file in place of the sound
card.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import time
from pathlib import Path

from devices.child import Child
from devices.transports import TransportError
from kiosk.domain.characters import fit
from kiosk.ports.devices import DeviceStatus, NotSpoken, Reason, SpeechOutcome, Spoken, StatusKind

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-gb"}
LONGEST_TEXT = 3000  # characters; of a page whose rows and options are all read out
_READING = 4.0  # seconds to find out how a text is read, with the start of the process that knows
_FULL = 100  # of espeak-ng's amplitude; above it, it distorts
_SOUND = Path("/dev/snd")
_START = 3.0  # seconds that a process may take beyond its text
_SLOWEST = 0.6  # seconds a character, at the slowest rate; a sound system that hangs is not waited for longer


class EspeakSpeaker:
    """``volume``: percent. ``rate``: words a minute; slower than espeak-ng's own 175, for those who hear badly.

    ``folder``: what would be said goes there, as ``speech-<n>.wav`` (demo and training), in place of the loudspeaker.
    """

    def __init__(self, volume: int = 100, rate: int = 150, folder: Path | None = None, program: str = "espeak-ng") -> None:
        self._options = ["-a", str(volume * _FULL // 100), "-s", str(rate)]
        self._folder = folder
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        self._reader = Child("devices.speaker.reading_child")
        self._until = 0.0
        self._count = 0

    def status(self) -> DeviceStatus:
        if shutil.which(self._program) is None:
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, self._program)
        if self._folder is None and not any(_SOUND.glob("pcm*p")):
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, "no sound card")
        return DeviceStatus(StatusKind.READY)

    def say(self, text: str, language: str) -> SpeechOutcome | None:
        self.hush()
        status = self.status()
        if not status.usable:
            return NotSpoken(status.reason or Reason.NOT_FOUND)
        text = fit(text, LONGEST_TEXT)
        told = self._read(text) if language == "zh" else text
        # With this process, and so with this session, the voice falls silent too (setpriv(1)).
        command = ["setpriv", "--pdeathsig", "KILL", self._program, "-v", VOICES[language], *self._options, "--stdin"]
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._count += 1
            command += ["-w", str(self._folder / f"speech-{self._count:03d}.wav")]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            assert self._process.stdin is not None
            # By its input, not in its arguments, which every user of the machine can read. A pipe holds more than the longest text.
            self._process.stdin.write(told.encode())
            self._process.stdin.close()
        except OSError:
            self.hush()
            return NotSpoken(Reason.MECHANICAL)
        self._until = time.monotonic() + _START + _SLOWEST * len(text)
        return None

    def _read(self, text: str) -> str:
        """As pinyin; as it stands where that cannot be had in time, which the voice says with some wrong readings."""
        try:
            return self._reader.ask("read", _READING, text.encode()).body.decode()
        except TransportError:
            return text

    def speaking(self) -> SpeechOutcome | None:
        process = self._process
        if process is None:
            return Spoken()
        code = process.poll()
        if code is None:
            if time.monotonic() < self._until:
                return None
            self.hush()
            return NotSpoken(Reason.SILENT)
        self._process = None
        return Spoken() if code == 0 else NotSpoken(Reason.MECHANICAL)

    def hush(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()

    def close(self) -> None:
        self.hush()
        self._reader.close()
