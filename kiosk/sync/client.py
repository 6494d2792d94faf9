"""The client of the central platform: one call, one typed answer or a `Failure`. Nothing else ever counts as an answer."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import requests
from pydantic import BaseModel, ValidationError
from urllib3.exceptions import HTTPError

from kiosk.domain.clock import Clock
from kiosk.domain.parties import Evidence, Subject
from kiosk.domain.values import Value
from kiosk.messages import models
from kiosk.messages.answers import ANSWER_DIGEST, EPOCH, REQUEST_ID, answer_digest, readable
from kiosk.messages.bounded_reading import TooLarge, TooLate, read_bounded
from kiosk.messages.signing import Signer, client_assertion, identity_claim
from kiosk.ports.platform import AnswerUnusable, LookUp, LookUpRefused
from kiosk.ports.storage import LeasedTo, OutboxMessage, Piece, PlatformEpoch
from kiosk.sync.bounded_http import BoundedSession
from kiosk.sync.calls import Alive, Answered, Failed, Failure, Leased, PieceKept, Settled, SignedIn

CONNECT_TIMEOUT = 3.0  # seconds
ANSWER_TIMEOUT = 8.0  # seconds for the whole answer, not for each piece of it
LARGEST_ANSWER = 16 * 1024 * 1024  # bytes
API = "/api"

AnswerT = TypeVar("AnswerT", bound=BaseModel)
DoneT = TypeVar("DoneT")


class CallFailed(Exception):
    def __init__(self, failure: Failure, code: str = "", after: int | None = None) -> None:
        """``code``: the platform's own, of a refusal that is an answer; ``after``: seconds until it wants to be asked again."""
        super().__init__(failure.value)
        self.failure = failure
        self.code = code
        self.after = after

    @property
    def result(self) -> Failed:
        """As the engine is told."""
        return Failed(self.failure, after=self.after)


class Account(Value):
    """What this terminal is to the platform."""

    url: str
    terminal_id: str
    audience: str
    signer: Signer
    ca: str = ""  # as `BoundedSession` takes it
    proxy: str = ""  # as `BoundedSession` takes it
    introduce: Callable[[], object] | None = None  # done before each sign-in, by a terminal that the platform may not know yet


class PlatformClient:
    """May be used by several threads, which share the token and the one connection that is kept: calls at the same time have more,
    and close them. ``clock`` learns from the platform."""

    def __init__(self, account: Account, clock: Clock) -> None:
        self._account = account
        self._clock = clock
        self._idle: list[BoundedSession] = []  # at most one
        self._idle_lock = threading.Lock()
        self._token_lock = threading.Lock()
        self._token = ""
        self._token_until = 0.0
        self._contract = 1
        self.epoch = ""  # of the platform, as its last answer named it

    def sign_in(self) -> SignedIn | Failed:
        """Anew, whatever token there is: the least that the platform can be asked."""
        try:
            token, until = self._signed(self._fresh_token)
        except CallFailed as fault:
            return fault.result
        with self._token_lock:
            self._token, self._token_until = token, until
        return SignedIn()

    def ask(self, look_up: LookUp) -> Answered | Failed:
        """Ask what a resident waits for. A refusal is `Failed`, too, and so is an answer that is none of this look-up's."""
        try:
            return Answered(self._signed(lambda: look_up.ask(self)))
        except CallFailed as fault:
            return fault.result
        except LookUpRefused:
            return Failed(Failure.NOT_UNDERSTOOD)
        except AnswerUnusable:
            return Failed(Failure.NOT_THE_PLATFORM)

    def send_messages(self, messages: Sequence[OutboxMessage]) -> Settled | Failed:
        """As many of them as go into one request, in the newest contract that the platform understands."""
        try:
            self._bearer()  # with which the platform says what it understands
            from kiosk.sync.contracts import NOT_SAYABLE_AFTER, prepared  # when there is something to send, not at the start

            sending = prepared(messages, self._contract)
            if sending is None:
                return Settled(len(messages), retry_after=NOT_SAYABLE_AFTER)
            answer = self._call(sending.path, sending.body, sending.answer)
            self._learn(getattr(answer, "time", None))
            return sending.settled(answer)
        except CallFailed as fault:
            return fault.result

    def send_piece(self, piece: Piece) -> PieceKept | Failed:
        """Send one piece of an attachment. The answer says how many characters of the whole the platform has now."""
        request = models.AttachmentPiece(
            submission_id=piece.submission_id, sha256=piece.sha256, size=piece.size, offset=piece.offset, piece=piece.text
        )
        try:
            answer = self._call("/v1/attachments", request, models.AttachmentAnswer)
        except CallFailed as fault:
            return fault.result
        if answer.sha256 != piece.sha256:
            return Failed(Failure.NOT_THE_PLATFORM)
        self._learn(answer.time)
        return PieceKept(piece.sha256, piece.offset, answer.received, answer.verdict == "KEPT")

    def heartbeat(self, beat: models.HeartbeatRequest, serials_left: int, leased: LeasedTo | None = None) -> Alive | Failed:
        """Say that the terminal lives, and how; the clock learns from the answer.

        Args:
            beat: of it is left out what the platform does not know yet.
            serials_left: numbers for copies that are left here; not sent, handed on in what is returned.
            leased: the highest of them that was leased, where the platform is to be told.
        """
        try:
            self._bearer()  # with which the platform says what it understands
            if leased is not None:
                beat = beat.model_copy(update={"serials": models.LeasedSerials(prefix=leased.prefix, last=leased.last)})
            newer = {name for name, contract in (("details", 2), ("serials", 3), ("measures", 4)) if self._contract < contract}
            body = beat.model_dump_json(exclude=newer, exclude_none=True).encode()
            answer = self._call("/v1/heartbeat", body, models.HeartbeatAnswer)
        except CallFailed as fault:
            return fault.result
        self._clock.correct(answer.time)
        epochs = tuple(PlatformEpoch(epoch.code, epoch.back_to) for epoch in answer.epochs)
        return Alive(serials_left, answer.restored, epochs, answer.next_in, tuple(answer.orders))

    def lease_serials(self) -> Leased | Failed:
        """Ask for the next range of serial numbers for copies. No two leases overlap: a lost answer loses its range."""
        try:
            answer = self._call("/v1/copy-serials", b"{}", models.SerialLeaseAnswer)
        except CallFailed as fault:
            return fault.result
        return Leased(answer.prefix, answer.first, answer.last)

    def call(self, path: str, request: BaseModel, answer: type[AnswerT]) -> AnswerT:
        """`kiosk.ports.platform.PlatformLine`; CallFailed where no typed answer came."""
        try:
            return self._call(path, request, answer)
        except CallFailed as fault:
            if fault.code:
                raise LookUpRefused(fault.code) from fault
            raise

    def identity(self, subject: Subject, evidence: Evidence) -> str:
        """`kiosk.ports.platform.PlatformLine`"""
        account = self._account
        return identity_claim(account.signer, account.terminal_id, subject, evidence, self._now())

    def _now(self) -> int:
        """For what is signed."""
        return self._clock.now().wall

    def _signed(self, call: Callable[[], DoneT]) -> DoneT:
        """What was signed by a wrong clock is signed anew, by the platform's."""
        off_by = self._clock.off_by
        try:
            return call()
        except CallFailed:
            if off_by == self._clock.off_by:
                raise
        return call()

    def _call(self, path: str, request: BaseModel | bytes, answer: type[AnswerT]) -> AnswerT:
        body = request if isinstance(request, bytes) else request.model_dump_json().encode()
        try:
            return self._post(path, body, answer, self._bearer())
        except CallFailed as fault:
            if fault.failure is not Failure.REFUSED:
                raise
        # The token may have been withdrawn before its time: once more with a new one.
        with self._token_lock:
            self._token_until = 0.0
        return self._post(path, body, answer, self._bearer())

    def _bearer(self) -> str:
        with self._token_lock:
            if time.monotonic() >= self._token_until:
                self._token, self._token_until = self._signed(self._fresh_token)
            return self._token

    def _fresh_token(self) -> tuple[str, float]:
        """The token, and until when it may be used, in monotonic seconds."""
        account = self._account
        if account.introduce is not None:
            account.introduce()
        assertion = client_assertion(account.signer, account.terminal_id, account.audience, self._now())
        request = models.TokenRequest(client_assertion=assertion)
        token = self._post("/v1/token", request.model_dump_json().encode(), models.TokenAnswer, "")
        self._contract = token.contract
        return token.access_token, time.monotonic() + max(0, token.expires_in - 30)

    def _learn(self, platform_time: int | None) -> None:
        """What was confirmed is written down with the platform's time, whatever this machine's clock says."""
        if platform_time is not None:
            self._clock.correct(platform_time)

    def _note_clock(self, text: bytes) -> None:
        try:
            problem = models.Problem.model_validate_json(text)
        except ValidationError:
            return
        if problem.code == "CLOCK":
            self._clock.correct(problem.time)

    @contextmanager
    def _session(self) -> Iterator[BoundedSession]:
        with self._idle_lock:
            session = self._idle.pop() if self._idle else None
        session = session or BoundedSession(self._account.ca, self._account.proxy)
        try:
            yield session
        finally:
            with self._idle_lock:
                kept = not self._idle
                if kept:
                    self._idle.append(session)
            if not kept:
                session.close()

    def _post(self, path: str, body: bytes, answer: type[AnswerT], bearer: str) -> AnswerT:
        request_id = secrets.token_urlsafe(16)
        headers = {"Content-Type": "application/json", "Accept": "application/json", REQUEST_ID: request_id}
        if bearer:
            headers["Authorization"] = f"Bearer {bearer}"
        until = time.monotonic() + ANSWER_TIMEOUT
        try:
            with (
                self._session() as session,
                session.post(
                    self._account.url + API + path,
                    data=body,
                    headers=headers,
                    timeout=(CONNECT_TIMEOUT, ANSWER_TIMEOUT),
                    allow_redirects=False,
                    stream=True,
                ) as response,
            ):
                status, kind = response.status_code, response.headers.get("Content-Type", "")
                self.epoch = response.headers.get(EPOCH, self.epoch)
                text = read_bounded(response, LARGEST_ANSWER, until, time.monotonic)
                # Altered on its way, or the answer to something else, it is another.
                vouched = response.headers.get(ANSWER_DIGEST, "") == answer_digest(request_id, text)
        except TooLarge:
            raise CallFailed(Failure.NOT_THE_PLATFORM) from None
        except TooLate:
            raise CallFailed(Failure.UNREACHABLE) from None
        except (requests.RequestException, HTTPError, OSError) as fault:
            raise CallFailed(Failure.UNREACHABLE) from fault
        if status in (429, 503) and vouched and (after := _after(text)) is not None:
            raise CallFailed(Failure.BUSY, after=after)
        if status >= 500:
            raise CallFailed(Failure.SERVER_ERROR)
        if not kind.startswith("application/json"):
            raise CallFailed(Failure.NOT_THE_PLATFORM)
        if status in (401, 403):
            if vouched:
                self._note_clock(text)
            raise CallFailed(Failure.REFUSED)
        if status == 429:
            raise CallFailed(Failure.BUSY)
        if status == 409 and vouched:
            raise CallFailed(Failure.NOT_UNDERSTOOD, _code(text))
        if status != 200:
            raise CallFailed(Failure.NOT_UNDERSTOOD if 400 <= status < 500 else Failure.NOT_THE_PLATFORM)
        if not vouched:
            raise CallFailed(Failure.NOT_THE_PLATFORM)
        try:
            return answer.model_validate_json(readable(text))
        except ValidationError:
            raise CallFailed(Failure.NOT_THE_PLATFORM) from None


def _code(text: bytes) -> str:
    try:
        return models.Problem.model_validate_json(text).code
    except ValidationError:
        return ""


def _after(text: bytes) -> int | None:
    try:
        return models.Problem.model_validate_json(text).after
    except ValidationError:
        return None
