"""An order of the platform's staff, as it comes with the answer to a heartbeat, and what the terminal answers.

An order is a compact JWS of typ ``remote-order``: ``t`` the terminal, ``a`` the action, ``w`` why it goes out of service, ``jti``
the order's id, ``iat`` and ``exp`` seconds since 1970. It comes with each answer until it was answered or has expired. What came of
it is a message of kind `KIND` under the order's id, so that one order is obeyed once.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.domain.closings import Closing
from kiosk.domain.remote_orders import LARGEST, LIFETIME, OrderResult, RemoteAction, RemoteOrder
from kiosk.domain.technicians import TECHNICIAN
from kiosk.messages.base import Opaque, Request, Seconds, SubmissionId
from kiosk.messages.signing import BadSignature, Signer, verified

KIND = "order-report"
MOST = 4  # orders in one answer
_TYP = "remote-order"
_AHEAD = 300  # seconds that the platform's clock may be ahead of the terminal's


class _Stated(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    t: Annotated[str, Field(min_length=1, max_length=16)]
    a: RemoteAction
    w: Closing | None = None
    jti: SubmissionId
    iat: Seconds
    exp: Seconds


class OrderReport(Request):
    """``report_id``: the order's, or for what a technician sends from the terminal itself one of its own. ``file``: base64 of the
    picture (PNG) or of the support bundle (zip)."""

    report_id: SubmissionId
    action: RemoteAction
    result: OrderResult
    at: Seconds
    technician: Annotated[str, Field(pattern=TECHNICIAN)] | None = None
    file: Opaque = Field(default="", max_length=(LARGEST + 2) // 3 * 4)

    def content(self) -> bytes:
        """The file; b"" where there is none, or no base64."""
        try:
            return base64.b64decode(self.file, validate=True)
        except (binascii.Error, ValueError):
            return b""


def signed_order(signer: Signer, order: RemoteOrder, terminal_id: str, now: int) -> str:
    """As it goes to the terminal.

    Args:
        signer: the platform's.
        order: what is to be done.
        terminal_id: the one that is to do it.
        now: when it was asked, in seconds since 1970; it is good for `LIFETIME`.
    """
    why = order.closing.value if order.closing else None
    claims: dict[str, Any] = {"t": terminal_id, "a": order.action.value, "jti": order.order_id, "iat": now, "exp": now + LIFETIME}
    return signer.sign(_TYP, {**claims, "w": why} if why else claims)


def read_order(text: str, platform_keys: Sequence[Mapping[str, Any]], terminal_id: str, now: int) -> RemoteOrder | None:
    """The order, if it is for this terminal and good now.

    Args:
        text: as it came; anything.
        platform_keys: public JWKs that are trusted.
        terminal_id: of this terminal.
        now: the best time known, in seconds since 1970.
    """
    try:
        stated = _Stated.model_validate(verified(text, _TYP, platform_keys))
    except (BadSignature, ValidationError):
        return None
    if stated.t != terminal_id or not stated.iat - _AHEAD <= now < min(stated.exp, stated.iat + LIFETIME):
        return None
    if (stated.a is RemoteAction.CLOSE) != (stated.w is not None):
        return None
    return RemoteOrder(stated.jti, stated.a, stated.w)
