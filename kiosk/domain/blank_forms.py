"""A form on paper: its questions with room to answer them, the same filled in for somebody who does not exist, and as a resident
filled it in, for the counter.

Made of what is asked on the screen, so that paper and screen never differ. 中华人民共和国行政许可法第三十条 wants a sample on view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kiosk.domain.forms import Question, asked, questions_of
from kiosk.domain.service_items import Form, ServiceItem
from kiosk.domain.terminals import Terminal
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
_YES_NO = (("yes", LocalizedText("是", "Yes")), ("no", LocalizedText("否", "No")))


class SheetField(Value):
    """``choices``: what is ticked, each with whether it is; else ``answer``, "" to be written in."""

    label: str
    hint: str = ""
    choices: tuple[tuple[str, bool], ...] = ()
    answer: str = ""


class Sheet(Value):
    """A form as it stands on paper.

    Attributes:
        title: with what is done by it.
        note: below it.
        fields: in their order.
        mark: printed across a page whose answers are nobody's, "" on any other.
        code: what a code says that stands beside the head, "" for none.
        beside: the lines beside it.
        bring: what is to be brought; the first line says so.
        foot: the last lines.
    """

    title: str
    note: str
    fields: tuple[SheetField, ...]
    mark: str = ""
    code: str = ""
    beside: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()


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


def filled_sheet(
    item: ServiceItem,
    questions: Sequence[Question],
    answers: Mapping[str, Any],
    bring: Sequence[LocalizedText],
    code: str,
    printed: str,
    terminal: Terminal,
    language: str,
) -> Sheet:
    """What a resident filled in and did not submit, for the counter. It names nobody: the counter has the card.

    Args:
        item: whose form it is.
        questions: that were asked, in their order.
        answers: by key; what is not there was not answered.
        bring: names of the materials.
        code: by which the counter reads it, "" where it holds too much for one.
        printed: when, as text.
        terminal: that prints it.
        language: ``en`` adds English to the Chinese, which the counter reads.
    """

    def say(zh: str, en: str) -> str:
        return f"{zh} / {en}" if language == "en" else zh

    def both(text: LocalizedText) -> str:
        return say(text.zh, text.en)

    fields = []
    for question in questions:
        answer = answers.get(question.key)
        words = dict(_choices(question)).get(str(answer))
        fields.append(SheetField(both(question.title), answer=both(words) if words else "" if answer is None else str(answer)))
    steps = (
        say("窗口扫这个码，不用再填一遍", "The counter reads this code: no need to fill it in again")
        if code
        else say("内容多，码放不下，窗口照表办理", "It is too much for a code: the counter works from this page"),
        say("带上身份证和下面的材料", "Bring your ID card and the papers below"),
        say("有变化，请告诉窗口", "Tell the counter what has changed"),
    )
    return Sheet(
        _title(item, "填好的表", "zh"),
        say("还没有提交，办事部门还没有收到", "Not submitted: no office has it yet"),
        tuple(fields),
        code=code,
        beside=(
            *(f"{number}. {step}" for number, step in enumerate(steps, 1)),
            f"{say('打印', 'printed')}：{printed}",
            f"{say('终端', 'terminal')}：{terminal.terminal_id}",
            f"{say('咨询', 'questions')}：{terminal.hotline}",
        ),
        bring=(say("要带的材料", "What to bring"), *map(both, bring)) if bring else (),
        foot=(say("申请人签名（在窗口签）：", "Signature, at the counter:"), say("日期：", "Date:")),
    )


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
