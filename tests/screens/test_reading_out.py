"""Which lines are said: all once, then what is new, then what was still to be said."""

from __future__ import annotations

from kiosk.views.voice import SpokenLine
from screens.reading_out import ReadingOut


def lines(text: str) -> tuple[SpokenLine, ...]:
    return tuple(SpokenLine(word) for word in text.split())


def test_a_page_is_read_once_and_another_page_anew() -> None:
    reading = ReadingOut()
    assert reading.show("a", lines("1 2")) == lines("1 2")
    assert reading.show("a", lines("1 2")) is None
    assert reading.show("b", lines("1 2")) == lines("1 2")
    assert reading.show("c", ()) == (), "silence, where there is nothing to say"


def test_what_is_new_is_said_first_and_then_the_rest() -> None:
    reading = ReadingOut()
    reading.show("a", lines("1 2 3"))
    reading.came_to(1)
    assert reading.line == SpokenLine("2")
    assert reading.show("a", lines("fault 1 2 3")) == lines("fault 2 3"), "the line that was cut off is said whole"
    reading.came_to(None)
    assert reading.line is None
    assert reading.show("a", lines("fault 1 2 3 4")) == lines("4")


def test_what_went_is_not_said_any_more() -> None:
    reading = ReadingOut()
    reading.show("a", lines("1 2 3"))
    assert reading.show("a", lines("1 3")) is None, "what is being said goes on"
    assert reading.show("a", lines("1 3 4")) == lines("4 1 3")


def test_again_says_all_of_what_is_shown_now() -> None:
    reading = ReadingOut()
    reading.show("a", lines("1 2"))
    reading.came_to(None)
    reading.show("a", lines("1 2 3"))
    assert reading.again() == lines("1 2 3")


def test_what_was_stopped_is_not_taken_up_again() -> None:
    reading = ReadingOut()
    reading.show("a", lines("1 2"))
    assert reading.stop() == ()
    assert reading.line is None
    assert reading.show("a", lines("1 2 3")) == lines("3")


def test_what_is_no_news_is_said_with_the_page_alone() -> None:
    chosen, other = SpokenLine("yes, chosen"), SpokenLine("yes", quiet=True)
    reading = ReadingOut()
    assert reading.show("a", (other,)) == (other,)
    assert reading.show("a", (chosen,)) == (chosen,)
    assert reading.show("a", (other,)) is None


def test_what_is_said_once_is_not_said_on_the_next_page() -> None:
    away = SpokenLine("no network", once=True)
    reading = ReadingOut()
    assert reading.show("a", (away, SpokenLine("1"))) == (away, SpokenLine("1"))
    assert reading.show("b", (away, SpokenLine("2"))) == (SpokenLine("2"),)
    assert reading.again() == (away, SpokenLine("2"))
    assert reading.show("c", (SpokenLine("3"),)) == (SpokenLine("3"),)
    assert reading.show("d", (away, SpokenLine("4"))) == (away, SpokenLine("4")), "it went away again"
