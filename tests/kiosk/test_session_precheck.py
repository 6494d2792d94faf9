"""Before an application is signed the page says what the platform would make of it: nobody waits, and nothing is promised."""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.domain.cases import CaseState, Defect, DefectKind
from kiosk.domain.foreseen import Foreseen
from kiosk.domain.sample_people import sample_person
from kiosk.domain.text import LocalizedText
from kiosk.journeys.apply.events import ChangeAnswer, SetAnswer
from kiosk.journeys.apply.filling import CheckPage
from kiosk.journeys.apply.precheck import AskForeseen, ForeseenKnown
from kiosk.journeys.apply.signing import SignPage
from kiosk.ports.platform import Network, NetworkChanged, NoAnswer, PlatformReply
from kiosk.session import effects as do
from kiosk.session import events as ev
from tests.kiosk.session_samples import CODE, ITEM, Session, shown, words
from tests.kiosk.test_session_cases import to_correction
from tests.kiosk.test_session_companies import FIRST, fill, tell, to_companies
from tests.kiosk.test_session_for_another import begun, for_mother
from tests.kiosk.test_session_for_another import fill as fill_for_mother
from tests.kiosk.without_paper_samples import promise, to_materials

MEND = (Defect(DefectKind.ANSWER, "mobile", LocalizedText("请核对“手机号”", "Please check: mobile")),)


def asked(session: Session) -> list[AskForeseen]:
    return [effect.look_up for effect in session.all(do.AskPlatform) if isinstance(effect.look_up, AskForeseen)]


def told(session: Session, *foreseen: Foreseen) -> None:
    session.feed(PlatformReply(session.place.request_id, ForeseenKnown(foreseen)))


def test_the_check_asks_what_would_become_of_it(session: Session) -> None:
    session.to_check()
    (question,) = asked(session)
    assert (question.implementation_code, question.answers["mobile"]) == (CODE, "13900000026")
    assert [one.key for one in question.materials] == ["id_card", "hukou"]
    assert shown(session)["foreseen"] == "", "nothing is said before it is known"
    session.feed(ev.Primary())
    assert session.is_at(SignPage), "and nobody waits for it"


@pytest.mark.parametrize(
    ("foreseen", "tone", "says"),
    [
        (Foreseen(ITEM.name, CaseState.ACCEPTED), "info", "当场受理"),
        (Foreseen(ITEM.name, CaseState.APPROVED, issued=True), "info", "当场办好"),
        (Foreseen(ITEM.name, CaseState.RECEIVED, bring=(words("户口簿"),)), "info", "还要带到窗口：户口簿"),
        (Foreseen(ITEM.name, CaseState.CORRECTION, MEND), "stored", "请核对“手机号”"),
        (Foreseen(ITEM.name, CaseState.REFUSED, reason=words("已经到期"), remedy=words("请先延续")), "bad", "已经到期。请先延续"),
    ],
)
def test_what_is_known_is_said(session: Session, foreseen: Foreseen, tone: str, says: str) -> None:
    session.to_check()
    told(session, foreseen)
    view = shown(session)
    assert view["foreseenTone"] == tone
    assert says in view["foreseen"]
    session.feed(ev.Primary())
    assert session.is_at(SignPage), "who wants to submit it all the same may"


def test_of_several_items_each_is_named(session: Session) -> None:
    session.to_check()
    told(session, Foreseen(words("甲"), CaseState.ACCEPTED), Foreseen(words("乙"), CaseState.RECEIVED))
    assert "甲：提交后当场受理" in shown(session)["foreseen"]
    assert "乙：提交后由工作人员审查" in shown(session)["foreseen"]


def test_a_changed_answer_is_looked_at_anew(session: Session) -> None:
    session.to_check()
    told(session, Foreseen(ITEM.name, CaseState.CORRECTION, MEND))
    session.feed(ChangeAnswer("mobile"), SetAnswer("mobile", "13900000027"), ev.Primary())
    assert session.is_at(CheckPage)
    assert shown(session)["foreseen"] == "", "what was said is of other answers"
    assert asked(session)[-1].answers["mobile"] == "13900000027"


@pytest.mark.parametrize("reply", [NoAnswer(), None])
def test_without_an_answer_nothing_is_said(session: Session, reply: Any) -> None:
    session.to_check()
    if reply:
        session.feed(PlatformReply(session.place.request_id, reply))
    else:
        session.feed(PlatformReply("another", ForeseenKnown((Foreseen(ITEM.name, CaseState.ACCEPTED),))))
    assert shown(session)["foreseen"] == ""


def test_without_network_nothing_is_asked(session: Session) -> None:
    session.feed(NetworkChanged(Network.OFFLINE))
    session.to_check()
    assert not asked(session)


def told_to(question: AskForeseen) -> dict[str, Any]:
    """What is sent for a question, as JSON has it."""
    sent: list[Any] = []

    class Line:
        def identity(self, subject: Any, evidence: Any) -> str:
            return "a.b.c"

        def call(self, path: str, request: Any, answer: Any) -> Any:
            sent.append(request)
            return answer(foreseen=[])

    question.ask(Line())
    told: dict[str, Any] = sent[0].model_dump(mode="json")
    return told


def test_whoever_applies_alone_is_asked_about_as_before(session: Session) -> None:
    session.to_check()
    told = told_to(asked(session)[-1])
    assert not {"parties", "also_shown", "corrects"} & set(told), "an older platform refuses what it does not know"


def test_whom_somebody_acts_for_is_named() -> None:
    session = begun(ITEM, "li")
    session.feed(NetworkChanged(Network.ONLINE))
    for_mother(session)
    fill_for_mother(session)
    session.feed(ev.Primary())
    told = told_to(asked(session)[-1])
    mother, daughter = sample_person("wang"), sample_person("li")
    assert told["parties"]["applicant"]["number"] == mother.number
    assert told["parties"]["agent"]["number"] == daughter.number
    assert [one["shown"] for one in told["also_shown"]] == ["resident"], "the mother's card was read, too"


def test_a_company_is_named_with_who_acts_for_it() -> None:
    session = to_companies()
    tell(session, FIRST)
    session.feed(NetworkChanged(Network.ONLINE), ev.Primary())
    fill(session)
    session.feed(ev.Primary())
    told = told_to(asked(session)[-1])
    assert told["parties"]["applicant"] == {"kind": "COMPANY", "name": FIRST.company.name, "number": FIRST.company.number}
    assert told["also_shown"] == []


def test_a_correction_names_its_case(session: Session) -> None:
    session.feed(NetworkChanged(Network.ONLINE))
    to_correction(session)
    session.feed(ChangeAnswer("mobile"), SetAnswer("mobile", "13900000026"), ev.Primary(), ev.Primary(), ev.Primary())
    assert session.is_at(CheckPage)
    told = told_to(asked(session)[-1])
    assert (told["corrects"], told["parties"]) == ("20261122000017", None)


def test_what_is_put_off_is_told_to_be_foreseen(session: Session) -> None:
    to_materials(session)
    promise(session)
    session.feed(ev.Primary())
    told = told_to(asked(session)[-1])
    assert {one["key"]: one["state"] for one in told["materials"]}["home"] == "PROMISED"
