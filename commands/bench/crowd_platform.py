"""What the crowd needs of a platform, done in a process with its settings: terminals that are enrolled, what they will send, the
same work without a network, a count of cases. ``python -m commands.bench.crowd_platform make|alone|cases NUMBER EACH FILE``."""

from __future__ import annotations

import os
import pickle
import sys
import time
from pathlib import Path
from typing import Any

from commands.bench.crowd import PlayedTerminal


def main() -> int:
    """``make``: enrol NUMBER terminals and write what each sends, EACH submissions, to FILE. ``alone``: do what the platform does
    with FILE, one after the other in this process, and print the seconds. ``cases``: print how many there are."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")
    import django

    django.setup()
    what, number, each, file = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4])
    if what == "make":
        file.write_bytes(pickle.dumps(_made(number, each)))
    elif what == "cases":
        from django.apps import apps

        print(apps.get_model("cases", "CaseRecord").objects.count())
    else:
        print(_alone(pickle.loads(file.read_bytes())))  # noqa: S301 - our own, of this run
    return 0


def _made(number: int, each: int) -> list[PlayedTerminal]:
    from django.conf import settings

    from central_platform.catalogue import published
    from central_platform.core.keys import key_ring
    from central_platform.terminals.services import Terminal, begin_heartbeats
    from kiosk.domain.sample_people import SAMPLE_PEOPLE
    from kiosk.domain.text import LocalizedText
    from kiosk.messages.sealing import Sealer
    from kiosk.messages.signing import new_signing_key

    private = new_signing_key()  # one for all: how many there are changes nothing
    public = {key: str(value) for key, value in private.items() if key != "d"}
    sealer, now = Sealer(key_ring().sealing_public), int(time.time())
    site = LocalizedText("样板区", "Model District")
    rows, made = [], []
    first = Terminal.objects.count()
    for at in range(number):
        name = f"C{first + at:06d}"
        row = Terminal(terminal_id=name, public_key=public, certificate="", hotline="", enrolled_at=now, confirmed_at=now)
        row.site = row.centre = site
        rows.append(row)
        messages = [
            _message(name, sealer, SAMPLE_PEOPLE[(at + one) % len(SAMPLE_PEOPLE)], published.current().version, now)
            for one in range(each)
        ]
        batch = _batch(messages)
        ids = tuple(one["message_id"] for one in messages)
        made.append(PlayedTerminal(name, settings.PLATFORM_AUDIENCE, private, batch, ids))
    Terminal.objects.bulk_create(rows)
    for row in rows:
        begin_heartbeats(row)
    return made


def _batch(messages: list[dict[str, Any]]) -> bytes:
    from kiosk.messages import models

    return models.MessageBatch.model_validate({"items": messages}).model_dump_json(by_alias=True).encode()


def _message(terminal_id: str, sealer: Any, person: Any, version: str, now: int) -> dict[str, Any]:
    from commands.demo.visit import SENIOR_CARD
    from kiosk.domain.submissions import new_receipt_token, token_hash
    from kiosk.domain.times import Moment
    from kiosk.messages.canonical import canonical_bytes, sha256_hex

    moment = Moment(0.0, now, os.urandom)
    submission_id = moment.new_id()
    content = {
        "submission_id": submission_id,
        "terminal_id": terminal_id,
        "catalogue_version": version,
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
        "answers": {"household_here": "yes", "mobile": person.mobile, "delivery": "collect", "photo_choice": "card"},
        "situation": "collect",
        "materials": [{"key": "id_card", "state": "FROM_CARD", "licence_type": "id-card"}],
        "signature": "M100 100" + "L200 150" * 60,
        "receipt_number": f"{terminal_id}-261122-0001",
        "receipt_token_sha256": token_hash(new_receipt_token(moment)),
        "language": "zh",
        "identified_at": now - 100,
        "committed_at": now,
    }
    sealed = sealer.seal(canonical_bytes(content))
    digest = sha256_hex(sealed.encode())
    return {"message_id": submission_id, "kind": "submission", "schema": 1, "sealed": sealed, "sha256": digest, "attachments": []}


def _alone(terminals: list[PlayedTerminal]) -> float:
    """Seconds of the same sign-ins and intake, one after the other, with nothing between them but the database."""
    from central_platform.core import clock
    from central_platform.intake.services import take_in
    from central_platform.terminals.services import issue_token, terminal_of
    from kiosk.messages import models

    took = 0.0
    for played in terminals:
        request = models.TokenRequest.model_validate_json(played.token_request())
        began = time.perf_counter()
        token = issue_token(request.client_assertion, clock.now()).access_token
        terminal = terminal_of(token, clock.now())
        assert terminal is not None
        batch = models.MessageBatch.model_validate_json(played.batch)
        verdicts = take_in(batch.items, terminal, clock.now())
        models.MessageBatchAnswer(verdicts=verdicts).model_dump_json()
        took += time.perf_counter() - began
        assert all(isinstance(verdict, models.MessageAccepted) for verdict in verdicts)
    return took


if __name__ == "__main__":
    sys.exit(main())
