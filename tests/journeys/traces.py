"""Finds texts in whatever form they lie about, and looks for people where nothing of them may be: the terminal's files and logs."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

import numpy as np

from commands.demo.model_district import ModelDistrict
from commands.demo.visit import Visit
from kiosk.domain.identifiers import grouped
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson
from kiosk.journeys import audit_vocabulary
from offline_cache.ledger.audit import rows, verify

CODINGS = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "gb18030")
# As people and receipts group numbers of 18 digits and of 11.
_GROUPS = {18: ((6, 8), (4, 4, 4, 4), (6, 4, 4), (3, 3, 3, 3, 3)), 11: ((3, 4), (3, 3))}
_ENOUGH = 42  # bits; 10 MB of sealed bytes hold such a form by chance less than once in 400,000 times
_AROUND = ('"{}"', "'{}'", "{}  ", "{}\0\0", "={}\n", " {} ")  # JSON, Python, records filled with spaces or zeros, logs
PAPER = ("receipts", "pages", "speech")  # folders of the district that stand for what a person takes along or hears
NOT_OF_THE_TERMINAL = ("platform", "camera")  # the platform's own; the document that lies before the camera


def codings_of(text: str) -> list[bytes]:
    """As text lies in memory: UTF-8, UTF-16, UTF-32, GB18030, base64 of UTF-8 at each of its three alignments."""
    return [text.encode(name) for name in CODINGS] + [base64_inside(text.encode(), before) for before in range(3)]


def forms_of(text: str) -> dict[bytes, str]:
    """As text may lie in files and logs, each form with its name: as itself, backwards and in groups; in each coding; escaped as in
    JSON, in Python or in an address; as hexadecimal digits; in base64, of either alphabet.

    A form that says less than ``_ENOUGH`` (a name of two characters, in codings of two bytes) stands in sealed bytes by chance as
    well: it is there with what a record or a message has around it."""
    forms = _all_forms_of(text)
    for form in [form for form in forms if _bits(form) < _ENOUGH]:
        how = forms.pop(form)
        for around in _AROUND:
            wider = _all_forms_of(around.format(text))
            forms |= {form: f"{name} of {around}" for form, name in wider.items() if name == how and _bits(form) >= _ENOUGH}
    return forms


def _all_forms_of(text: str) -> dict[bytes, str]:
    forms: dict[bytes, str] = {}
    written = {text: "as it is", text[::-1]: "backwards", text.lower(): "in small letters"}
    for sizes in _GROUPS.get(len(text), ()) if text[:-1].isdigit() else ():
        written[grouped(text, *sizes)] = f"in groups {sizes}"
        written[grouped(text, *sizes).replace(" ", "-")] = f"in groups {sizes} with -"
    for one, how in written.items():
        for coding in CODINGS:
            forms.setdefault(one.encode(coding), f"{how}, {coding}")
        escaped = json.dumps(one)[1:-1]
        for form, name in ((escaped, "JSON"), (quote(one), "an address"), (repr(one.encode())[2:-1], "Python")):
            forms.setdefault(form.encode(), f"{how}, escaped as in {name}")
    forms.setdefault(json.dumps(text)[1:-1].replace("\\u", "\\U").upper().replace("\\U", "\\u").encode(), "JSON in capitals")
    for coding in ("utf-8", "utf-16-le", "gb18030"):
        data = text.encode(coding)
        forms |= {data.hex().encode(): f"hex of {coding}", data.hex().upper().encode(): f"HEX of {coding}"}
        for before in range(3):
            inside = base64_inside(data, before)
            forms[inside] = f"base64 of {coding}, alignment {before}"
            forms.setdefault(inside.translate(bytes.maketrans(b"+/", b"-_")), f"base64url of {coding}, alignment {before}")
    return forms


def _bits(form: bytes) -> int:
    """How much a form says at least, among what is sealed and written with the same signs."""
    return len(form) * (4 if re.fullmatch(rb"[0-9A-Fa-f]*", form) else 6 if re.fullmatch(rb"[\w+/-]*", form) else 8)


def base64_inside(data: bytes, before: int) -> bytes:
    """What of ``data`` shows in base64 whatever stands around it, with ``before`` bytes of something else in its first group."""
    text = base64.b64encode(bytes(before) + data)
    first = -(-before * 8 // 6)  # characters that what stands before has a part in
    return text[first : (before + len(data)) * 8 // 6]


class Search:
    """For all forms of these texts at once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._forms = {form: f"{text} ({how})" for text in sorted(set(texts)) for form, how in forms_of(text).items()}
        shortest = min(self._forms, key=_bits)
        assert _bits(shortest) >= _ENOUGH, self._forms[shortest]

    def found_in(self, data: bytes) -> list[str]:
        """Each that is there, with its form."""
        # Most forms are out as soon as it is known which three bytes follow each other anywhere: faster than to look for each.
        threes = np.zeros(1 << 24, bool)
        for first in range(min(4, len(data))):
            threes[np.frombuffer(data, "<u4", (len(data) - first) // 4, first) & 0xFFFFFF] = True
        return [name for form, name in self._forms.items() if threes[int.from_bytes(form[:3], "little")] and form in data]


def texts_of(person: SamplePerson) -> tuple[str, ...]:
    """What nobody may learn from a file. Of the address what is theirs alone: the street has many houses."""
    houses = [address.split("街道")[1] for address in {person.address, person.newest_address}]
    return person.name, person.number, *houses, person.mobile, person.birth.isoformat()


EVERYBODY = tuple(text for person in SAMPLE_PEOPLE for text in texts_of(person))


def files_of(stage: Visit) -> Iterator[Path]:
    """All that the terminal keeps, and where its process writes for itself."""
    yield from files_below(stage.district.home.path)
    yield from files_below(scratch_of(stage.player.process_id))


def files_below(folder: Path) -> Iterator[Path]:
    yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def scratch_of(pid: int) -> Path:
    """Where this process writes for itself, by its own environment (proc(5))."""
    pairs = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    folder = next(pair.removeprefix(b"TMPDIR=") for pair in pairs if pair.startswith(b"TMPDIR="))
    return Path(os.fsdecode(folder))


def left_by(keeper: int) -> list[Path]:
    """What a keeper that has ended left in memory."""
    return [folder for memory in ("/dev/shm", "/tmp") for folder in Path(memory).glob(f"terminal-{keeper}-*")]


@cache
def _everybody() -> Search:
    return Search(EVERYBODY)


class Watch:
    """Looks for people in what a district's terminal has kept so far. A file that has not changed since is not read again, and
    what one file held, such as the catalogue, is not searched again in another."""

    _innocent: ClassVar[set[bytes]] = set()  # SHA-256 of what nobody was found in

    def __init__(self, district: ModelDistrict) -> None:
        self._district = district
        self._people = _everybody()
        self._clean: set[tuple[Path, int, int, int]] = set()

    def check(self, *places: Path) -> None:
        """In these; without any, in every file of the district but the platform's and the paper."""
        folder = self._district.folder
        apart = [folder / name for name in (*PAPER, *NOT_OF_THE_TERMINAL)]
        for path in places or files_below(folder):
            if not any(path.is_relative_to(other) for other in apart):
                self._look(path)

    def _look(self, path: Path) -> None:
        try:
            about, data = path.stat(), path.read_bytes()
        except FileNotFoundError:
            return  # such as a journal: it is gone, and what it held is in its file
        mark = (path, about.st_ino, about.st_mtime_ns, about.st_size)
        if mark not in self._clean:
            if (digest := hashlib.sha256(data).digest()) not in self._innocent:
                assert not (found := self._people.found_in(data)), f"{path}: {found}"
                self._innocent.add(digest)
            self._clean.add(mark)


def check_audit(ledger: Path) -> None:
    """Every event is of the vocabulary, the chain is whole, and details say no more than codes, numbers of ours and plain words."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as database:
        log = list(rows(database.execute))
    assert log, "a log without events shows nothing"
    assert verify(log).broken is None
    for row in log:
        assert row.event in audit_vocabulary()
        for name, value in json.loads(row.details).items():
            assert re.fullmatch(r"[A-Za-z0-9._:-]{0,48}", value), (row.event, name, value)
            assert not re.fullmatch(r"\d{17}[\dXx]|1\d{10}", value), (row.event, name)
