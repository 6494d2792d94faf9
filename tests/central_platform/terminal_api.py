"""A terminal as the platform sees it: its enrolment, its calls, each answer checked against the contract."""

from __future__ import annotations

import hashlib
import json
import os
import ssl
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.test import Client, override_settings

from central_platform.catalogue import published as catalogue
from central_platform.core import epochs
from central_platform.enrolment.services import new_pairing_code
from central_platform.quotas.limits import Quota
from central_platform.terminals.models import Terminal
from central_platform.terminals.services import confirm
from kiosk.domain.parties import Citizen, Evidence
from kiosk.domain.people import CardKind
from kiosk.domain.sample_people import SamplePerson
from kiosk.domain.submissions import new_receipt_token, token_hash
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import Moment
from kiosk.messages.canonical import canonical_bytes, sha256_hex
from kiosk.messages.pairing import exchange_digest, fingerprint
from kiosk.messages.sealing import Sealer
from kiosk.messages.signing import Signer, client_assertion, identity_claim, new_signing_key
from tests.central_platform.platform_contract import address, check_answer

HOME = Path(os.environ["PLATFORM_HOME"])  # what conftest.py made
SENIOR_CARD = "113101990000001072431050000E004"
SITE = LocalizedText("样板区梧桐街道社区事务受理服务中心", "Wutong Street Centre")
NOW = 1795312800  # 2026-11-22 10:00 in China, a Sunday


MODULE = "05.03-20190101-0000000001-0000000001"  # of this terminal's reader


class Holder(Protocol):
    """Whose card is shown: a sample person, or somebody who has their number."""

    @property
    def name(self) -> str: ...
    @property
    def number(self) -> str: ...


def mark_of(person: Holder) -> str:
    """Of their card, the same whenever it is shown."""
    return hashlib.sha256(person.number.encode()).hexdigest()


def shown(person: Holder, **changes: Any) -> tuple[Citizen, Evidence]:
    """A resident's card, read just now; of a sample person as the register knows it."""
    days = {"issued": getattr(person, "valid_from", None), "valid_until": getattr(person, "valid_until", None)}
    card = {"mark": mark_of(person), "module": MODULE, **days, **changes}
    return Citizen(person.name, person.number), Evidence(CardKind.RESIDENT, "id_card_reader", NOW, **card)


class StandingClock:
    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at


def limits(**most: int) -> Any:
    """A context with other quotas, by name: ``limits(about_person=2)``."""
    changed = {Quota(name.replace("_", "-")): value for name, value in most.items()}
    return override_settings(QUOTAS={**settings.QUOTAS, **changed})


def case_number(count: int, day: str = "261122") -> str:
    """As the platform draws them now."""
    return f"{day}{epochs.current(NOW).code}{count:04d}"


def moment() -> Moment:
    return Moment(0.0, NOW, os.urandom)


@dataclass
class TerminalApi:
    """An enrolled terminal's calls, without the terminal: what it would put on the wire, sealed and signed with its keys."""

    client: Client
    terminal_id: str
    audience: str
    signer: Signer
    sealer: Sealer
    enrolment: dict[str, Any]
    now: Callable[[], int]
    bearer: str = ""

    def call(self, path: str, body: Any, status: int = 200, bearer: str | None = None) -> Any:
        """The decoded answer; checked against the contract, whatever it is."""
        token = self.bearer if bearer is None else bearer
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = body if isinstance(body, (str, bytes)) else json.dumps(body)
        response = self.client.post(address(path), data, content_type="application/json", headers=headers)
        assert response.status_code == status, response.content[:500]
        value = json.loads(response.content)
        check_answer(path, response.status_code, value)
        return value

    def assertion(self, audience: str = "") -> str:
        return client_assertion(self.signer, self.terminal_id, audience or self.audience, self.now())

    def get_token(self) -> None:
        self.bearer = self.call("/token", {"client_assertion": self.assertion()}, bearer="")["access_token"]

    def identity(self, person: Holder, at: int | None = None, **changes: Any) -> dict[str, str]:
        """``changes``: of the evidence."""
        when = self.now() if at is None else at
        return {"identity": identity_claim(self.signer, self.terminal_id, *shown(person, **changes), when)}

    def submit(self, *items: Mapping[str, Any]) -> list[dict[str, Any]]:
        verdicts = self.call("/submissions", {"items": list(items)})["verdicts"]
        assert [verdict["submission_id"] for verdict in verdicts] == [item["submission_id"] for item in items]
        return list(verdicts)

    def send(self, *messages: Mapping[str, Any]) -> list[dict[str, Any]]:
        """In contract 2."""
        verdicts = self.call("/v2/messages", {"items": list(messages)})["verdicts"]
        assert [verdict["message_id"] for verdict in verdicts] == [message["message_id"] for message in messages]
        return list(verdicts)

    def message(
        self, kind: str, schema: int, content: Any, message_id: str = "", attachments: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Sealed. ``message_id``: another one where the content has none."""
        plain = content if isinstance(content, bytes) else canonical_bytes(content)
        sealed = self.sealer.seal(plain)
        return {
            "message_id": message_id or moment().new_id(),
            "kind": kind,
            "schema": schema,
            "sealed": sealed,
            "sha256": sha256_hex(sealed.encode()),
            "attachments": list(attachments),
        }

    def seal(self, content: Any, submission_id: str = "") -> dict[str, str]:
        plain = content if isinstance(content, bytes) else canonical_bytes(content)
        sealed = self.sealer.seal(plain)
        identifier = submission_id or content["submission_id"]
        return {"submission_id": identifier, "sealed": sealed, "sealed_sha256": sha256_hex(sealed.encode())}

    def content(self, person: SamplePerson, token: str = "", **changes: Any) -> dict[str, Any]:
        """A senior card application as this terminal would seal it."""
        answers = {"household_here": "yes", "mobile": person.mobile, "delivery": "collect", "photo_choice": "card"}
        return {
            "submission_id": moment().new_id(),
            "terminal_id": self.terminal_id,
            "catalogue_version": catalogue.current().version,
            "implementation_code": SENIOR_CARD,
            "applicant": {
                "name": person.name,
                "number": person.number,
                "card_kind": "resident",
                "sex": person.sex.value,
                "birth": person.birth.isoformat(),
                "address": person.address,
                "card_valid_until": person.valid_until.isoformat() if person.valid_until else None,
            },
            "answers": answers,
            "situation": "collect",
            "evidence": [
                {
                    "shown": "resident",
                    "reader": "id_card_reader",
                    "read_at": NOW - 100,
                    "issued": person.valid_from.isoformat(),
                    "valid_until": person.valid_until.isoformat() if person.valid_until else None,
                    "mark": mark_of(person),
                    "module": MODULE,
                }
            ],
            "materials": [{"key": "id_card", "state": "FROM_CARD", "licence_type": "id-card"}],
            "signature": "M0 0L10 10",
            "receipt_number": f"{self.terminal_id}-261122-0001",
            "receipt_token_sha256": token_hash(token or new_receipt_token(moment())),
            "language": "zh",
            "identified_at": NOW - 100,
            "committed_at": NOW,
            **changes,
        }


def enrol(client: Client, now: Callable[[], int], renew: str = "") -> TerminalApi:
    code = new_pairing_code(SITE, SITE, now(), Terminal.objects.get(pk=renew) if renew else None)
    private = new_signing_key()
    public = {key: str(value) for key, value in private.items() if key != "d"}
    body = json.dumps({"pairing_code": code, "public_key": public})
    response = client.post("/api/v1/enrol", body, content_type="application/json")
    assert response.status_code == 200, response.content
    answer = json.loads(response.content)
    check_answer("/enrol", 200, answer)
    confirm(answer["terminal_id"], fingerprint(exchange_digest(public, answer)), now())
    return TerminalApi(
        client, answer["terminal_id"], answer["audience"], Signer(private), Sealer(answer["sealing_key"]), answer, now
    )


def enrolled_at(served: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A terminal's private key, and what a platform that is served answered to its enrolment. ``served`` may name a ``ca``."""
    private = new_signing_key()
    public = {key: str(value) for key, value in private.items() if key != "d"}
    body = json.dumps({"pairing_code": served["staff"](do="pair")["pairing_code"], "public_key": public}).encode()
    request = urllib.request.Request(served["url"] + "/api/v1/enrol", body, {"Content-Type": "application/json"})
    trusted = ssl.create_default_context(cafile=str(served["ca"])) if "ca" in served else None
    with urllib.request.urlopen(request, timeout=5, context=trusted) as response:
        answer = json.loads(response.read())
    typed = fingerprint(exchange_digest(public, answer))
    assert served["staff"](do="confirm", terminal=answer["terminal_id"], fingerprint=typed)["confirmation"]
    return private, answer
