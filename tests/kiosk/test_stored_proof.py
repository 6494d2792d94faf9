"""The proof on a STORED receipt, and the file by which an outbox travels: hostile input, both."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.receipts import Code, ReceiptFacts, submission_receipt
from kiosk.domain.submissions import is_receipt_token
from kiosk.journeys.apply.result import SubmissionOutcome
from kiosk.messages import outbox_file
from kiosk.messages.outbox_file import BadExport
from kiosk.messages.sealing import Sealer, new_sealing_key, public_half
from kiosk.messages.signing import BadSignature, Signer, new_signing_key, thumbprint
from kiosk.messages.stored import Stored, read_proof, stored_proof
from tests.kiosk.session_samples import TERMINAL, card_of, case_of

KEY, OTHER, PLATFORM = new_signing_key(), new_signing_key(), new_sealing_key("p")
STORED = Stored("T0001-261122-7K3M-0001", 1_795_312_800, "ab" * 32)
TOKEN = "CQ1-" + "0123456789ABCDEFGHJKMNPQRS"
PROOF = stored_proof(Signer(KEY), STORED)


def keys(terminal_id: str) -> list[dict[str, Any]]:
    return [public_half(OTHER), public_half(KEY)] if terminal_id == "T0001" else []


def test_it_says_who_stored_what_and_when() -> None:
    for text in (PROOF, f"{TOKEN}~{PROOF}", f" {PROOF}\n"):
        assert read_proof(text, keys) == (STORED, thumbprint(KEY))
    assert STORED.terminal_id == "T0001"


@pytest.mark.parametrize("at", range(0, len(PROOF), 7))
def test_another_character_anywhere_proves_nothing(at: int) -> None:
    changed = PROOF[:at] + ("A" if PROOF[at] != "A" else "B") + PROOF[at + 1 :]
    with pytest.raises(BadSignature):
        read_proof(changed, keys)


@given(st.text(max_size=300) | st.just(TOKEN) | st.just(PROOF[:-1]) | st.just(PROOF + "A"))
def test_nothing_else_proves_anything(text: str) -> None:
    with pytest.raises(BadSignature):
        read_proof(text, keys)


def test_another_terminals_key_proves_nothing() -> None:
    with pytest.raises(BadSignature):
        read_proof(stored_proof(Signer(OTHER), Stored("T0002-261122-7K3M-0001", 1, "ab" * 32)), keys)


def test_only_a_receipt_that_says_stored_bears_it(monkeypatch: pytest.MonkeyPatch) -> None:
    card = card_of("wang")
    for case, code in ((None, f"{TOKEN}~{PROOF}"), (case_of(), TOKEN)):
        outcome = SubmissionOutcome("id", STORED.receipt_number, TOKEN, 1, None, case, PROOF)  # type: ignore[arg-type]
        assert outcome.code == code
        facts = ReceiptFacts(TERMINAL, case_of().item_name, case, "n", outcome.code, 1, card.name, card.number)
        assert Code(code) in submission_receipt(facts, "zh").blocks
        assert is_receipt_token(outcome.code.partition("~")[0]), "to ask with, what stands before it is enough"
    assert len(f"{TOKEN}~{PROOF}") < 230, "a code that any scanner reads from paper of 58 mm"


MESSAGES = [outbox_file.submission("s", "sealed", "ab"), outbox_file.attachment("s", "cd", "x" * 10), outbox_file.report("{}")]


def lines(messages: Any = MESSAGES) -> list[bytes]:
    return list(outbox_file.written(messages, Sealer(public_half(PLATFORM)), Signer(KEY), "T0001", 7))


@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_platform_reads_what_the_terminal_wrote(count: int) -> None:
    file = lines(MESSAGES[:count])
    export = outbox_file.checked(file, keys)
    assert (export.terminal_id, export.exported_at, export.count) == ("T0001", 7, count)
    assert [outbox_file.opened(line, [PLATFORM]) for line in file[:count]] == MESSAGES[:count]


def test_the_stick_tells_nothing() -> None:
    assert not any(b"submission" in line or b"sealed" in line for line in lines()[:-1])


def _cut(file: list[bytes]) -> list[bytes]:
    return file[:-1]


def _swap(file: list[bytes]) -> list[bytes]:
    return [file[1], file[0], *file[2:]]


def _drop(file: list[bytes]) -> list[bytes]:
    return file[1:]


def _other(file: list[bytes]) -> list[bytes]:
    return [*file[:-1], *list(outbox_file.written([], Sealer(public_half(PLATFORM)), Signer(KEY), "T0001", 7))]


def _foreign(file: list[bytes]) -> list[bytes]:
    return list(outbox_file.written(MESSAGES, Sealer(public_half(PLATFORM)), Signer(new_signing_key()), "T0001", 7))


def _renamed(file: list[bytes]) -> list[bytes]:
    head, body, signature = file[-1].split(b".")
    claims = json.loads(base64.urlsafe_b64decode(body + b"=="))
    claims["terminal"] = "T0002"
    return [*file[:-1], b".".join((head, base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"="), signature))]


def _long(file: list[bytes]) -> list[bytes]:
    return [b"x" * (outbox_file.LONGEST_LINE + 1), *file]


def _nothing(file: list[bytes]) -> list[bytes]:
    return []


@pytest.mark.parametrize("change", [_cut, _swap, _drop, _other, _foreign, _renamed, _long, _nothing])
def test_a_file_that_is_not_as_it_was_written_is_not_believed(change: Any) -> None:
    with pytest.raises(BadExport):
        outbox_file.checked(change(lines()), keys)


@given(st.lists(st.binary(max_size=60), max_size=4))
def test_no_bytes_are_a_fault_of_ours(file: list[bytes]) -> None:
    with pytest.raises(BadExport):
        outbox_file.checked(file, keys)
    for line in file:
        with pytest.raises(BadExport):
            outbox_file.opened(line, [PLATFORM])
