"""Text messages to residents (短信): what became of an application, to the number that they gave with it.

A message is a row, written in the transaction that opens the case or decides it, so none is lost and none is made twice. `send_due`
hands them to the city's gateway. Whoever applied without network learns in this way that there is a case, or what it still lacks.

The gateway takes ``POST {"id", "to", "text"}`` with ``Idempotency-Key: <id>``. 200 with ``{"id": "<id>"}``: it has the message. 400
and 422: it will never take it, and staff see that. Anything else, or nothing, is no answer: the message is sent again later under
the same id, so a gateway that minds the key sends none twice.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import requests
from django.conf import settings
from django.db import transaction
from urllib3.exceptions import HTTPError

from central_platform.cases.events import CaseChange, change_of
from central_platform.core.keys import key_ring
from central_platform.deliveries.events import DeliveryMoved
from central_platform.notices.models import TextMessage, TextMessageStates
from central_platform.payments.events import Paid
from central_platform.people.events import PersonAsked
from central_platform.people.services import registered_mobiles
from central_platform.quotas.limits import Quota
from central_platform.quotas.services import Use, take
from kiosk.domain.deliveries import DeliveryState
from kiosk.domain.identifiers import mask_name, mobile_number_fault
from kiosk.domain.payments import yuan
from kiosk.domain.receipts import standing
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import CHINA

LONGEST = 500  # characters: seven parts of a message on the air
TIMEOUT = (5, 10)  # seconds: to connect, to answer
MOST_A_DAY = 20  # to one number: a stolen terminal must not be able to pester anybody with it
LIMIT = "LIMIT"
IN_HAND = 120  # seconds that a message is one sender's; whoever finds it afterwards may take it that the sender is gone
PAUSES = (30, 60, 300, 900, 3600)  # seconds until it is tried again, the last of them for ever
NEVER = frozenset({400, 422})
LARGEST_ANSWER = 4096  # bytes


@dataclass(frozen=True)
class Sent:
    """``fault``: why no more were tried, as `explained` reads it; "" where none was left."""

    taken: int
    refused: int
    fault: str = ""


def tell(sender: object, changes: Sequence[CaseChange], at: int, **_: Any) -> None:
    """Hears that cases were opened or decided: a message for each submission, where a number was given."""
    own = registered_mobiles(change.applicant_tag for change in changes)
    messages = [message for together in _by_submission(changes) if (message := _about(together, own, at))]
    before = TextMessage.objects.filter(case_id__in=[message.case_id for message in messages])
    said = Counter((row.case_id, row.to, row.text) for row in before)
    numbers = {change.key: change.case.case_number for change in changes}
    for message in messages:
        times = said[message.case_id, message.to, message.text]
        message.name = _name(numbers[message.case_id or 0], message.to, message.text, times)
    TextMessage.objects.bulk_create(messages)


def warn(sender: object, changes: Sequence[CaseChange], at: int, **_: Any) -> None:
    """Hears that cases were opened: the applicant's registered number is told, where another one was given, or none, and always
    where somebody acts for them. Whoever did not apply learns in this way that somebody did so in their name."""
    own = registered_mobiles(change.applicant_tag for change in changes)
    TextMessage.objects.bulk_create(message for together in _by_submission(changes) if (message := _warning(together, own, at)))


def _by_submission(changes: Sequence[CaseChange]) -> list[list[CaseChange]]:
    """The changes of each submission: of a bundle there are several, and one message tells of all."""
    together: dict[str, list[CaseChange]] = {}
    for change in changes:
        together.setdefault(change.submission_id, []).append(change)
    return list(together.values())


def tell_asked(sender: object, asked: PersonAsked, **_: Any) -> None:
    """Hears that a terminal was told of a person, the first time on a day."""
    when = datetime.fromtimestamp(asked.at, CHINA)
    text = (
        f"【社区事务受理】{when.month}月{when.day}日{when:%H:%M}，您的证件在{asked.site.zh}的自助终端上使用过。"
        f"如果不是您本人，请拨打{settings.PLATFORM_HOTLINE}。"
    )
    to = asked.mobile
    if not mobile_number_fault(to):
        text = text[:LONGEST]
        name = _name("", to, text)
        TextMessage.objects.create(name=name, to=to, to_tag=_tag(to), text=text, made_at=asked.at, due_at=asked.at)


def tell_paid(sender: object, paid: Paid, **_: Any) -> None:
    """Hears that a bill was paid: a message to the number that was given with the application."""
    change = change_of(paid.case)
    to = change.answers.get("mobile") if change else None
    if change is None or not isinstance(to, str) or mobile_number_fault(to):
        return
    case, amount = change.case, yuan(paid.fen)
    if change.language == "en":
        text = f"[Community Affairs] {case.item_name.en}, case {case.case_number}: your payment of {amount} yuan has arrived."
    else:
        text = f"【社区事务受理】{case.item_name.zh}，办件编号{case.case_number}：已收到您缴的{amount}元。"
    name = _name(case.case_number, to, text)
    due = paid.at + _wait(change, to, registered_mobiles([change.applicant_tag]), paid.at)
    TextMessage.objects.create(case_id=paid.case, name=name, to=to, to_tag=_tag(to), text=text, made_at=paid.at, due_at=due)


def tell_moved(sender: object, moved: DeliveryMoved, **_: Any) -> None:
    """Hears that a delivery has moved: a message to the number that was given with the application."""
    change = change_of(moved.case)
    to = change.answers.get("mobile") if change else None
    if change is None or not isinstance(to, str) or mobile_number_fault(to):
        return
    case, said = change.case, _moved(moved)
    if change.language == "en":
        text = f"[Community Affairs] {case.item_name.en}, case {case.case_number}: {said.en}."
    else:
        text = f"【社区事务受理】{case.item_name.zh}，办件编号{case.case_number}：{said.zh}。"
    name = _name(case.case_number, to, text)
    due = moved.at + _wait(change, to, registered_mobiles([change.applicant_tag]), moved.at)
    TextMessage.objects.create(case_id=moved.case, name=name, to=to, to_tag=_tag(to), text=text, made_at=moved.at, due_at=due)


def _moved(moved: DeliveryMoved) -> LocalizedText:
    number, centre = moved.waybill, moved.centre
    match moved.state:
        case DeliveryState.POSTED:
            return LocalizedText(f"结果已由快递寄出，运单号{number}", f"the result is sent by courier, waybill {number}")
        case DeliveryState.OUT:
            return LocalizedText(f"快递今天送到，运单号{number}", f"the courier brings it today, waybill {number}")
        case DeliveryState.DELIVERED:
            return LocalizedText(
                f"快递已签收，运单号{number}；请当面验收，没有收到请联系{centre.zh}",
                f"the courier says that it was delivered, waybill {number}. If you have not got it, please call {centre.en}",
            )
        case DeliveryState.COLLECT:
            return LocalizedText(f"改为到窗口领取，请带身份证到{centre.zh}", f"please collect it with your ID card at {centre.en}")
    return LocalizedText(
        f"快递没有送成，结果在{centre.zh}，工作人员会联系您",
        f"the courier could not deliver it; {centre.en} keeps it and calls you",
    )


def tell_reminder(sender: object, change: CaseChange, words: LocalizedText, at: int, **_: Any) -> None:
    """Hears that somebody is to be reminded: a message to the number that was given with the application."""
    to = change.answers.get("mobile")
    if not isinstance(to, str) or mobile_number_fault(to):
        return
    case = change.case
    if change.language == "en":
        text = f"[Community Affairs] {case.item_name.en}, case {case.case_number}: {words.en}"
    else:
        text = f"【社区事务受理】{case.item_name.zh}，办件编号{case.case_number}：{words.zh}"
    text = text[:LONGEST]
    due = at + _wait(change, to, registered_mobiles([change.applicant_tag]), at)
    name = _name(case.case_number, to, text)
    TextMessage.objects.create(case_id=change.key, name=name, to=to, to_tag=_tag(to), text=text, made_at=at, due_at=due)


def _name(case_number: str, to: str, text: str, times: int = 0) -> UUID:
    """Under which the gateway knows a message: the same words about the same case to the same number are the same message, also
    where they are written a second time because the database was put back, so that nobody is told twice. ``times``: how often they
    were said before."""
    return uuid5(NAMESPACE_OID, key_ring().tag("text message", "\n".join((case_number, to, str(times), text))))


def _tag(number: str) -> str:
    """By which messages to one number are counted."""
    return key_ring().tag("mobile", number)


def _about(together: Sequence[CaseChange], own: Mapping[str, str], now: int) -> TextMessage | None:
    """What the cases of a submission say now, in the language of its application; not saved. None where no number was given.
    ``own``: registered numbers, by person."""
    change = together[0]
    to = next((number for one in together if (number := one.answers.get("mobile"))), None)
    if not isinstance(to, str) or mobile_number_fault(to):
        return None
    text = _of_one(change) if len(together) == 1 else _of_several(together)
    if len(text) > LONGEST:
        text = text[: LONGEST - 1] + "…"
    due = now + _wait(change, to, own, now)
    return TextMessage(case_id=change.key, to=to, to_tag=_tag(to), text=text, made_at=now, due_at=due)


def _of_one(change: CaseChange) -> str:
    case = change.case
    if change.language == "en":
        return f"[Community Affairs] {case.item_name.en}, case {case.case_number}: {case.next_step.en}"
    return f"【社区事务受理】{case.item_name.zh}，办件编号{case.case_number}：{case.next_step.zh}"


def _of_several(together: Sequence[CaseChange]) -> str:
    """All numbers of a bundle, each with how it stands; what is to be done is told by the receipt's code."""
    cases = [one.case for one in together]
    bundle = cases[0].bundle or cases[0].item_name
    language = together[0].language
    told = [(case.item_name.in_language(language), case.case_number, standing(case)[0].in_language(language)) for case in cases]
    if language == "en":
        lines = [f"{name}, case {number}: {word}" for name, number, word in told]
        return f"[Community Affairs] {bundle.en}: {len(cases)} cases. {'; '.join(lines)}. The code on your receipt tells more."
    lines = [f"{name}，办件编号{number}，{word}" for name, number, word in told]
    return f"【社区事务受理】{bundle.zh}，共{len(cases)}件：{'；'.join(lines)}。扫回执上的码可以看每一件要做什么。"


def _wait(change: CaseChange, to: str, own: Mapping[str, str], now: int) -> int:
    """Seconds until it is sent: to numbers that are not the applicant's own there are few messages a day, and the others wait."""
    if to == own.get(change.applicant_tag):
        return 0
    spent = take([Use(Quota.STRANGERS, change.terminal_id)], now)
    return spent.again if spent else 0


def _warning(together: Sequence[CaseChange], numbers: Mapping[str, str], now: int) -> TextMessage | None:
    change = together[0]
    to = numbers.get(change.applicant_tag, "")
    own = any(one.answers.get("mobile") == to for one in together)
    if mobile_number_fault(to) or (own and not change.agent):
        return None
    applied_for = change.case.item_name if len(together) == 1 else change.case.bundle or change.case.item_name
    by = f"由{mask_name(change.agent)}替您" if change.agent else "以您的名义"
    text = (
        f"【社区事务受理】{change.site.zh}的自助终端收到{by}提交的申请：{applied_for.zh}。"
        f"如果不是您本人或您委托的人，请拨打{settings.PLATFORM_HOTLINE}。"
    )
    text = text[:LONGEST]
    name = _name(change.case.case_number, to, text)
    return TextMessage(case_id=change.key, name=name, to=to, to_tag=_tag(to), text=text, made_at=now, due_at=now)


def explained(fault: str) -> LocalizedText:
    """Why a message was not taken, for staff and for whoever minds the platform; ``fault`` as its row has it."""
    if not fault:
        return LocalizedText("", "")
    if fault == LIMIT:
        return LocalizedText(f"一天内已向这个号码发过{MOST_A_DAY}条", f"{MOST_A_DAY} went to this number within a day")
    if not fault.isdigit():
        return LocalizedText(f"联系不上短信网关（{fault}）", f"the gateway cannot be reached ({fault})")
    if int(fault) in NEVER:
        return LocalizedText(f"短信网关不收（{fault}）", f"the gateway refuses it ({fault})")
    return LocalizedText(f"短信网关没有按约定答复（{fault}）", f"the gateway does not answer as agreed ({fault})")


def waiting() -> int:
    """How many messages the gateway has not got yet."""
    return TextMessage.objects.filter(state=TextMessageStates.WAITING).count()


def send_due(gateway: str, token: str, clock: Callable[[], int]) -> Sent:
    """Send all that are due, the oldest first; end with the first that gets no answer, for the next would get none either.

    Args:
        gateway: its URL.
        token: bearer token for it, "" for none.
        clock: seconds since 1970, asked again for each message.
    """
    taken = refused = 0
    with requests.Session() as session:
        session.trust_env = False  # no proxy, no netrc: it is told where the gateway is
        if token:
            session.headers["Authorization"] = f"Bearer {token}"
        while message := _take_in_hand(clock()):
            if _to_the_same_number(message, clock()) < MOST_A_DAY:
                message.state, message.fault = _hand_over(session, gateway, message)
            else:
                message.state, message.fault = TextMessageStates.REFUSED, LIMIT
            match message.state:
                case TextMessageStates.TAKEN:
                    message.sent_at = clock()
                    taken += 1
                case TextMessageStates.REFUSED:
                    refused += 1
                case _:
                    message.due_at = clock() + PAUSES[min(message.tries, len(PAUSES)) - 1]
            message.save(update_fields=["state", "sent_at", "due_at", "fault"])
            if message.state == TextMessageStates.WAITING:
                return Sent(taken, refused, message.fault)
    return Sent(taken, refused)


def _take_in_hand(now: int) -> TextMessage | None:
    """The oldest that is due: this sender's for a while, so that two senders do not send it both."""
    with transaction.atomic():
        due = TextMessage.objects.filter(state=TextMessageStates.WAITING, due_at__lte=now)
        message = due.select_for_update().order_by("id").first()
        if message:
            message.due_at, message.tries = now + IN_HAND, message.tries + 1
            message.save(update_fields=["due_at", "tries"])
    return message


def _to_the_same_number(message: TextMessage, now: int) -> int:
    return TextMessage.objects.filter(to_tag=message.to_tag, sent_at__gt=now - 86_400).count()


def _hand_over(session: requests.Session, gateway: str, message: TextMessage) -> tuple[TextMessageStates, str]:
    """What became of it, and what was wrong: a status, or the name of an exception; "" where it was taken."""
    name = str(message.name)
    body = {"id": name, "to": message.to, "text": message.text}
    try:
        with session.post(
            gateway, json=body, headers={"Idempotency-Key": name}, timeout=TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            status, said = answer.status_code, answer.raw.read(LARGEST_ANSWER, decode_content=True)
    except (requests.RequestException, HTTPError) as fault:
        return TextMessageStates.WAITING, type(fault).__name__
    if status in NEVER:
        return TextMessageStates.REFUSED, str(status)
    if status == 200 and _id_in(said) == name:
        return TextMessageStates.TAKEN, ""
    return TextMessageStates.WAITING, str(status)


def _id_in(said: bytes) -> str:
    try:
        value = json.loads(said)
    except (ValueError, RecursionError):
        return ""
    return str(value.get("id")) if isinstance(value, dict) else ""
