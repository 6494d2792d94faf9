"""Run in a copy of the checkout by `tests/test_additions.py`: the new kind of message and the new look-up, on the wire."""

from __future__ import annotations

import time
from typing import Any

from terminal_api import enrolled_at, moment

from kiosk.domain.clock import Clock
from kiosk.journeys.greeting.look_up import AskSuggestion, SuggestionKnown
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.sealing import Sealer
from kiosk.messages.signing import Signer
from kiosk.ports.storage import OutboxMessage
from kiosk.sync.calls import Answered, Settled
from kiosk.sync.client import Account, PlatformClient


def test_a_suggestion_is_sent_and_asked_for(served: dict[str, Any]) -> None:
    private, enrolment = enrolled_at(served)
    account = Account(served["url"], enrolment["terminal_id"], enrolment["audience"], Signer(private))
    client = PlatformClient(account, Clock(time.time, time.monotonic))
    sealed = Sealer(enrolment["sealing_key"]).seal(canonical_bytes({"text": "椅子少了一把"}))
    message = OutboxMessage(moment().new_id(), "suggestion", 1, sealed, sha256_hex(sealed.encode()))
    assert client.ask(AskSuggestion(message.message_id)) == Answered(SuggestionKnown(came=False))
    assert client.send_messages([message]) == Settled(1, ((message.message_id, ()),))
    assert client.ask(AskSuggestion(message.message_id)) == Answered(SuggestionKnown(came=True))
