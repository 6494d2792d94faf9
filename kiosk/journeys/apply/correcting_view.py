"""What a case that was sent back lacks, and what was mended already."""

from __future__ import annotations

from typing import ClassVar

from kiosk.domain.cases import Defect, DefectKind
from kiosk.domain.identifiers import grouped_case_number
from kiosk.domain.without_paper import OwedMaterial
from kiosk.journeys.apply.draft import Correcting, Draft, draft_of, keys_asked
from kiosk.journeys.apply.draft_materials import materials
from kiosk.journeys.apply.filling import CorrectionPage, may_hand_in
from kiosk.session.state import State
from kiosk.views.base import Data, PageView, Row, Text, Unsaid
from kiosk.views.language import Say, date_text, localized, say_in
from kiosk.views.pages import Look


class DefectRow(Row):
    """``act``, ``key``: what is told when its button is touched, which is not there where ``button`` is ""; ``mended``: something
    of it was changed here; ``bring``: a paper that the form does not ask for, so that it cannot be handed in here."""

    key: Data
    act: Data
    text: Text
    state: Text
    button: Text
    button_name: Unsaid
    mended: bool
    bring: bool = False


class CorrectionView(PageView):
    page: ClassVar[str] = "CorrectionPage"

    title: Text
    text: Text
    number_label: Unsaid
    number: Unsaid
    rows: tuple[DefectRow, ...]


def correction(state: State, place: CorrectionPage, look: Look) -> CorrectionView:
    """All that is to be mended, each with the way to it."""
    say = say_in(state)
    draft = draft_of(state, place.code)
    correcting = draft.correcting
    assert correcting is not None
    questions = keys_asked(state, place.code, look.moment)
    needed = frozenset(material.key for material, _ in materials(state, place.code, look.moment))
    case = correcting.case
    rows = tuple(_row(defect, draft, correcting, questions, needed, state, say) for defect in case.defects)
    rows += tuple(_owed(owed, draft, needed, state, say) for owed in case.owed)
    due = date_text(case.due, say) if case.due else ""
    if correcting.hands_in:
        here = may_hand_in(state, place.code, look.moment)
        return CorrectionView(
            title=say("补交材料", "Hand in what is missing"),
            text=_how_to_hand_in(here, len(rows), say),
            number_label=say("办件编号", "Case number"),
            number=grouped_case_number(case.case_number),
            rows=rows,
            primary=say("去核对", "Go on to check") if here else say("回到首页", "Back to home"),
        )
    return CorrectionView(
        title=say("请补正", "Please correct this"),
        text=say(
            f"其余内容都保留，不用重填{f'。请在{due}前补正' if due else ''}。都改好了，点“去核对”。",
            f"Everything else is kept{f'; please correct it by {due}' if due else ''}."
            ' When all is corrected, touch "Go on to check".',
        ),
        number_label=say("办件编号", "Case number"),
        number=grouped_case_number(case.case_number),
        rows=rows,
        primary=say("去核对", "Go on to check"),
    )


def _how_to_hand_in(here: bool, count: int, say: Say) -> str:
    rest = say("别的内容不变。", "Nothing else changes.")
    if here:
        parts = (
            say("有几样交几样，分几次交都可以。", "Hand in what you have; the rest may follow another time. ") if count > 1 else ""
        )
        return parts + rest + say("拍好了，点“去核对”。", ' After taking pictures, touch "Go on to check".')
    if count > 1:
        return say("请带到窗口交，一次交齐、分几次交都可以。", "Please bring them to the counter, together or one by one. ") + rest
    return say("请带到窗口交。", "Please bring it to the counter. ") + rest


def _owed(owed: OwedMaterial, draft: Draft, needed: frozenset[str], state: State, say: Say) -> DefectRow:
    """What may still be brought, until its day."""
    name, day = localized(owed.name, state), date_text(owed.by, say)
    text = say(f"还要交“{name}”，最晚{day}", f'Still to hand in: "{name}", by {day}')
    bring = owed.key not in needed
    button = "" if bring else say("去拍照", "Take a picture")
    mended = not bring and bool(draft.pictures.get(owed.key) or draft.presented)
    return DefectRow(
        key=owed.key,
        act="openMaterials",
        text=text,
        state=say("已拍", "Photographed") if mended else _bring(say) if bring else "",
        button=button,
        button_name=f"{button}{say('：', ': ')}{text}",
        mended=mended,
        bring=bring,
    )


def _bring(say: Say) -> str:
    return say("本机不能交，请带到窗口交", "Not at this terminal: please bring it to the counter")


def _row(
    defect: Defect,
    draft: Draft,
    correcting: Correcting,
    questions: tuple[str, ...],
    needed: frozenset[str],
    state: State,
    say: Say,
) -> DefectRow:
    text, act, button, mended = localized(defect.text, state), "touch", "", False
    bring = defect.kind is DefectKind.MATERIAL and defect.key not in needed
    if defect.kind is DefectKind.ANSWER and defect.key in questions:
        act, button = "change", say("去改", "Change it")
        mended = draft.answers.get(defect.key, "") != correcting.before.get(defect.key, "")
    elif defect.kind is DefectKind.MATERIAL and not bring:
        act, button = "openMaterials", say("去补材料", "To the materials")
        mended = bool(draft.pictures.get(defect.key) or draft.presented)
    return DefectRow(
        key=defect.key,
        act=act,
        text=text,
        state=say("已改", "Changed") if mended else _bring(say) if bring else "",
        button=button,
        button_name=f"{button}{say('：', ': ')}{text}",
        mended=mended,
        bring=bring,
    )
