"""Results that go by courier, with a courier on the real wire that does well, badly, and not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases.models import ServedDocument
from central_platform.cases.services import decide
from central_platform.deliveries import services
from central_platform.deliveries.models import DeliveryEvent, DeliveryRecord
from central_platform.notices.models import TextMessage
from central_platform.privacy.services import disclose
from central_platform.samples.courier_service import CourierService, Mood
from central_platform.staff.roles import Role
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SamplePerson, sample_person
from tests.campaign import examples
from tests.central_platform.staff import ask, show, signed_in
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

ADDRESS = "样板区梧桐街道桂花路88弄6号301室"
NO_ANSWERS = [Mood.HANGS_UP, Mood.BROKEN, Mood.NONSENSE, Mood.ANOTHER, Mood.PORTAL]


@pytest.fixture
def courier(now: StandingClock) -> Iterator[CourierService]:
    made = CourierService(now)
    with override_settings(COURIER_SERVICE=made.url):
        yield made
    made.close()


def done(api: TerminalApi, person: SamplePerson, **answers: str) -> str:
    """Number of a case that is done, whose result goes by courier."""
    content = api.content(person)
    content["answers"] |= {"delivery": "courier", "courier_address": ADDRESS, **answers}
    if answers.get("delivery") == "collect":
        del content["answers"]["courier_address"]
    (verdict,) = api.submit(api.seal(content))
    number = str(verdict["case"]["case_number"])
    decide(number, CaseState.APPROVED, "", "reviewer", NOW)
    return number


def delivery() -> DeliveryRecord:
    return DeliveryRecord.objects.get()


def follow(now: StandingClock) -> services.Followed:
    now.at += 600
    return services.follow(now)


def told_of(api: TerminalApi, person: SamplePerson, number: str) -> Any:
    return api.call("/case", {**api.identity(person), "case_number": number})["case"]["delivery"]


def messages() -> list[str]:
    return [one.text for one in TextMessage.objects.order_by("pk") if "快递" in one.text or "领取" in one.text]


def test_what_is_done_is_ordered_and_followed_to_the_door(
    api: TerminalApi, courier: CourierService, now: StandingClock, wang: SamplePerson
) -> None:
    number = done(api, wang)
    assert "寄出后短信告诉您运单号" in messages()[-1]
    assert told_of(api, wang, number)["state"] == "WAITING"
    assert follow(now) == services.Followed(1, 0)
    (label,) = [body for path, body in courier.asked if path.endswith("/orders")]
    assert label["receiver"] == {"name": wang.name, "address": ADDRESS, "phone": wang.mobile}
    assert label["sender"]["address"]
    assert wang.number not in json.dumps(courier.asked), "nothing else of a person goes to the courier"
    for kind, word in (("POSTED", "已由快递寄出"), ("MOVING", ""), ("OUT", "今天送到"), ("DELIVERED", "已签收")):
        courier.move(delivery().number, kind)
        moved_at = now.at
        follow(now)
        assert told_of(api, wang, number) == {"state": kind, "waybill": "EM000000001CN", "at": moved_at}
        assert not word or word in messages()[-1]
    assert len([text for text in messages() if "EM000000001CN" in text]) == 3
    assert follow(now) == services.Followed(0, 0), "nobody asks after what has arrived"
    assert [event.state for event in DeliveryEvent.objects.order_by("pk")] == ["WAITING", "POSTED", "MOVING", "OUT", "DELIVERED"]
    served = ServedDocument.objects.get()
    assert (served.how, served.number, served.receiver) == ("COURIER", "EM000000001CN", wang.name)


def test_what_is_collected_says_where_and_when(api: TerminalApi, courier: CourierService, wang: SamplePerson) -> None:
    done(api, wang, delivery="collect")
    assert not DeliveryRecord.objects.exists()
    assert "时间：周一至周五" in messages()[-1]


@pytest.mark.parametrize("mood", NO_ANSWERS)
def test_no_answer_changes_nothing_and_orders_once(
    api: TerminalApi, courier: CourierService, now: StandingClock, wang: SamplePerson, mood: Mood
) -> None:
    done(api, wang)
    courier.mood = mood
    assert follow(now) == services.Followed(1, 1)
    assert (delivery().state, delivery().waybill) == ("WAITING", "")
    courier.mood = Mood.WELL
    assert follow(now) == services.Followed(1, 0)
    assert delivery().waybill == "EM000000001CN"


def test_what_nobody_agreed_on_is_no_answer(
    api: TerminalApi, courier: CourierService, now: StandingClock, wang: SamplePerson
) -> None:
    done(api, wang)
    follow(now)
    courier.move(delivery().number, "POSTED")
    courier.mood = Mood.UNKNOWN_WORDS
    assert follow(now).unanswered == 1
    assert delivery().state == "WAITING"


def test_where_no_courier_goes_the_counter_hands_it_over(
    api: TerminalApi, courier: CourierService, now: StandingClock, wang: SamplePerson
) -> None:
    number = done(api, wang)
    courier.mood = Mood.REFUSES
    follow(now)
    assert told_of(api, wang, number)["state"] == "REFUSED"
    assert "没有送成" in messages()[-1]
    clerk = signed_in(Role.CLERK)
    ask(clerk, "deliveries/deliveryrecord", "counter", "改为到窗口领取", str(delivery().pk))
    assert delivery().state == "COLLECT"
    assert "改为到窗口领取" in messages()[-1]
    assert follow(now).deliveries == 0


def test_what_the_courier_has_is_not_called_back(
    api: TerminalApi, courier: CourierService, now: StandingClock, wang: SamplePerson
) -> None:
    done(api, wang)
    follow(now)
    assert not services.to_counter(delivery().pk, now.at)
    assert delivery().state == "WAITING"


def test_staff_see_the_label_with_a_reason(api: TerminalApi, courier: CourierService, wang: SamplePerson) -> None:
    done(api, wang)
    clerk, page = signed_in(Role.CLERK), f"deliveries/deliveryrecord/{delivery().pk}"
    before = clerk.get(f"/console/{page}/change/").content.decode()
    assert ADDRESS not in before
    assert ADDRESS in show(clerk, page)


def test_whoever_asks_is_told_where_it_was_sent(api: TerminalApi, courier: CourierService, wang: SamplePerson) -> None:
    done(api, wang)
    assert ADDRESS in json.dumps(disclose(wang.number, NOW), ensure_ascii=False, default=str)


def test_the_command_says_what_it_could_not_do(api: TerminalApi, courier: CourierService, wang: SamplePerson) -> None:
    done(api, wang)
    courier.mood = Mood.BROKEN
    with pytest.raises(CommandError, match="of 1 the courier said nothing"):
        call_command("follow_deliveries")
    with override_settings(COURIER_SERVICE=""), pytest.raises(CommandError, match="not set"):
        call_command("follow_deliveries")


_KINDS = st.sampled_from(["POSTED", "MOVING", "OUT", "DELIVERED", "RETURNED"])


@settings(examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.one_of(_KINDS, st.sampled_from(list(Mood))), max_size=8))
def test_whatever_the_courier_does_each_event_is_told_once(
    api: TerminalApi, courier: CourierService, now: StandingClock, steps: list[Any]
) -> None:
    now.at = NOW
    DeliveryRecord.objects.all().delete()
    TextMessage.objects.all().delete()
    person = sample_person("zhuge")
    done(api, person)
    moved: list[str] = []
    for step in steps:
        if isinstance(step, Mood):
            courier.mood = step if step is not Mood.REFUSES else Mood.WELL
        elif delivery().waybill:
            courier.move(delivery().number, step)
            moved.append(step)
        follow(now)
    courier.mood = Mood.WELL
    follow(now)
    events = [event.state for event in DeliveryEvent.objects.order_by("pk")][1:]
    assert events == moved[: len(events)], "in their order, none twice"
    assert delivery().state == (events[-1] if events else "WAITING")
