"""As much of IPP (RFC 8010, 8011) as it takes to ask a printer itself how it is, and what became of a job.

CUPS shows a job that the device aborted as completed, and the queue's state for the printer's; so the printer is asked.
Only asked: nothing of a resident goes this way but the job's title, a serial number. A printer's own certificate is signed by
nobody, so over ``ipps`` it is not verified: a false answer is worth no more to an attacker than pulling the plug.
"""

from __future__ import annotations

import io
import re
import time
from typing import Any
from urllib.parse import urlsplit

from devices.page_printer.state_reasons import IDLE, PROCESSING, STOPPED, PrinterState
from devices.page_printer.verdicts import CANCELLED, OwnJob
from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason
from kiosk.domain.values import Value, replace

GET_JOB_ATTRIBUTES = 0x0009
GET_JOBS = 0x000A
GET_PRINTER_ATTRIBUTES = 0x000B

_OPERATION_GROUP, _JOB_GROUP, _END = 0x01, 0x02, 0x03
_UNSUPPORTED, _UNKNOWN = 0x10, 0x12
_INTEGER, _BOOLEAN, _ENUM = 0x21, 0x22, 0x23
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x42, 0x44, 0x45, 0x47, 0x48
JOB_ATTRIBUTES = ("job-id", "job-name", "job-state", "time-at-processing")
STATE_ATTRIBUTES = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "printer-input-tray")
_MAX_ANSWER = 1 << 20
_TIMEOUT = 1.5  # for connecting, and for the whole of an answer

AttributeValue = int | bool | str | bytes
Group = dict[str, tuple[AttributeValue, ...]]


class BadAnswer(Exception):
    """The bytes are no IPP answer."""


class Answer(Value):
    status: int
    groups: tuple[tuple[int, Group], ...]

    @property
    def good(self) -> bool:
        """Whether the status is one of success (RFC 8011, appendix B)."""
        return self.status < 0x0100


def encode_request(operation: int, uri: str, attributes: tuple[tuple[int, str, tuple[str | int, ...]], ...]) -> bytes:
    """IPP/2.0. ``attributes``: (value tag, name, values) of the operation group, after charset, language and printer-uri."""
    every = (
        (_CHARSET, "attributes-charset", ("utf-8",)),
        (_LANGUAGE, "attributes-natural-language", ("en",)),
        (_URI, "printer-uri", (uri,)),
        *attributes,
    )
    body = bytearray((2, 0)) + operation.to_bytes(2, "big") + (1).to_bytes(4, "big") + bytes([_OPERATION_GROUP])
    for tag, name, values in every:
        for at, value in enumerate(values):  # the second and later values of a set have no name
            encoded = value.to_bytes(4, "big") if isinstance(value, int) else value.encode()
            label = b"" if at else name.encode()
            body += bytes([tag]) + len(label).to_bytes(2, "big") + label + len(encoded).to_bytes(2, "big") + encoded
    return bytes(body) + bytes([_END])


def parse_answer(data: bytes) -> Answer:
    """`BadAnswer` for whatever breaks the format. Collections come out as bytes and their members are dropped."""
    if len(data) < 9 or data[0] not in (1, 2):
        raise BadAnswer
    groups: list[tuple[int, Group]] = []
    at, name = 8, ""
    while True:
        if at >= len(data):
            raise BadAnswer
        tag = data[at]
        at += 1
        if tag == _END:
            return Answer(int.from_bytes(data[2:4], "big"), tuple(groups))
        if tag < 0x10:
            groups.append((tag, {}))
            name = ""
            continue
        label, at = _counted(data, at)
        raw, at = _counted(data, at)
        if not groups:
            raise BadAnswer
        if label:
            name = label.decode("utf-8", "replace")
        if not name:
            raise BadAnswer
        if tag in (_UNSUPPORTED, _UNKNOWN):
            continue  # says no more than an attribute that is not there; no-value does
        group = groups[-1][1]
        group[name] = (*group.get(name, ()), _value(tag, raw))


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    end = at + 2 + int.from_bytes(data[at : at + 2], "big")
    if at + 2 > len(data) or end > len(data):
        raise BadAnswer
    return data[at + 2 : end], end


def _value(tag: int, raw: bytes) -> AttributeValue:
    if tag in (_INTEGER, _ENUM):
        if len(raw) != 4:
            raise BadAnswer
        return int.from_bytes(raw, "big", signed=True)
    if tag == _BOOLEAN:
        if raw not in (b"\0", b"\1"):
            raise BadAnswer
        return raw == b"\1"
    return raw.decode("utf-8", "replace") if 0x40 <= tag <= 0x49 else raw


def _sheets(tray: AttributeValue) -> int | None:
    """What an input tray says that it holds (PWG 5100.13 printer-input-tray: ``...;level=100;...``). None for what is no number of
    sheets: less than 0 is unknown, or more than nothing (RFC 3805 prtInputCurrentLevel)."""
    text = tray.decode("ascii", "replace") if isinstance(tray, bytes) else str(tray)
    level = re.search(r"(?:^|;)level=([0-9]{1,9})(?:;|$)", text)
    return int(level[1]) if level else None


def _has_begun(job: Group) -> bool | None:
    if "time-at-processing" not in job:
        return None
    return isinstance(job["time-at-processing"][0], int)


class _Arriving(io.RawIOBase):
    """What comes from a socket until a moment: the socket's own timeout begins anew with each byte, and a printer that drips would
    hold us for minutes."""

    def __init__(self, socket: Any, until: float) -> None:
        self._socket = socket
        self._until = until

    def makefile(self, mode: str) -> io.BufferedReader:
        """What `http.client` asks of a socket."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return int(self._socket.recv_into(buffer))


class IppPrinter:
    """The printer at an ``ipp`` or ``ipps`` URI. Every question is a connection of its own; `TransportError` if it fails."""

    def __init__(self, uri: str) -> None:
        self._uri = uri
        parts = urlsplit(uri)
        self._secure = parts.scheme == "ipps"
        self._host = parts.hostname or ""
        self._port = parts.port or 631
        self._path = parts.path or "/"

    def state(self) -> PrinterState:
        """The printer's state, its reasons, and how many sheets its trays tell of.

        Raises:
            TransportError: it could not be asked, or answered with no state.
        """
        wanted = (_KEYWORD, "requested-attributes", STATE_ATTRIBUTES)
        for _, group in self._ask(GET_PRINTER_ATTRIBUTES, (wanted,)).groups:
            state = group.get("printer-state", (0,))[0]
            if isinstance(state, int) and state in (IDLE, PROCESSING, STOPPED):
                reasons = tuple(str(reason) for reason in group.get("printer-state-reasons", ()))
                return PrinterState(
                    state,
                    tuple(reason for reason in reasons if reason != "none"),
                    accepting=group.get("printer-is-accepting-jobs", (True,))[0] is not False,
                    trays=tuple(map(_sheets, group.get("printer-input-tray", ()))),
                )
        raise TransportError(Reason.GARBLED)

    def job(self, title: str) -> tuple[OwnJob | None, bool]:
        """The newest job of that title, None where there is none; and whether another job is in front of it.

        A scheduler that is restarted sends a job again: it has begun where any of that title has.
        """
        found: dict[int, OwnJob] = {}
        others: set[int] = set()
        for which in ("not-completed", "completed"):
            answer = self._ask(
                GET_JOBS,
                (
                    (_INTEGER, "limit", (50,)),
                    (_KEYWORD, "requested-attributes", JOB_ATTRIBUTES),
                    (_KEYWORD, "which-jobs", (which,)),
                ),
            )
            for tag, group in answer.groups:
                number, state = group.get("job-id", (None,))[0], group.get("job-state", (None,))[0]
                named = title in (str(name) for name in group.get("job-name", ()))
                if tag != _JOB_GROUP or not isinstance(number, int) or not isinstance(state, int):
                    continue
                if named:
                    found[number] = OwnJob(state, _has_begun(group))
                elif state < CANCELLED:
                    others.add(number)
        if not found:
            return None, bool(others)
        newest = found[max(found)]
        if any(job.has_begun for job in found.values()):
            newest = replace(newest, begun=True)
        return newest, any(number < max(found) for number in others)

    def _ask(self, operation: int, attributes: tuple[tuple[int, str, tuple[str | int, ...]], ...]) -> Answer:
        import http.client

        if self._secure:
            import ssl

            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                self._host, self._port, timeout=_TIMEOUT, context=context
            )
        else:
            connection = http.client.HTTPConnection(self._host, self._port, timeout=_TIMEOUT)
        try:
            body = encode_request(operation, self._uri, attributes)
            connection.request("POST", self._path, body, {"Content-Type": "application/ipp"})
            arriving: Any = _Arriving(connection.sock, time.monotonic() + _TIMEOUT)
            response = http.client.HTTPResponse(arriving, method="POST")
            response.begin()
            data = response.read(_MAX_ANSWER)
            if response.status != 200:
                raise TransportError(Reason.GARBLED)
            answer = parse_answer(data)
        except TimeoutError as error:
            raise TransportError(Reason.SILENT) from error
        except OSError as error:
            raise TransportError(Reason.NOT_FOUND) from error
        except (http.client.HTTPException, BadAnswer) as error:
            raise TransportError(Reason.GARBLED) from error
        finally:
            connection.close()
        if not answer.good:
            raise TransportError(Reason.GARBLED)
        return answer
