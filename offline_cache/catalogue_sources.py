"""Where a catalogue comes from: the platform or a mirror of it over HTTP, or a folder such as a USB stick's.

Both give bytes and nothing else: whether they are the platform's is for the signatures to say. What a source says is bounded in
size and time, and remembered (`Fetched`), so that a refusal can be told by what really came.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO

import requests
from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface
from urllib3.exceptions import HTTPError

from kiosk.domain.values import Value
from kiosk.sync.bounded_http import BoundedSession

CONNECT_TIMEOUT = 3.0  # seconds
SILENCE = 8.0  # seconds between two pieces of an answer
PATIENCE = 20.0  # seconds for a whole answer, and as many more as its allowed size takes at this speed:
SLOWEST = 20_000  # bytes a second
_PIECE = 65536
_PART = re.compile(r"(metadata|targets)/([A-Za-z0-9][A-Za-z0-9._-]{0,200})")


class HttpSource(Value, frozen=True):
    """``url``: of the folder that holds ``metadata/`` and ``targets/``."""

    url: str


class FolderSource(Value, frozen=True):
    path: Path


class CutShort(DownloadError):
    """Less came than was announced."""


class NotACatalogue(DownloadError):
    """An answer, but none of a catalogue's: a captive portal's page, a redirect, a folder of something else."""


class Unwritable(DownloadError):
    """What came cannot be kept here."""


class Fetched(Value, frozen=True):
    """One file that was asked for. ``allowed``: how many bytes it might have; exact, where it was signed. ``server_time``: seconds
    since 1970 by the server's word, 0 where it gave none: nobody signed it. ``content``: of metadata; of a target nothing."""

    name: str = ""
    allowed: int = 0
    received: int = 0
    server_time: int = 0
    content: bytes = b""


class Fetcher(FetcherInterface):
    """``scratch``: a folder on the disk that the catalogue is on, for what is under way."""

    base = "catalogue:/"

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self.seen: list[Fetched] = []
        self.total = 0  # bytes

    def _fetch(self, url: str) -> Iterator[bytes]:
        raise NotImplementedError("download_file is all that the updater asks for")

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """As python-tuf's, and never on another disk. DownloadError."""
        name = url.removeprefix(self.base)
        if not _PART.fullmatch(name):
            raise DownloadError("a name that no catalogue has")
        received, server_time, content = 0, 0, bytearray()
        with self._scratch_file() as file:
            until = time.monotonic() + PATIENCE + max_length / SLOWEST
            try:
                with closing(self._pieces(name, until)) as pieces:
                    for piece, told in pieces:
                        server_time = told
                        received += len(piece)
                        self.total += len(piece)
                        if received > max_length:
                            raise DownloadLengthMismatchError(f"{name}: more than {max_length} bytes")
                        _write(file, piece)
                        if name.startswith("metadata/"):
                            content += piece
            finally:
                self.seen.append(Fetched(name, max_length, received, server_time, bytes(content)))
            _write(file, b"", done=True)
            yield file

    @contextmanager
    def _scratch_file(self) -> Iterator[IO[bytes]]:
        try:
            file = tempfile.TemporaryFile(dir=self._scratch)  # noqa: SIM115 - closed below; only its making may fail here
        except OSError as fault:
            raise Unwritable(str(fault.strerror)) from None
        with file:
            yield file

    def _pieces(self, name: str, until: float) -> Generator[tuple[bytes, int], None, None]:
        """Pieces of the file, with the server's time. DownloadError."""
        raise NotImplementedError


def _write(file: IO[bytes], piece: bytes, done: bool = False) -> None:
    try:
        file.write(piece)
        if done:
            file.seek(0)  # writes what was held back
    except OSError as fault:
        raise Unwritable(str(fault.strerror)) from None


# --- HTTP ----------------------------------------------------------------------------------------------------------------


class HttpFetcher(Fetcher):
    def __init__(self, source: HttpSource, scratch: Path) -> None:
        super().__init__(scratch)
        self._url = source.url.rstrip("/")
        self._session = BoundedSession()

    def close(self) -> None:
        self._session.close()

    def _pieces(self, name: str, until: float) -> Generator[tuple[bytes, int], None, None]:
        try:
            with self._session.get(
                f"{self._url}/{name}",
                headers={"Accept-Encoding": "identity"},
                timeout=(CONNECT_TIMEOUT, SILENCE),
                allow_redirects=False,
                stream=True,
            ) as answer:
                if answer.status_code != 200:
                    raise DownloadHTTPError(f"{name}: answered with {answer.status_code}", answer.status_code)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    raise NotACatalogue(f"{name}: answered with a page for people")
                yield from ((piece, _time(answer)) for piece in self._body(answer, name, until))
        except (requests.RequestException, HTTPError, OSError) as fault:
            # The names of errors only: their texts carry addresses with whatever stands in them.
            raise DownloadError(f"{name}: {type(fault).__name__}") from None

    def _body(self, answer: requests.Response, name: str, until: float) -> Iterator[bytes]:
        length = answer.headers.get("Content-Length", "")
        received = 0
        try:
            # Each piece as it comes: to wait until one is full would let a slow drip go on for ever.
            while piece := answer.raw.read1(_PIECE, decode_content=False):
                received += len(piece)
                yield piece
                if time.monotonic() > until:
                    raise SlowRetrievalError(f"{name}: too slow")
        except HTTPError as fault:
            if received and "IncompleteRead" in repr(fault):
                raise CutShort(f"{name}: the line broke after {received} bytes") from None
            raise
        if length.isdigit() and received < int(length):
            raise CutShort(f"{name}: {received} of {length} bytes")


def _time(answer: requests.Response) -> int:
    try:
        return int(parsedate_to_datetime(answer.headers.get("Date", "")).timestamp())
    except (ValueError, TypeError, OverflowError):
        return 0


# --- folder --------------------------------------------------------------------------------------------------------------


class FolderFetcher(Fetcher):
    """A stick is somebody else's: links on it lead nowhere, and what is no plain file is not opened for reading."""

    def __init__(self, source: FolderSource, scratch: Path) -> None:
        super().__init__(scratch)
        self._path = source.path

    def close(self) -> None:
        """Nothing stays open."""

    def _pieces(self, name: str, until: float) -> Generator[tuple[bytes, int], None, None]:
        try:
            with os.fdopen(_open_plain(self._path, name), "rb") as file:
                while piece := file.read(_PIECE):
                    yield piece, 0
                    if time.monotonic() > until:
                        raise SlowRetrievalError(f"{name}: too slow")
        except FileNotFoundError:
            raise DownloadHTTPError(f"{name}: there is no such file", 404) from None
        except OSError as fault:
            if fault.errno in (errno.ELOOP, errno.ENOTDIR):
                raise NotACatalogue(f"{name}: not a plain file in a plain folder") from None
            raise DownloadError(f"{name}: {fault.strerror}") from None


def _open_plain(top: Path, name: str) -> int:
    """A descriptor of ``top/folder/file``, both taken as they are and not as what they point at. OSError, NotACatalogue."""
    folder, _, file = name.partition("/")
    outer = os.open(top, os.O_RDONLY | os.O_DIRECTORY)
    try:
        inner = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=outer)
    finally:
        os.close(outer)
    try:
        # NONBLOCK: to open a pipe would wait for whoever writes to it.
        found = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inner)
    finally:
        os.close(inner)
    if not stat.S_ISREG(os.fstat(found).st_mode):
        os.close(found)
        raise NotACatalogue(f"{name}: not a plain file in a plain folder")
    return found


def open_fetcher(source: HttpSource | FolderSource, scratch: Path) -> HttpFetcher | FolderFetcher:
    return HttpFetcher(source, scratch) if isinstance(source, HttpSource) else FolderFetcher(source, scratch)
