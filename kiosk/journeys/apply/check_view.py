"""The check of all answers, before they are signed."""

from __future__ import annotations

from typing import Any, ClassVar

from kiosk.domain.agency import ALONE_FROM, RELATIONS, needs_consent
from kiosk.domain.forms import Question
from kiosk.domain.identifiers import mask_number
from kiosk.domain.parties import Company, Subject
from kiosk.domain.text import whole
from kiosk.domain.times import Moment
from kiosk.journeys.apply.draft import applicant_of, draft_of, facts, parties_of
from kiosk.journeys.apply.filling import CheckPage, may_change, nothing_applies
from kiosk.journeys.apply.grouping import answer_text, covered, grouped_questions
from kiosk.journeys.apply.precheck_view import foreseen_text
from kiosk.journeys.apply.without_paper_view import chosen
from kiosk.session.state import State
from kiosk.views.base import Button, Data, FactRow, PageView, Text, Unsaid
from kiosk.views.frame import take_along_text
from kiosk.views.language import Say, localized, say_in
from kiosk.views.names import name_note
from kiosk.views.pages import Look


class AnswerRow(FactRow):
    """``heading``: of a bundle, what this answer and those after it are for. ``change_name``: what its button is called by whoever
    cannot see it."""

    heading: Text
    key: Data
    change_name: Unsaid
    missing: bool


class CheckView(PageView):
    page: ClassVar[str] = "CheckPage"

    title: Text
    who: Unsaid
    text: Text
    foreseen: Text
    foreseen_tone: Data
    fixed: tuple[FactRow, ...]
    rows: tuple[AnswerRow, ...]
    name_note: Text
    change: Unsaid
    later: Button


def check(state: State, place: CheckPage, look: Look) -> CheckView:
    """All that is about to be signed."""
    say = say_in(state)
    draft = draft_of(state, place.code)
    applicant, parties = applicant_of(state, place.code), parties_of(state, place.code)
    card = applicant.card if applicant and not draft.company else None
    fixed = [
        FactRow(label=say("事项", "Service"), value=localized(draft.item.name, state)),
        *_applicant(parties.applicant, say),
        *_agent(state, place.code, look.moment, say),
    ]
    if card and card.printed_address:  # it goes with the application, whether or not it is asked about
        fixed += [
            FactRow(label=say("新住址", "New address"), value=card.address),
            FactRow(label=say("卡面旧住址", "Old, on card"), value=card.printed_address),
        ]
    fixed += covered(state, place.code, look.moment, say)
    fixed += chosen(state, place.code, look.moment, say)
    who = " ".join(row.value for row in _applicant(parties.applicant, say))
    changes = may_change(state, place.code)
    rows = tuple(
        _answer(question, draft.answers.get(question.key, ""), heading, state)
        for heading, question in grouped_questions(state, place.code, look.moment, say)
    )
    tone, foreseen = foreseen_text(state, place.foreseen)
    if nothing_applies(state, place.code, look.moment):
        return CheckView(
            title=say("没有要办的", "Nothing to apply for"),
            who=who,
            foreseen="",
            foreseen_tone="info",
            text=say(
                "按您的回答，这几件事现在都不用办。有不对的，点右边“修改”；有疑问请到窗口。",
                'By your answers none of this applies to you now. Touch "Change" where something is wrong, or ask at the counter.',
            ),
            fixed=tuple(fixed),
            rows=rows,
            name_note=name_note(state, say, parties.applicant.name),
            change=say("修改", "Change"),
            later="",
            primary=say("回到首页", "Back to home"),
        )
    return CheckView(
        title=say("请核对", "Please check"),
        who=who,
        foreseen=foreseen,
        foreseen_tone=tone,
        text=_what_to_do(changes, bool(rows), say),
        fixed=tuple(fixed),
        rows=rows,
        name_note=name_note(state, say, parties.applicant.name),
        change=say("修改", "Change") if changes else "",
        later=take_along_text(state, say),
        primary=say("没有错，去签名", "All correct, sign"),
    )


def _what_to_do(changes: bool, asked: bool, say: Say) -> str:
    if not changes:
        return say("这次只补交材料，别的不变。", "Only the missing papers are handed in now; nothing else changes.")
    if asked:
        return say("有不对的，点右边“修改”。", 'Touch "Change" where something is wrong.')
    return say("有不对的，请不要签名，到窗口问一问。", "If something is wrong, please do not sign; ask at the counter.")


def _applicant(subject: Subject, say: Say) -> list[FactRow]:
    if isinstance(subject, Company):
        return [
            FactRow(label=say("申请单位", "Company"), value=subject.name),
            FactRow(label=say("信用代码", "Credit code"), value=subject.number),
        ]
    return [
        FactRow(label=say("申请人", "Applicant"), value=subject.name),
        FactRow(label=say("证件号码", "ID number"), value=mask_number(subject.number)),
    ]


def _agent(state: State, code: str, moment: Moment, say: Say) -> list[FactRow]:
    """Who acts for the applicant, by what right, and what the law asks where that is a minor."""
    draft = draft_of(state, code)
    if draft.company:
        role = localized(draft.company.mandate.role_words, state)
        name = whole(state.resident.card.name)
        operator = say(f"{name}，{role}", f"{name}, {role.lower()}")
        return [FactRow(label=say("办事人", "Agent"), value=operator)]
    if (principal := draft.principal) is None:
        return []
    relation = localized(RELATIONS[principal.relation], state)
    rows = [
        FactRow(label=say("代办人", "Agent"), value=state.resident.card.name),
        FactRow(label=say("关系", "Relation"), value=relation),
    ]
    age = facts(state, code, moment)["age"]
    if needs_consent(age):
        consent = say("已满8岁，要本人同意。继续就表示孩子同意了", "Eight or older: go on only if they agree")
        rows.append(FactRow(label=say("本人意见", "Consent"), value=consent))
    elif age < ALONE_FROM:
        rows.append(
            FactRow(label=say("说明", "Note"), value=say("未满8岁，由监护人代办", "Under eight: the guardian acts for the child"))
        )
    return rows


def _answer(question: Question, value: Any, heading: str, state: State) -> AnswerRow:
    say = say_in(state)
    label = localized(question.check, state)
    return AnswerRow(
        heading=heading,
        key=question.key,
        label=label,
        value=answer_text(question, value, state),
        change_name=say(f"修改：{label}", f"Change: {label}"),
        missing=value == "" and not question.optional,
    )
