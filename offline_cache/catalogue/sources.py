"""Where a catalogue comes from: the platform or a mirror of it over HTTP, or a folder such as a USB stick's.

Both give bytes and nothing else: whether they are the platform's is for the signatures to say. What a source says is bounded in
size and time, and remembered (`Fetched`), so that a refusal can be told by what really came.
"""

from __future__ import annotations

import errno
import os
import re
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO

import requests
from tuf.api.exceptions import DownloadError, DownloadHTTPError, DownloadLengthMismatchError, SlowRetrievalError
from tuf.ngclient.fetcher import FetcherInterface
from urllib3.exceptions import HTTPError

from kiosk.domain.values import Value
from kiosk.removable import open_plain
from kiosk.sync.bounded_http import BoundedSession
from offline_cache.catalogue.folder import BEGUN

CONNECT_TIMEOUT = 3.0  # seconds
SILENCE = 8.0  # seconds between two pieces of an answer
PATIENCE = 20.0  # seconds for a whole answer, and as many more as its allowed size takes at this speed:
SLOWEST = 20_000  # bytes a second
_PIECE = 65536
_PART = re.compile(r"(metadata|targets)/([A-Za-z0-9][A-Za-z0-9._-]{0,200})")


class HttpSource(Value):
    """``url``: of the folder that holds ``metadata/`` and ``targets/``; ``ca``, ``proxy``: as `BoundedSession` takes them."""

    url: str
    ca: str = ""
    proxy: str = ""


class FolderSource(Value):
    path: Path


class CutShort(DownloadError):
    """Less came than was announced."""


class _NoSuchPart(DownloadError):
    """The server cannot go on where we are: the next attempt begins at the beginning."""


class NotACatalogue(DownloadError):
    """An answer, but none of a catalogue's: a captive portal's page, a redirect, a folder of something else."""


class Unwritable(DownloadError):
    """What came cannot be kept here."""


class Fetched(Value):
    """One file that was asked for. ``allowed``: how many bytes it might have; exact, where it was signed. ``server_time``: seconds
    since 1970 by the server's word, 0 where it gave none: nobody signed it. ``content``: of metadata; of a target nothing."""

    name: str = ""
    allowed: int = 0
    received: int = 0
    server_time: int = 0
    content: bytes = b""


class Piece(Value):
    """``at``: bytes of the file before it. ``server_time``: as in `Fetched`."""

    data: bytes
    at: int
    server_time: int = 0


class Fetcher(FetcherInterface):
    """``scratch``: a folder on the disk that the catalogue is on, for what is under way."""

    base = "catalogue:/"

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self.seen: list[Fetched] = []
        self.total = 0  # bytes
        self.went_on = False  # with what an earlier attempt had of the last target

    def _fetch(self, url: str) -> Iterator[bytes]:
        raise NotImplementedError("download_file is all that the updater asks for")

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """As python-tuf's, and never on another disk. DownloadError."""
        name = url.removeprefix(self.base)
        if not _PART.fullmatch(name):
            raise DownloadError("a name that no catalogue has")
        with self._file(name, max_length) as (file, there):
            received, server_time, content = there, 0, bytearray()
            until = time.monotonic() + PATIENCE + max_length / SLOWEST
            try:
                with closing(self._pieces(name, there, max_length, until)) as pieces:
                    for piece in pieces:
                        server_time = piece.server_time
                        received = piece.at + len(piece.data)
                        self.total += len(piece.data)
                        if received > max_length:
                            raise DownloadLengthMismatchError(f"{name}: more than {max_length} bytes")
                        _write(file, piece)
                        if name.startswith("metadata/"):
                            content += piece.data
            finally:
                self.seen.append(Fetched(name, max_length, received, server_time, bytes(content)))
            file.seek(0)
            yield file

    @contextmanager
    def _file(self, name: str, length: int) -> Iterator[tuple[IO[bytes], int]]:
        """Where it is written, and how much of it is there already. Closed when the updater has looked at it. Unwritable."""
        del name, length
        with _opened(lambda: tempfile.TemporaryFile(dir=self._scratch, buffering=0)) as file:
            yield file, 0

    def _pieces(self, name: str, there: int, length: int, until: float) -> Generator[Piece, None, None]:
        """From the beginning, or from what is ``there`` on. ``length``: how many bytes it may have. DownloadError."""
        raise NotImplementedError


@contextmanager
def _opened(open_it: Callable[[], IO[bytes]]) -> Iterator[IO[bytes]]:
    try:
        file = open_it()
    except OSError as fault:
        raise Unwritable(str(fault.strerror)) from None
    with file:
        yield file


def _write(file: IO[bytes], piece: Piece) -> None:
    try:
        if piece.at != file.tell():
            file.seek(piece.at)
            file.truncate()
        if file.write(piece.data) < len(piece.data):  # a disk that was not quite full
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    except OSError as fault:
        raise Unwritable(str(fault.strerror)) from None


class HttpFetcher(Fetcher):
    """A target goes on where the line broke or this machine went down: its address holds its hash, so what is there is of that very
    file, or is found out and thrown away when it is whole."""

    def __init__(self, source: HttpSource, scratch: Path) -> None:
        super().__init__(scratch)
        self._url = source.url.rstrip("/")
        self._session = BoundedSession(source.ca, source.proxy)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    @contextmanager
    def _file(self, name: str, length: int) -> Iterator[tuple[IO[bytes], int]]:
        if not name.startswith("targets/"):
            with super()._file(name, length) as scratch:
                yield scratch
            return
        path = self._scratch / (name.removeprefix("targets/") + BEGUN)
        keep = False
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW
            with _opened(lambda: os.fdopen(os.open(path, flags, 0o600), "r+b", buffering=0)) as file:
                there = file.seek(0, os.SEEK_END)
                self.went_on = there > 0
                yield file, there if there <= length else 0
        except (Unwritable, DownloadLengthMismatchError, _NoSuchPart):
            raise
        except DownloadError:
            keep = True
            raise
        finally:  # also where its hash is another
            if not keep:
                path.unlink(missing_ok=True)

    def _pieces(self, name: str, there: int, length: int, until: float) -> Generator[Piece, None, None]:
        if there and there == length:
            return
        try:
            with self._session.get(
                f"{self._url}/{name}",
                headers={"Accept-Encoding": "identity", **({"Range": f"bytes={there}-"} if there else {})},
                timeout=(CONNECT_TIMEOUT, SILENCE),
                allow_redirects=False,
                stream=True,
            ) as answer:
                at = there if answer.status_code == 206 else 0
                if there and (answer.status_code == 416 or not _begins_at(at, answer)):
                    raise _NoSuchPart(f"{name}: answered with another part than was asked for")
                if answer.status_code != (206 if at else 200):
                    raise DownloadHTTPError(f"{name}: answered with {answer.status_code}", answer.status_code)
                if answer.headers.get("Content-Type", "").startswith("text/html"):
                    raise NotACatalogue(f"{name}: answered with a page for people")
                for data in self._body(answer, name, until):
                    yield Piece(data, at, _time(answer))
                    at += len(data)
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


def _begins_at(at: int, answer: requests.Response) -> bool:
    return not at or answer.headers.get("Content-Range", "").startswith(f"bytes {at}-")


def _time(answer: requests.Response) -> int:
    try:
        return int(parsedate_to_datetime(answer.headers.get("Date", "")).timestamp())
    except (ValueError, TypeError, OverflowError):
        return 0


class FolderFetcher(Fetcher):
    """A stick is somebody else's: links on it lead nowhere, and what is no plain file is not opened for reading."""

    def __init__(self, source: FolderSource, scratch: Path) -> None:
        super().__init__(scratch)
        self._path = source.path

    def close(self) -> None:
        """Nothing stays open."""

    def _pieces(self, name: str, there: int, length: int, until: float) -> Generator[Piece, None, None]:
        try:
            with os.fdopen(open_plain(self._path, *name.split("/")), "rb") as file:
                while data := file.read(_PIECE):
                    yield Piece(data, file.tell() - len(data))
                    if time.monotonic() > until:
                        raise SlowRetrievalError(f"{name}: too slow")
        except FileNotFoundError:
            raise DownloadHTTPError(f"{name}: there is no such file", 404) from None
        except OSError as fault:
            if fault.errno in (errno.ELOOP, errno.ENOTDIR, errno.EINVAL):
                raise NotACatalogue(f"{name}: not a plain file in a plain folder") from None
            raise DownloadError(f"{name}: {fault.strerror}") from None


def open_fetcher(source: HttpSource | FolderSource, scratch: Path) -> HttpFetcher | FolderFetcher:
    """The fetcher for this kind of source. Nothing is asked of the network, nor is the folder opened, before the first fetch.

    Args:
        scratch: folder for what is on its way.
    """
    return HttpFetcher(source, scratch) if isinstance(source, HttpSource) else FolderFetcher(source, scratch)
