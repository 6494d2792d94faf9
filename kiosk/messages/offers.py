"""An offer of enrolment on a stick, for a terminal that has no network: what the platform would answer, before it is asked.

No private key travels: the terminal makes its own, and gives its public half back, on the stick or once there is network. Who the
offer is from is compared by people: the platform tells a fingerprint of it beside the stick, which is typed at the terminal. Which
key uses it is compared, too: both sides make a fingerprint (`kiosk.messages.pairing`) of the offer's terms and the key, and until
staff have found them the same the platform takes nothing from that terminal.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk.domain.text import LocalizedText
from kiosk.messages.base import Text
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.pairing import exchange_digest, fingerprint
from kiosk.messages.sealing import public_half

OFFER_FILE = "terminal-offer.json"  # at the top of a stick
LARGEST = 400_000  # bytes


class Offer(BaseModel):
    """``code``: good for one key, until ``expires_at`` (seconds since 1970); of the rest each is as of `models.EnrolAnswer`."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    code: Text = Field(max_length=32)
    url: Text = Field(max_length=200)
    terminal_id: Text = Field(max_length=16)
    site: LocalizedText
    hotline: Text = Field(max_length=32)
    audience: Text = Field(max_length=200)
    sealing_key: dict[str, str]
    verification_keys: list[dict[str, str]] = Field(max_length=32)
    catalogue_root: str = Field(max_length=65536)
    catalogue_offline_root: str = Field(max_length=65536)
    expires_at: int

    @property
    def terms(self) -> dict[str, Any]:
        """All but the code, as plain JSON values: what the platform keeps of it."""
        return self.model_dump(mode="json", exclude={"code"})

    @property
    def fingerprint(self) -> str:
        """Of the offer, for whoever takes the stick along; 80 bits."""
        return fingerprint(f"offer {hashlib.sha256(canonical_bytes(self.terms)).hexdigest()}")


def read_offer(text: bytes) -> Offer | None:
    """None where it is none."""
    try:
        return Offer.model_validate_json(text)
    except ValidationError:
        return None


def request_name(terminal_id: str) -> str:
    """Of the file that goes back on the stick: it holds a `models.EnrolRequest`."""
    return f"terminal-request-{terminal_id}.json"


def request_text(code: str, signing_key: dict[str, Any]) -> str:
    """What stands in it: the public half of the key alone."""
    return json.dumps({"pairing_code": code, "public_key": public_half(signing_key)})


def exchange_of(signing_key: dict[str, Any], terms: dict[str, Any]) -> str:
    """The digest of which both sides make their fingerprint. ``signing_key``: public or private."""
    return exchange_digest(public_half(signing_key) if "d" in signing_key else signing_key, terms)
