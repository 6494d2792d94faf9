"""Who something is about, what proved it, and how sure that is."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from kiosk.domain.parties import Citizen, Company, Evidence, Parties, Subject, assurance_of, evidence_of, subject_of, suffices
from kiosk.domain.people import CardKind
from kiosk.domain.service_items import Assurance
from kiosk.domain.values import decoded, replace
from tests.kiosk.session_samples import REFERENCE, WALL, card_of, phone_code_of, social_card_of

TODAY = date(2026, 11, 22)


def test_a_card_is_evidence_of_its_holder() -> None:
    for card in (card_of("wang"), social_card_of("wang")):
        assert subject_of(card) == Citizen(card.name, card.number)
        shown = evidence_of(card, "a reader", WALL)
        assert (shown.shown, shown.reader, shown.read_at, shown.valid_until) == (card.kind, "a reader", WALL, card.valid_until)


@pytest.mark.parametrize("kind", [kind for kind in CardKind if kind is not CardKind.PHONE_CODE])
@pytest.mark.parametrize(
    ("until", "assurance"),
    [(None, Assurance.CARD), (TODAY, Assurance.CARD), (date(2026, 11, 21), Assurance.NONE), (date(2040, 1, 1), Assurance.CARD)],
)
def test_the_assurance_comes_from_what_was_shown(kind: CardKind, until: date | None, assurance: Assurance) -> None:
    assert assurance_of([Evidence(kind, "", WALL, until)], TODAY) is assurance


def test_nothing_shown_is_no_assurance_and_one_card_is_enough() -> None:
    ended = Evidence(CardKind.RESIDENT, "", WALL, date(2020, 1, 1))
    assert assurance_of([], TODAY) is Assurance.NONE
    assert assurance_of([ended, Evidence(CardKind.SOCIAL_SECURITY, "", WALL)], TODAY) is Assurance.CARD


def test_a_code_on_a_phone_is_less_than_a_card() -> None:
    code = evidence_of(phone_code_of("wang"), "code_scanner", WALL)
    assert (code.shown, code.reference, code.mark, code.valid_until) == (CardKind.PHONE_CODE, REFERENCE, "", None)
    assert assurance_of([code], TODAY) is Assurance.CODE
    assert assurance_of([replace(code, reference="")], TODAY) is Assurance.NONE, "what the platform did not record is none"
    assert assurance_of([code, evidence_of(card_of("wang"), "a reader", WALL)], TODAY) is Assurance.CARD


@pytest.mark.parametrize("given", list(Assurance))
@pytest.mark.parametrize("asked", list(Assurance))
def test_more_than_was_asked_suffices(given: Assurance, asked: Assurance) -> None:
    assert list(Assurance) == [Assurance.NONE, Assurance.CODE, Assurance.CARD, Assurance.COMPANY], "from little to much"
    assert suffices(given, asked) is (list(Assurance).index(given) >= list(Assurance).index(asked))


def test_subjects_are_told_apart_by_what_they_are() -> None:
    parties = Parties(Company("某公司", "91310000MA1FL0000X"), Citizen("王", "1"), "经办人")
    read = decoded(msgspec.json.encode(parties), Parties)
    assert read == parties
    assert isinstance(read.applicant, Company)
    subject: Subject = Citizen("某公司", "91310000MA1FL0000X")
    assert subject != parties.applicant
    assert "某公司" not in repr(parties)
