"""Submitting, the result, and the rating."""

from __future__ import annotations

from kiosk.domain.identifiers import grouped
from kiosk.domain.receipts import STORED_NEXT, standing, submitted_text
from kiosk.ports.devices import Device
from kiosk.session.state import Outcome, PaperState, State, Submitting
from screens.views.frame import View
from screens.views.language import Say, date_text, localized, say_in
from screens.views.paper import paper_view
from screens.views.pictures import code_picture
from screens.views.tones import tone_of


def submitting(state: State, place: Submitting) -> View:
    say = say_in(state)
    stored = bool(place.receipt_number)
    return {
        "title": say("正在提交", "Submitting"),
        "text": say("已安全存好，正在送出，最多等 8 秒", "Safely stored; sending it, 8 seconds at most")
        if stored
        else say("正在存到本机", "Storing it here"),
        "stages": [
            {"label": say("存到本机", "Stored here"), "done": stored},
            {"label": say("送到办事系统", "Sent to the centre's system"), "done": False},
        ],
    }


def result(state: State) -> View:
    say = say_in(state)
    outcome = state.outcome
    assert outcome is not None
    word, sentence = standing(outcome.case)
    paper = paper_view(
        outcome.paper,
        Device.RECEIPT_PRINTER,
        state,
        say,
        ("回执", "receipt"),
        ("您的申请已经安全保存，不受影响。", "Your application is safe."),
    )
    on_paper = outcome.paper.state is PaperState.PRINTED
    return {
        "title": say("办理结果", "Result"),
        "tone": tone_of(outcome.case),
        "word": localized(word, state),
        "sentence": localized(sentence, state),
        "numberLabel": say("办件编号，打电话、到窗口报这个号", "Case number, for the counter and the telephone")
        if outcome.case
        else say("回执编号，送出以前用这个号", "Receipt number, until it is sent"),
        "number": grouped(outcome.case.case_number, 8, 6) if outcome.case else outcome.receipt_number,
        "paper": paper,
        "rows": _rows(outcome, state),
        "code": "" if on_paper else code_picture(outcome.code),
        "codeText": say(
            "用手机拍下这个码，以后在任何一台自助终端扫码查进度",
            "Take a photograph of this code: any terminal tells the progress with it",
        ),
        "codeShort": say("用手机拍下这个码，也能查进度", "Or take a photo of this code instead"),
        "primary": _primary(outcome, say),
    }


def _primary(outcome: Outcome, say: Say) -> str:
    if outcome.paper.busy:
        return ""
    return say("不要纸，下一步", "Go on without") if outcome.paper.asked else say("下一步", "Next")


def _rows(outcome: Outcome, state: State) -> list[View]:
    say = say_in(state)
    rows = [{"label": say("事项", "Service"), "value": localized(outcome.item.name, state)}]
    if outcome.case:
        rows.append({"label": say("接下来", "Next"), "value": localized(outcome.case.next_step, state)})
        if outcome.case.due:
            rows.append({"label": say("最晚", "By"), "value": date_text(outcome.case.due, say)})
        rows.append({"label": say("受理中心", "Centre"), "value": localized(outcome.case.acceptance_centre, state)})
    else:
        rows.append({"label": say("接下来", "Next"), "value": localized(STORED_NEXT, state)})
        rows.append(
            {
                "label": say("提交时间", "Submitted"),
                "value": localized(submitted_text(outcome.committed_at, state.clock_doubtful), state),
            }
        )
    return rows


def rate(state: State) -> View:
    say = say_in(state)
    return {
        "title": say("这次办得怎么样？", "How was it?"),
        "text": say("评不评都可以，不影响办理结果", "You need not answer; it changes nothing for your case"),
        "levels": [
            {"level": 5, "icon": "laugh", "title": say("非常满意", "Very satisfied")},
            {"level": 4, "icon": "smile", "title": say("满意", "Satisfied")},
            {"level": 3, "icon": "meh", "title": say("基本满意", "Fairly satisfied")},
            {"level": 2, "icon": "frown", "title": say("不满意", "Dissatisfied")},
            {"level": 1, "icon": "angry", "title": say("非常不满意", "Very dissatisfied")},
        ],
        "skip": say("不评价，结束", "Finish without rating"),
    }
