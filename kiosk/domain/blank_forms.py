"""A form on paper: its questions with room to answer them, and the same filled in for somebody who does not exist.

Made of what is asked on the screen, so that paper and screen never differ. 中华人民共和国行政许可法第三十条 wants a sample on view.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kiosk.domain.forms import Question, asked, questions_of
from kiosk.domain.service_items import Form, ServiceItem
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

# The number is the example of GB 11643-1999; the telephone is none that is given out.
SAMPLE_PERSON: Mapping[str, Any] = {"age": 70, "sex": "female", "number_area": "310199"}
_SAMPLES: Mapping[str, LocalizedText] = {
    "name": LocalizedText("样本人", "Sample Person"),
    "address": LocalizedText("样板区梧桐街道某某路1号101室", "Room 101, 1 Moumou Road, Wutong Street"),
    "mobile": LocalizedText("13800000000", "13800000000"),
    "citizen-number": LocalizedText("11010519491231002X", "11010519491231002X"),
    "date": LocalizedText("2026-03-01", "2026-03-01"),
    "working-day": LocalizedText("2026-03-02", "2026-03-02"),
    "text": LocalizedText("（照实际情况写）", "(what is so in your case)"),
    "digits": LocalizedText("（照卡上或单据上的号码写）", "(the number on your card or paper)"),
}
_YES_NO = (("yes", LocalizedText("是", "Yes")), ("no", LocalizedText("不是", "No")))


class SheetField(Value):
    """``choices``: what is ticked, each with whether it is; else ``answer``, "" to be written in."""

    label: str
    hint: str = ""
    choices: tuple[tuple[str, bool], ...] = ()
    answer: str = ""


class Sheet(Value):
    """``mark``: printed across a page that is filled in, "" on one that is not."""

    title: str
    note: str
    fields: tuple[SheetField, ...]
    mark: str = ""


def blank_sheet(item: ServiceItem, form: Form, language: str) -> Sheet:
    """Every question of a form, with room.

    Args:
        item: whose form it is.
        form: of the item.
        language: ``en`` for English, Chinese for anything else.
    """
    zh = language != "en"
    note = "先在家里填好，来的时候照着在机器上填。到窗口办，以窗口的表为准。" if zh else _BLANK_NOTE
    fields = tuple(_field(question, None, language) for question in questions_of(form))
    return Sheet(_title(item, "空白表" if zh else "blank form", language), note, fields)


def sample_sheet(item: ServiceItem, form: Form, language: str) -> Sheet:
    """The same as somebody would fill it in who does not exist: the questions that their answers lead to.

    Args:
        item: whose form it is.
        form: of the item.
        language: ``en`` for English, Chinese for anything else.
    """
    zh = language != "en"
    answers: dict[str, Any] = {}
    while missing := [question for question in asked(form, answers, SAMPLE_PERSON) if question.key not in answers]:
        answers[missing[0].key] = _sample(missing[0], form, language)
    fields = tuple(_field(question, answers[question.key], language) for question in asked(form, answers, SAMPLE_PERSON))
    note = "样表：人是假的，请填您自己的情况。" if zh else _SAMPLE_NOTE
    return Sheet(_title(item, "填写样表" if zh else "filled sample", language), note, fields, "样表" if zh else "SAMPLE")


_SAMPLE_NOTE = "A sample: the person does not exist. Please fill in what is so in your case."
_BLANK_NOTE = "Fill it in at home and follow it at the terminal. For the counter, the counter's own form counts."


def _title(item: ServiceItem, kind: str, language: str) -> str:
    return f"{item.name.in_language(language)}{'（' if language != 'en' else ' ('}{kind}{'）' if language != 'en' else ')'}"


def _choices(question: Question) -> tuple[tuple[str, LocalizedText], ...]:
    return question.options or (_YES_NO if question.widget == "yes-no" else ())


def _sample(question: Question, form: Form, language: str) -> Any:
    if choices := _choices(question):
        return choices[0][0]
    if question.widget == "number":
        return form.schema["properties"][question.key].get("minimum", 1)
    return _SAMPLES[question.widget].in_language(language)


def _field(question: Question, answer: Any, language: str) -> SheetField:
    zh = language != "en"
    hints = [question.hint.in_language(language)] if question.hint else []
    if question.when and answer is None:
        hints.append("不是每个人都要填，看前面怎么填" if zh else "not for everybody: it depends on the answers above")
    if question.optional:
        hints.append("可以不填" if zh else "may be left empty")
    choices = tuple((text.in_language(language), value == answer) for value, text in _choices(question))
    written = "" if answer is None or choices else str(answer)
    return SheetField(question.title.in_language(language), ("；" if zh else "; ").join(hints), choices, written)
