"""The one table of what is counted, and how much of it there may be.

A terminal is one machine at which people stand one after another: twelve hours of one visit in two minutes are 360 visits. What
is far above that is no service. Limits that a whole district shares would let one stop all others, so there are none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

MINUTE, DAY = 60, 86_400  # seconds; a day is one of China


class Quota(StrEnum):
    """What is counted, and of whom."""

    PERSONS = "persons"  # different persons that a terminal asks about
    LOOKUPS = "lookups"  # questions of a terminal about persons
    LOOKUPS_A_MINUTE = "lookups-a-minute"
    ABOUT_PERSON = "about-person"  # questions about one person, from all terminals
    OTHER_CARDS = "other-cards"  # cards of a person that are not those of the register, from all terminals
    FALSE_CARDS = "false-cards"  # the same of a terminal, about anybody
    OTHER_READERS = "other-readers"  # statements of a terminal that another reader than its own has read a card
    QUERIES_A_MINUTE = "queries-a-minute"  # questions of a terminal to departments
    QUERIES = "queries"
    QUERIES_OF_PERSON = "queries-of-person"
    RECEIPTS = "receipts"  # codes of receipts that no case has, asked for by a terminal
    MESSAGES = "messages"  # of a terminal, taken in for the first time
    BYTES = "bytes"  # of messages and pictures that are kept for a terminal
    UNOPENED = "unopened"  # messages of a terminal that nobody can open, or understand
    VOIDS = "voids"  # copies that a terminal tells as void: every terminal is told of them
    SERIALS = "serials"  # serial numbers leased to a terminal
    STRANGERS = "strangers"  # text messages to numbers that are not the applicant's registered one, caused by a terminal
    CODES = "codes"  # codes on phones that are shown to a terminal
    CODES_OF_PERSON = "codes-of-person"  # of one person, at all terminals
    FALSE_CODES = "false-codes"  # codes shown to a terminal that are none of the platform's
    PAPERS = "papers"  # codes on paper that a terminal prints
    PAPERS_OF_PERSON = "papers-of-person"  # for one person, at all terminals
    DRAFTS = "drafts"  # drafts that a terminal has kept
    ENROLMENTS = "enrolments"  # pairing codes that are none, from one address


@dataclass(frozen=True)
class Limit:
    """How much there may be.

    Attributes:
        most: of it, in the window.
        seconds: of the window: `MINUTE` or `DAY`.
        words: what it is, for staff, in Chinese.
        alarm: staff are told when it is used up.
        stops: the terminal that used it up is told nothing more of persons, and nothing of it is decided without staff, until they
            release it.
    """

    most: int
    seconds: int
    words: str
    alarm: bool = True
    stops: bool = False


LIMITS: Mapping[Quota, Limit] = {
    Quota.PERSONS: Limit(360, DAY, "一台终端一天查询的人数", stops=True),
    Quota.LOOKUPS: Limit(4_000, DAY, "一台终端一天查询个人信息的次数", stops=True),
    Quota.LOOKUPS_A_MINUTE: Limit(60, MINUTE, "一台终端一分钟查询个人信息的次数", alarm=False),
    Quota.ABOUT_PERSON: Limit(120, DAY, "一天内查询同一个人的次数"),
    Quota.OTHER_CARDS: Limit(5, DAY, "一天内同一个人出示和登记不符的证件次数"),
    Quota.FALSE_CARDS: Limit(20, DAY, "一台终端一天出示和登记不符的证件次数", stops=True),
    Quota.OTHER_READERS: Limit(0, DAY, "不是这台终端的读卡器", stops=True),
    Quota.QUERIES_A_MINUTE: Limit(40, MINUTE, "一台终端一分钟向部门查询的次数", alarm=False),
    Quota.QUERIES: Limit(4_000, DAY, "一台终端一天向部门查询的次数", stops=True),
    Quota.QUERIES_OF_PERSON: Limit(80, DAY, "一个人一天查询的次数", alarm=False),
    Quota.RECEIPTS: Limit(200, DAY, "一台终端一天查不到办件的查询码"),
    Quota.MESSAGES: Limit(3_000, DAY, "一台终端一天送来的件数"),
    Quota.BYTES: Limit(2_000_000_000, DAY, "一台终端一天送来的字节数"),
    Quota.UNOPENED: Limit(100, DAY, "一台终端一天送来的打不开的件数"),
    Quota.VOIDS: Limit(200, DAY, "一台终端一天作废的打印件"),
    Quota.SERIALS: Limit(2_000, DAY, "一台终端一天领用的打印编号"),
    Quota.STRANGERS: Limit(60, DAY, "一台终端一天向非本人登记号码发的短信"),
    Quota.CODES: Limit(720, DAY, "一台终端一天出示的随申码"),
    Quota.CODES_OF_PERSON: Limit(40, DAY, "一个人一天出示的随申码"),
    Quota.FALSE_CODES: Limit(100, DAY, "一台终端一天出示的不是本平台的码"),
    Quota.PAPERS: Limit(100, DAY, "一台终端一天打印的离线码"),
    Quota.PAPERS_OF_PERSON: Limit(3, DAY, "一个人一天打印的离线码", alarm=False),
    Quota.DRAFTS: Limit(200, DAY, "一台终端一天存下的没填完的表"),
    Quota.ENROLMENTS: Limit(10, MINUTE, "一个地址一分钟输错的配对码", alarm=False),
}


def with_settings(text: str) -> dict[Quota, int]:
    """The most of each, with what whoever runs the platform says, e.g. ``persons=500 strangers=20``.

    Raises:
        ValueError: no such quota, or no number.
    """
    said = (part.partition("=") for part in text.split())
    return {quota: limit.most for quota, limit in LIMITS.items()} | {Quota(name): int(most) for name, _, most in said}
