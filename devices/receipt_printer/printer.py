"""The driver of an ESC/POS receipt printer, over any transport."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator

from devices.receipt_printer.encoder import (
    CLEAR_BUFFERS,
    INITIALISE,
    TRANSMIT_PAPER_STATUS,
    commands,
    feed_and_cut,
    request_process_id,
)
from devices.receipt_printer.profile import Confirmation, PrinterProfile
from devices.receipt_printer.replies import (
    ASK_ALL,
    BuffersCleared,
    Garbage,
    PrinterReply,
    ProcessId,
    RealTimeStatus,
    ReplyParser,
    TransmittedStatus,
    judge,
)
from devices.transports.transport import Transport, TransportError
from kiosk.domain.device_states import Reason, StatusKind
from kiosk.domain.receipts import PaperDocument
from kiosk.ports.devices import DeviceStatus, PrintConfirmed, PrintFailed, PrintOutcome, PrintSent, PrintUncertain

_STATUS_TIMEOUT = 0.9  # for all four bytes; a printer answers DLE EOT while it prints and while it is offline
_FINISH_LIMIT = 20.0  # from the last byte to the printer's word for it; half a metre of paper takes 10 s on the slowest
_FINISH_POLL = 0.25
_WAY_TIMEOUT = 0.7  # for an idle printer to answer what it is asked in turn
_WAY_TIMEOUT_CUTTING = 3.0  # for one that has just been told to cut
_CLEAR_TIMEOUT = 0.5  # a printer that does not know the command does not answer it
_CHUNK = 1024  # bytes between two looks at the status; a printer's own buffer is 4 KB and more


class EscPosPrinter:
    """``connect`` opens the transport (`TransportError` if it cannot). The connection is kept: opening one costs a tap its speed.

    What was sent of a job that then failed may still lie in the printer, and would come out when the paper is back, in
    front of whoever stands there. So the driver has the printer forget it, and has the torn-off piece cut when it is well again.
    """

    def __init__(self, connect: Callable[[], Transport], profile: PrinterProfile) -> None:
        self._connect = connect
        self._profile = profile
        self._transport: Transport | None = None
        self._parser = ReplyParser()
        self._good_answers = 0
        self._remnant = False
        self._way: Confirmation | None = None  # found out, and good for as long as this process lives

    def status(self) -> DeviceStatus:
        """As the printer says it, asked anew; where it is well, what is left of an earlier job is forgotten and cut off."""
        try:
            status = self._ask_status()
            if status.usable:
                cutting = self._cut_remnant()
                if self._profile.confirmation is Confirmation.AUTO:
                    status = self._find_way(cutting) or status
        except TransportError as error:
            self.close()
            return DeviceStatus(StatusKind.UNAVAILABLE, error.reason)
        if status.kind is StatusKind.UNKNOWN:
            self.close()
        self._good_answers += status.usable
        if self._good_answers == 2:  # a second into its life: nobody waits, and the first image will not wait either
            from devices.receipt_printer import raster

            raster.warm()
        return status

    def print(self, document: PaperDocument, serial: str) -> PrintOutcome:
        """``serial`` stays here: ESC/POS echoes four characters, which are drawn anew for each job."""
        try:
            status = self._ask_status()
            if not status.usable:
                if status.kind is StatusKind.UNKNOWN:
                    self.close()
                return PrintFailed(status.reason or Reason.GARBLED)
            cutting = self._cut_remnant()
            if self._profile.confirmation is Confirmation.AUTO and (trouble := self._find_way(cutting)) is not None:
                return PrintFailed(trouble.reason or Reason.GARBLED)
        except TransportError as error:
            self.close()
            return PrintFailed(error.reason)
        try:
            fault = self._send(commands(document, self._profile))
            if fault is None:
                return self._finish()
        except TransportError as error:
            fault = error.reason
        self._abandon()
        return PrintUncertain(fault)

    def confirmation(self) -> Confirmation | None:
        """The strongest word that the printer has for a finished job, whatever the configuration says; nothing is printed. None
        where it is not well enough to be asked."""
        try:
            if self._ask_status().usable:
                self._find_way()
        except TransportError:
            self.close()
        return self._way

    def cut_remnant(self) -> None:
        """What a process that is gone left in the printer goes with the next good status."""
        self._remnant = True

    def close(self) -> None:
        """Close the connection; the next question opens it anew."""
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _open(self) -> Transport:
        if self._transport is None:
            self._transport = self._connect()
            self._parser = ReplyParser()
        return self._transport

    def _write(self, data: bytes) -> None:
        try:
            self._open().write(data)
        except TransportError as error:
            if error.reason is Reason.SILENT:  # as a line says where nothing is taken
                raise TransportError(Reason.BUFFER_FULL) from error
            raise

    def _unanswered(self) -> TransportError:
        return TransportError(Reason.BUFFER_FULL if self._open().takes_no_more() else Reason.SILENT)

    def _ask_status(self) -> DeviceStatus:
        """All four DLE EOT at once. `TransportError` SILENT or BUFFER_FULL if none is answered; UNKNOWN if the answer breaks the
        rules."""
        transport = self._open()
        # Image data may hold the bytes of a DLE EOT, which some printers answer: what arrived before we ask is no answer.
        transport.discard_input()
        self._parser = ReplyParser()
        self._write(ASK_ALL)
        answers: list[int] = []
        until = time.monotonic() + _STATUS_TIMEOUT
        while len(answers) < 4:
            data = transport.read(256, until - time.monotonic())
            if not data:
                break
            for reply in self._parser.feed(data):
                match reply:
                    case RealTimeStatus(byte):
                        answers.append(byte)
                    case Garbage(byte) | TransmittedStatus(byte):
                        return DeviceStatus(StatusKind.UNKNOWN, Reason.GARBLED, f"byte {byte:02X}")
        if not answers:
            raise self._unanswered()
        if len(answers) != 4:
            return DeviceStatus(StatusKind.UNKNOWN, Reason.GARBLED, f"{len(answers)} of 4 status bytes")
        return judge(*answers)

    def _find_way(self, cutting: bool = False) -> DeviceStatus | None:
        """Ask an idle printer, the strongest word first; once. What it is if it is not well after that: then its silence meant
        nothing. A printer that does not know a command may take it for text, which the next job's ESC @ clears."""
        if self._way is not None:
            return None
        mark = _new_mark()
        asked = {Confirmation.PROCESS_ID: request_process_id(mark), Confirmation.TRANSMIT_STATUS: TRANSMIT_PAPER_STATUS}
        for way, question in asked.items():
            transport = self._open()
            transport.discard_input()
            self._parser = ReplyParser()
            self._write(question)
            until = time.monotonic() + (_WAY_TIMEOUT_CUTTING if cutting else _WAY_TIMEOUT)
            while data := transport.read(256, until - time.monotonic()):
                if any(_is_done(reply, mark if way is Confirmation.PROCESS_ID else None) for reply in self._parser.feed(data)):
                    self._way = way
                    return None
        status = self._ask_status()
        if not status.usable:
            return status
        self._way = Confirmation.NONE
        return None

    def _send(self, pieces: Iterator[bytes]) -> Reason | None:
        """Send in chunks that end where a command ends, and look at the printer in between. The fault, or None."""
        self._write(next(pieces))  # at once: the rest takes 20 ms to draw
        chunk = b""
        for piece in pieces:
            chunk += piece
            if len(chunk) >= _CHUNK:
                self._write(chunk)
                chunk = b""
                status = self._ask_status()
                if not status.usable:
                    return status.reason or Reason.GARBLED
        self._write(chunk)
        return None

    def _finish(self) -> PrintOutcome:
        """Wait for the printer's word that all is on paper. Raises TransportError when it falls silent."""
        transport = self._open()
        confirmation = self._profile.confirmation
        if confirmation is Confirmation.AUTO:
            confirmation = self._way or Confirmation.NONE
        if confirmation is Confirmation.NONE:
            status = self._ask_status()
            if status.usable:
                return PrintSent()
            self._abandon()
            return PrintUncertain(status.reason or Reason.GARBLED)
        mark = _new_mark()
        transport.discard_input()
        self._parser = ReplyParser()
        by_process_id = confirmation is Confirmation.PROCESS_ID
        self._write(request_process_id(mark) if by_process_id else TRANSMIT_PAPER_STATUS)
        began = time.monotonic()
        next_poll, asked = began + _FINISH_POLL, 0.0  # asked: when, if that is not answered yet
        answers: list[int] = []
        while (now := time.monotonic()) < began + _FINISH_LIMIT:
            arrived = transport.read(256, next_poll - now)
            for reply in self._parser.feed(arrived):
                if _is_done(reply, mark if by_process_id else None):
                    return PrintConfirmed() if by_process_id else PrintSent()
                if isinstance(reply, RealTimeStatus):
                    answers.append(reply.byte)
            if len(answers) >= 4:
                status = judge(*answers[:4])
                if not status.usable:
                    self._abandon()
                    return PrintUncertain(status.reason or Reason.GARBLED)
                asked, answers = 0.0, answers[4:]
            # By the time before the read: on a busy machine an answer may lie here for long until this thread looks.
            if asked and now - asked > _STATUS_TIMEOUT and not arrived:
                raise self._unanswered()
            if (now := time.monotonic()) >= next_poll:
                if not answers:
                    self._write(ASK_ALL)
                    asked = asked or now
                next_poll = now + _FINISH_POLL
        self._way = None  # it is well and does not say it any more: another printer may stand there
        raise TransportError(Reason.SILENT)

    def _abandon(self) -> None:
        """The job is lost: have the printer forget what it holds of it. Best effort; a printer without the command ignores it."""
        self._remnant = True
        try:
            if self._transport is not None:
                self._write(CLEAR_BUFFERS)
        except TransportError:
            pass
        self.close()

    def _cut_remnant(self) -> bool:
        """Cut off what a lost job left hanging, so that the next receipt is nobody else's. True where something was cut."""
        if not self._remnant:
            return False
        transport = self._open()
        self._write(CLEAR_BUFFERS)
        parser, until = ReplyParser(), time.monotonic() + _CLEAR_TIMEOUT
        while data := transport.read(256, until - time.monotonic()):  # what is sent before the answer may be cleared too
            if BuffersCleared() in parser.feed(data):
                break
        self._write(INITIALISE + feed_and_cut(self._profile))
        self._remnant = False
        return True


def _new_mark() -> bytes:
    return bytes(secrets.choice(b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(4))


def _is_done(reply: PrinterReply, mark: bytes | None) -> bool:
    if mark is not None:
        return isinstance(reply, ProcessId) and reply.mark == mark
    return isinstance(reply, TransmittedStatus)
