"""Saying things in the resident's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from kiosk.domain.service_items import Source
from kiosk.domain.terms import Fee, TimeLimit
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import clock_text, day_of
from kiosk.session.state import State

Say = Callable[[str, str], str]
BOOKED = ("当场约好", "settled at once")  # how long an appointment takes


def say_in(state: State) -> Say:
    """What chooses between a Chinese and an English text."""
    return (lambda zh, en: en) if state.language == "en" else (lambda zh, en: zh)


def localized(text: LocalizedText, state: State) -> str:
    """The text in the language of the screen."""
    return text.in_language(state.language)


def date_text(day: date | None, say: Say) -> str:
    """A day as people write it; None: no end."""
    if day is None:
        return say("长期", "no end date")
    return say(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B} {day.year}")


def time_text(wall: int, say: Say) -> str:
    """A day and a time of it, as people write them."""
    day = date_text(day_of(wall), say)
    return say(f"{day} {clock_text(wall)[-5:]}", f"{day}, {clock_text(wall)[-5:]}")


def limit_text(limit: TimeLimit | None, say: Say) -> str:
    """A time limit in words; the counter's word where none is known."""
    if limit is None:
        return say("以窗口为准", "ask the counter")
    if limit.days == 0:
        return say("当场办结", "on the spot")
    if limit.calendar:
        return say(f"{limit.days}天", f"{limit.days} {_days(limit.days)}")
    return say(f"{limit.days}个工作日", f"{limit.days} working {_days(limit.days)}")


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def fee_text(fee: Fee, say: Say) -> str:
    """A fee in yuan; the counter's word where none is known."""
    if fee.fen is None:
        return say("以窗口为准", "ask the counter")
    if fee.fen == 0:
        return say("不收费", "free of charge")
    amounts = [f"{fen / 100:g}" for fen in dict.fromkeys((fee.fen, *(case.fen for case in fee.cases)))]
    if len(amounts) == 1:
        return say(f"{amounts[0]}元", f"{amounts[0]} yuan")
    zh, en = "或".join(f"{amount}元" for amount in amounts), " or ".join(amounts)
    return say(f"{zh}，看情形", f"{en} yuan, as the case may be")


def source_text(source: Source) -> str:
    """Title and clause of a source."""
    return f"{source.title}，{source.clause}" if source.clause else source.title
