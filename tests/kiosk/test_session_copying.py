"""Copies of licences, with the platform and from the vault."""

from __future__ import annotations

from typing import Any

import pytest
from world import CODE, COPY_ITEM, Session, card_of, file_of, licence_of

from kiosk.domain.cases import MaterialState
from kiosk.ports.devices import PrintConfirmed, PrintSent, PrintUncertain, Reason
from kiosk.ports.platform import AskLicences, LicencesKnown, NoAnswer, PlatformReply
from kiosk.session import applying
from kiosk.session import effects as do
from kiosk.session import events as ev
from kiosk.session.state import (
    ComposedCopy,
    CopyPage,
    CopyPreviewPage,
    CopyProblem,
    CopyPurpose,
    CopyPurposePage,
    Home,
    LicencesPage,
)


def to_licences(session: Session, reply: Any) -> None:
    session.feed(ev.Start(), ev.OpenItem(COPY_ITEM.implementation_code), ev.Primary())
    session.show_card()
    assert isinstance(session.place, LicencesPage)
    assert session.place.request_id
    session.feed(PlatformReply(session.place.request_id, reply))


def to_preview(session: Session) -> None:
    session.feed(ev.OpenLicence("1.2.3"), ev.SetPurpose(CopyPurpose.SCHOOL), ev.SetKeep(True), ev.Primary())
    assert session.place == CopyPreviewPage()


def composed(session: Session, serial: str = "L000001") -> None:
    session.feed(ev.CopyComposed(session.last(do.ComposeCopy).request_id, ComposedCopy(serial, b"%PDF", b"PNG")))


def test_a_copy_with_the_platform(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(), licence_of("9.9", usable=False))))
    assert session.place == LicencesPage()
    session.feed(ev.OpenLicence("9.9"), ev.OpenLicence("no such"))
    assert session.place == LicencesPage(), "an expired one may be seen, not copied"
    session.feed(ev.OpenLicence("1.2.3"), ev.Primary())
    assert session.place == CopyPurposePage(), "not without a purpose"
    session.feed(ev.Back())
    to_preview(session)
    order = session.last(do.ComposeCopy)
    assert (order.purpose, order.keep, order.licence) == ("school", True, licence_of())
    session.feed(ev.Primary())
    assert session.place == CopyPreviewPage(), "nothing to print yet"
    composed(session)
    session.feed(ev.Primary())
    assert session.place == CopyPage()
    printed = session.last(do.PrintCopyPaper)
    assert (printed.serial, printed.licence_identifier, printed.purpose) == ("L000001", "1.2.3", "school")
    session.feed(ev.Primary(), ev.Back(), ev.GoHome(), ev.Leave(sure=True))
    session.wait(300)
    assert session.place == CopyPage(), "it is printing"
    session.feed(ev.PaperAnswered(printed.request_id, PrintConfirmed()), ev.PrintAgain())
    assert len(session.all(do.PrintCopyPaper)) == 1
    assert session.audited("copy.composed") == [{"serial": "L000001"}]
    assert session.audited("copy.paper") == [{"serial": "L000001", "state": "printed"}]
    session.feed(ev.Primary())
    assert session.place == LicencesPage()
    assert session.state.copy is None
    session.feed(ev.Primary())
    assert session.place == Home()


def test_the_platform_is_asked_for_the_licences_once(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    asked = [effect for effect in session.all(do.AskPlatform) if isinstance(effect.question, AskLicences)]
    assert len(asked) == 1, "look-ups by number are counted and audited"


def test_a_copy_without_the_platform_comes_from_the_vault(session: Session) -> None:
    to_licences(session, NoAnswer())
    vault = session.last(do.OpenVault)
    assert vault.card == card_of("wang")
    session.feed(ev.VaultOpened(vault.request_id, (file_of(licence_of()),)))
    assert session.place == LicencesPage(kept=True)
    to_preview(session)
    composed(session)
    session.feed(ev.Primary())
    session.feed(ev.PaperAnswered(session.last(do.PrintCopyPaper).request_id, PrintSent()), ev.Primary())
    assert session.place == LicencesPage(kept=True), "still those that are kept here"
    session.feed(ev.TryAgain())
    assert session.place.request_id
    session.feed(PlatformReply(session.place.request_id, LicencesKnown(())))
    assert session.place == LicencesPage()


def test_what_the_vault_holds_is_not_all_that_a_person_has(session: Session) -> None:
    to_licences(session, NoAnswer())
    session.feed(ev.VaultOpened(session.last(do.OpenVault).request_id, (file_of(licence_of("7", "other")),)))
    session.feed(ev.GoHome(), ev.OpenItem(CODE), ev.Primary(), ev.Primary())
    settled = {m.key: s.state for m, s in applying.materials(session.state, CODE, session.moment())}
    assert settled["hukou"] is MaterialState.TO_CHECK, "the platform could not be asked"


@pytest.mark.parametrize("problem", list(CopyProblem))
def test_a_copy_that_cannot_be_made_may_be_tried_again(session: Session, problem: CopyProblem) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    to_preview(session)
    session.feed(ev.TryAgain())
    assert len(session.all(do.ComposeCopy)) == 1, "it is being made"
    old = session.last(do.ComposeCopy).request_id
    session.feed(ev.CopyNotComposed(old, problem), ev.Primary())
    assert session.state.copy is not None
    assert session.state.copy.problem is problem
    assert not session.all(do.PrintCopyPaper)
    session.feed(ev.TryAgain(), ev.CopyComposed(old, ComposedCopy("L0", b"", b"")))
    assert session.state.copy.composed is None, "an answer to the older order"
    composed(session)
    session.feed(ev.Primary())
    assert session.place == CopyPage()


def test_a_copy_of_which_no_whole_page_came_out_keeps_its_serial(session: Session) -> None:
    to_licences(session, LicencesKnown((licence_of(),)))
    to_preview(session)
    composed(session)
    session.feed(ev.Primary())
    session.feed(ev.PaperAnswered(session.last(do.PrintCopyPaper).request_id, PrintUncertain(Reason.JAM)), ev.PrintAgain())
    assert len(session.all(do.PrintCopyPaper)) == 1
    session.feed(ev.PaperSeen(False), ev.PrintAgain())
    first, second = session.all(do.PrintCopyPaper)
    assert first.serial == second.serial
    assert first.request_id != second.request_id
