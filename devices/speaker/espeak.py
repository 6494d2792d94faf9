"""The driver of the terminal's voice: espeak-ng, a process of its own for each line, so that it can be silenced at once and one
knows which line is being said. The next line's process stands ready before its turn comes, with everything but the text.

Options as in espeak-ng(1): ``-v`` voice, ``-a`` amplitude 0 to 200, ``-s`` words a minute, ``-w`` a WAV file in place of the sound
card. A line that was recorded is played: aplay(1).
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from devices.speaker.recordings import read_recording, recorded
from devices.speaker.sounds import PlayedSound, Sound, SpokenSound
from devices.transports.transport import TransportError
from kiosk.child_process.client import Child
from kiosk.domain.characters import fit
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.ports.devices import DeviceStatus
from kiosk.ports.voice import Loudness, NotSpoken, Saying, SpeechOutcome, Speed, Spoken

VOICES = {"zh": "cmn-latn-pinyin", "en": "en-gb"}
LONGEST_TEXT = 3000  # characters; of a page whose rows and options are all read out
_READING = 4.0  # seconds to find out how a text is read, with the start of the process that knows
_FULL = 100  # of espeak-ng's amplitude; above it, it distorts
_SLOWEST_RATE = 80  # of espeak-ng, words a minute
_SPEEDS: Mapping[Speed, float] = {Speed.SLOW: 0.8, Speed.NORMAL: 1.0, Speed.FAST: 1.27}  # of the site's rate: 120, 150, 190
_LOUDNESS: Mapping[Loudness, float] = {Loudness.QUIET: 0.4, Loudness.NORMAL: 0.7, Loudness.LOUD: 1.0}  # of the site's volume
_SOUND = Path("/dev/snd")
_START = 3.0  # seconds that a process may take beyond its line
_SLOWEST = 0.6  # seconds a character, at the slowest rate; a sound system that hangs is not waited for longer


class EspeakSpeaker:
    """``volume``: percent, of the loudest step. ``rate``: words a minute, of the middle step; slower than espeak-ng's own 175, for
    those who hear badly.

    ``folder``: what would be heard goes there, as ``speech-<n>.wav``, a file a line (demo and training), in place of the
    loudspeaker. ``recordings``: where sentences lie that were recorded; without ``player`` they are spoken.
    """

    def __init__(
        self,
        volume: int = 100,
        rate: int = 150,
        folder: Path | None = None,
        recordings: Path | None = None,
        program: str = "espeak-ng",
        player: str = "aplay",
    ) -> None:
        self._volume = volume / 100
        self._rate = rate
        self._folder = folder
        self._recordings = recordings
        self._program = program
        self._player = player
        self._reader = Child("devices.speaker.reading_child")
        self._count = 0  # of the files in the folder
        self._language = ""
        self._options: list[str] = []
        self._share = 0.0  # of full amplitude
        self._lines: list[str] = []  # as they stand on the screen
        self._told: list[str] = []  # as espeak-ng takes them
        self._at = -1
        self._now: Sound | None = None
        self._next: tuple[Sound, float] | None = None  # and the seconds that it may take
        self._until = 0.0
        self._untold = False  # the line at `_at` has begun, and nobody was told yet

    def status(self) -> DeviceStatus:
        """READY where the program and a sound card, or the folder in its place, are there."""
        if shutil.which(self._program) is None:
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, self._program)
        if self._folder is None and not any(_SOUND.glob("pcm*p")):
            return DeviceStatus(StatusKind.UNAVAILABLE, Reason.NOT_FOUND, "no sound card")
        return DeviceStatus(StatusKind.READY)

    def say(self, lines: Sequence[str], language: str, speed: Speed, loudness: Loudness) -> SpeechOutcome | None:
        """Begin with the first line; whatever was being said is silenced.

        Args:
            lines: one after the other.
            language: ``zh`` or ``en``.
            speed: in three steps, around the middle one of the settings.
            loudness: in three steps, up to the settings' volume.

        Returns:
            The outcome where it ends at once, else None: see `speaking`.
        """
        self.hush()
        status = self.status()
        if not status.usable:
            return NotSpoken(status.reason or Reason.NOT_FOUND)
        self._lines = list(_fitted(lines))
        self._told = self._read(self._lines) if language == "zh" else self._lines
        self._language = language
        self._share = self._volume * _LOUDNESS[loudness]
        rate = max(_SLOWEST_RATE, round(self._rate * _SPEEDS[speed]))
        self._options = ["-v", VOICES[language], "-a", str(round(self._share * _FULL)), "-s", str(rate), "--stdin"]
        self._at = -1
        return self._go_on()

    def _read(self, lines: list[str]) -> list[str]:
        """As pinyin; as they stand where that cannot be had in time, which the voice says with some wrong readings."""
        try:
            read = self._reader.ask("read", _READING, "\n".join(lines).encode()).body.decode().split("\n")
        except TransportError:
            return lines
        return [line.strip() for line in read] if len(read) == len(lines) else lines

    def speaking(self) -> Saying | SpeechOutcome | None:
        """Look how far it is, some times a second: a line that has just begun, the outcome at the end, else None."""
        if self._now is None:
            return Spoken()
        if self._untold:
            self._untold = False
            return Saying(self._at)
        if self._next is None and self._at + 1 < len(self._lines) and not self._make_ready():
            return NotSpoken(Reason.MECHANICAL)
        code = self._now.code()
        if code is None:
            if time.monotonic() < self._until:
                return None
            self.hush()
            return NotSpoken(Reason.SILENT)
        self._now = None
        if code != 0:
            self.hush()
            return NotSpoken(Reason.MECHANICAL)
        return self._go_on()

    def _go_on(self) -> SpeechOutcome | None:
        """With the next line, which stands ready but for the first."""
        if self._at + 1 == len(self._lines):
            return Spoken()
        if self._next is None and not self._make_ready():
            return NotSpoken(Reason.MECHANICAL)
        assert self._next is not None
        (self._now, seconds), self._next = self._next, None
        self._at, self._untold, self._until = self._at + 1, True, time.monotonic() + seconds
        try:
            self._now.begin()
        except OSError:
            self.hush()
            return NotSpoken(Reason.MECHANICAL)
        return None

    def _make_ready(self) -> bool:
        """The sound of the next line, and the seconds that it may take. False, and silence, where it cannot be had."""
        line, told = self._lines[self._at + 1], self._told[self._at + 1]
        try:
            self._next = self._recorded(line) or (self._spoken(told), _START + _SLOWEST * len(line))
        except OSError:
            self.hush()
            return False
        return True

    def _spoken(self, told: str) -> Sound:
        command = [self._program, *self._options]
        if self._folder is not None:
            command += ["-w", str(self._file())]
        return SpokenSound(command, told)

    def _recorded(self, line: str) -> tuple[Sound, float] | None:
        file = recorded(self._recordings, self._language, line)
        if file is None or (self._folder is None and shutil.which(self._player) is None):
            return None
        recording = read_recording(file, self._share)
        if recording is None:
            return None
        command = [self._player, "-q", "-"] if self._folder is None else ["tee", str(self._file())]
        return PlayedSound(command, recording.wav), _START + recording.seconds

    def _file(self) -> Path:
        assert self._folder is not None
        self._folder.mkdir(parents=True, exist_ok=True)
        self._count += 1
        return self._folder / f"speech-{self._count:03d}.wav"

    def hush(self) -> None:
        """Silent at once; nothing is told of what was being said."""
        if self._now is not None:
            self._now.drop()
        if self._next is not None:
            self._next[0].drop()
        self._now = self._next = None

    def close(self) -> None:
        """Silent, and the reader of Chinese closed."""
        self.hush()
        self._reader.close()


def _fitted(lines: Sequence[str]) -> Iterator[str]:
    """No more than is listened to; each of them one line."""
    left = LONGEST_TEXT
    for line in lines:
        if left <= 0:
            return
        text = fit(line.replace("\n", " "), left)
        left -= len(text)
        yield text
