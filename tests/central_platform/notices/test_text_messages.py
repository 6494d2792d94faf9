"""Text messages: written with the case, handed to the gateway until it has them, none lost, none under two ids."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.conf import settings as platform_settings
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central_platform.cases import services as casework
from central_platform.cases.models import CaseRecord
from central_platform.notices import services as text_messages
from central_platform.notices.models import TextMessage, TextMessageStates
from central_platform.people.models import Person
from kiosk.domain.cases import CaseState
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson
from tests.campaign import examples
from tests.central_platform.terminal_api import NOW, StandingClock, TerminalApi

WAITING, TAKEN, REFUSED = TextMessageStates.WAITING, TextMessageStates.TAKEN, TextMessageStates.REFUSED


class Gateway:
    """The city's gateway, as the module says it is. ``moods``: how it meets the next requests; after them it is well."""

    def __init__(self) -> None:
        self.moods: list[str] = []
        self.taken: dict[str, dict[str, str]] = {}  # by id
        self.asked: list[tuple[str, str]] = []  # id, bearer
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                assert self.headers["Idempotency-Key"] == body["id"]
                gateway.asked.append((body["id"], self.headers.get("Authorization", "")))
                gateway.meet(self, body)

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/texts"

    def meet(self, to: BaseHTTPRequestHandler, body: dict[str, str]) -> None:
        mood = self.moods.pop(0) if self.moods else "well"
        if mood in ("well", "lost", "torn"):
            assert self.taken.setdefault(body["id"], body) == body, "another message under an id that it has"
        said = {"well": json.dumps({"id": body["id"]}), "torn": json.dumps({"id": body["id"]}), "portal": "<html>log in</html>"}
        if mood == "lost":
            return  # it has it, and the line ends before it can say so
        status = {"busy": 503, "refuses": 422, "moved": 302, "key": 401}.get(mood, 200)
        answer = said.get(mood, "{}").encode()
        to.send_response(status)
        if status == 302:
            to.send_header("Location", f"{self.url}/elsewhere")
        to.send_header("Content-Length", str(len(answer)))
        to.end_headers()
        to.wfile.write(answer[: 3 if mood == "torn" else None])

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture(scope="module")
def _gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.close()


@pytest.fixture
def gateway(_gateway: Gateway) -> Gateway:
    _gateway.moods, _gateway.taken, _gateway.asked = [], {}, []
    return _gateway


def test_a_case_is_told_to_the_number_that_was_given(api: TerminalApi, wang: SamplePerson) -> None:
    item = api.seal(api.content(wang))
    number = api.submit(item, item)[0]["case"]["case_number"]
    api.submit(item)
    told = TextMessage.objects.get()
    assert (told.to, told.state, told.made_at) == (wang.mobile, WAITING, NOW)
    assert told.text.startswith(f"【社区事务受理】敬老卡申领，办件编号{number}：您的申请已经受理。")
    assert wang.number not in told.text
    assert wang.name not in told.text


def test_in_the_language_of_the_application(api: TerminalApi, wang: SamplePerson) -> None:
    api.submit(api.seal(api.content(wang, language="en")))
    assert "Your application is accepted" in TextMessage.objects.get().text


def test_what_is_missing_is_told_although_the_content_cannot_be_read(api: TerminalApi, wang: SamplePerson) -> None:
    api.submit(api.seal(api.content(wang, committed_at="now")))
    assert CaseRecord.objects.get().state == "CORRECTION"
    assert "还有几处要补充" in TextMessage.objects.get().text


@pytest.mark.parametrize(
    "answers", [{}, {"mobile": ""}, {"mobile": 13900000026}, {"mobile": "+8613900000026"}, ["mobile"], None, "no"]
)
def test_without_a_number_ones_registered_one_is_told_alone(api: TerminalApi, wang: SamplePerson, answers: Any) -> None:
    api.submit(api.seal(api.content(wang, answers=answers)))
    assert CaseRecord.objects.count() == 1
    message = TextMessage.objects.get()
    assert message.to == wang.mobile
    assert "不是您本人" in message.text


def test_who_has_registered_no_number_is_told_nothing(api: TerminalApi, wang: SamplePerson) -> None:
    Person.objects.update(profile={})
    api.submit(api.seal(api.content(wang, answers={})))
    assert CaseRecord.objects.count() == 1
    assert not TextMessage.objects.exists()


def test_each_decision_of_staff_is_told_and_one_that_is_not_open_to_them_is_not(api: TerminalApi, wang: SamplePerson) -> None:
    number = api.submit(api.seal(api.content(wang)))[0]["case"]["case_number"]
    casework.decide(number, CaseState.CORRECTION, "请补一张照片", "staff", NOW + 60)
    with pytest.raises(casework.CannotDecide):
        casework.decide(number, CaseState.REFUSED, " ", "staff", NOW + 60)
    first, second = TextMessage.objects.order_by("id")
    assert "要补正：请补一张照片" in second.text
    assert (first.made_at, second.made_at) == (NOW, NOW + 60)


def test_a_reason_without_end_is_cut_to_what_a_message_can_hold(api: TerminalApi, wang: SamplePerson) -> None:
    number = api.submit(api.seal(api.content(wang)))[0]["case"]["case_number"]
    casework.decide(number, CaseState.CORRECTION, "照片" * 400, "staff", NOW)
    text = TextMessage.objects.order_by("id")[1].text
    assert len(text) == text_messages.LONGEST
    assert text.endswith("…")


def waiting_texts(api: TerminalApi, most: int = len(SAMPLE_PEOPLE)) -> list[str]:
    """Of as many people as have a number. Their ids, oldest first."""
    api.submit(*(api.seal(api.content(person)) for person in SAMPLE_PEOPLE[:most]))
    return [str(name) for name in TextMessage.objects.order_by("id").values_list("name", flat=True)]


def states() -> list[str]:
    return list(TextMessage.objects.order_by("id").values_list("state", flat=True))


def test_all_that_wait_are_sent_once_oldest_first(api: TerminalApi, gateway: Gateway, now: StandingClock) -> None:
    ids = waiting_texts(api)
    assert len(ids) > 3
    sent = text_messages.send_due(gateway.url, "secret", now)
    assert sent == text_messages.Sent(len(ids), 0)
    assert gateway.asked == [(one, "Bearer secret") for one in ids]
    assert {body["to"] for body in gateway.taken.values()} == set(TextMessage.objects.values_list("to", flat=True))
    assert text_messages.send_due(gateway.url, "secret", now) == text_messages.Sent(0, 0)
    assert len(gateway.asked) == len(ids)
    assert TextMessage.objects.filter(state=TAKEN, sent_at=NOW, fault="").count() == len(ids)


def test_one_that_the_gateway_refuses_does_not_hold_up_the_others(api: TerminalApi, gateway: Gateway, now: StandingClock) -> None:
    ids = waiting_texts(api, 3)
    gateway.moods = ["well", "refuses"]
    assert text_messages.send_due(gateway.url, "", now) == text_messages.Sent(len(ids) - 1, 1)
    assert states() == [TAKEN, REFUSED, *[TAKEN] * (len(ids) - 2)]
    assert text_messages.explained(TextMessage.objects.get(state=REFUSED).fault).zh == "短信网关不收（422）"
    now.at += 10**6
    assert text_messages.send_due(gateway.url, "", now) == text_messages.Sent(0, 0)


@pytest.mark.parametrize("mood", ["busy", "moved", "key", "portal", "lost", "torn"])
def test_what_is_no_answer_ends_the_round_and_is_tried_again(
    api: TerminalApi, gateway: Gateway, now: StandingClock, mood: str
) -> None:
    ids = waiting_texts(api, 3)
    gateway.moods = [mood]
    sent = text_messages.send_due(gateway.url, "", now)
    assert (sent.taken, sent.refused) == (0, 0)
    assert sent.fault == TextMessage.objects.get(name=ids[0]).fault
    assert len(gateway.asked) == 1, "the next would get no answer either"
    now.at += text_messages.PAUSES[0] - 1
    text_messages.send_due(gateway.url, "", now)
    assert states() == [WAITING, *[TAKEN] * (len(ids) - 1)], "the first is not due yet, and holds up nobody"
    now.at += 1
    assert text_messages.send_due(gateway.url, "", now) == text_messages.Sent(1, 0)
    assert set(gateway.taken) == set(ids)


def test_no_gateway_at_all(api: TerminalApi, now: StandingClock, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting_texts(api, 1)
    with pytest.raises(CommandError, match="PLATFORM_TEXT_GATEWAY is not set; 1 wait"):
        call_command("send_text_messages")
    monkeypatch.setattr(platform_settings, "TEXT_GATEWAY", "http://127.0.0.1:9/")
    with pytest.raises(CommandError, match=r"the gateway cannot be reached \(ConnectionError\); 0 sent, 0 refused, 1 wait"):
        call_command("send_text_messages")


def test_the_command_sends(
    api: TerminalApi, gateway: Gateway, now: StandingClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting_texts(api, 1)
    monkeypatch.setattr(platform_settings, "TEXT_GATEWAY", gateway.url)
    monkeypatch.setattr(platform_settings, "TEXT_TOKEN", "secret")
    call_command("send_text_messages")
    assert capsys.readouterr().out == "1 sent, 0 refused, 0 wait\n"
    assert gateway.asked[0][1] == "Bearer secret"


def test_one_in_hand_is_not_taken_by_another_sender_until_the_first_is_gone(
    api: TerminalApi, gateway: Gateway, now: StandingClock
) -> None:
    (only,) = waiting_texts(api, 1)
    assert text_messages._take_in_hand(NOW) is not None  # and this sender dies here
    assert text_messages.send_due(gateway.url, "", now) == text_messages.Sent(0, 0)
    now.at += text_messages.IN_HAND
    assert text_messages.send_due(gateway.url, "", now) == text_messages.Sent(1, 0)
    assert set(gateway.taken) == {only}


def test_nobody_is_pestered(api: TerminalApi, gateway: Gateway, now: StandingClock, wang: SamplePerson) -> None:
    api.submit(*(api.seal(api.content(wang)) for _ in range(text_messages.MOST_A_DAY + 2)))
    assert text_messages.send_due(gateway.url, "", now) == text_messages.Sent(text_messages.MOST_A_DAY, 2)
    assert TextMessage.objects.filter(state=REFUSED, fault=text_messages.LIMIT).count() == 2
    now.at += 86_400
    api.get_token()
    api.submit(api.seal(api.content(wang)))
    assert text_messages.send_due(gateway.url, "", now) == text_messages.Sent(1, 0)


@given(
    rounds=st.lists(
        st.tuples(st.lists(st.sampled_from(["well", "busy", "portal", "lost", "torn", "dies"]), max_size=3), st.integers(0, 4000)),
        max_size=6,
    )
)
@settings(examples(25), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_whatever_the_gateway_does_each_message_comes_to_it_under_one_id(
    api: TerminalApi, gateway: Gateway, now: StandingClock, rounds: list[tuple[list[str], int]]
) -> None:
    TextMessage.objects.all().delete()
    CaseRecord.objects.all().delete()
    gateway.taken.clear()
    now.at = NOW
    ids = waiting_texts(api, 3)
    for moods, pause in rounds:
        if "dies" in moods:
            text_messages._take_in_hand(now())
        gateway.moods = [mood for mood in moods if mood != "dies"]
        text_messages.send_due(gateway.url, "", now)
        now.at += pause
        taken = set(TextMessage.objects.filter(state=TAKEN).values_list("name", flat=True))
        assert {str(name) for name in taken} <= set(gateway.taken), "called sent, and the gateway never had it"
    gateway.moods = []
    now.at += text_messages.PAUSES[-1]
    assert text_messages.send_due(gateway.url, "", now).fault == ""
    assert set(gateway.taken) == set(ids)
    assert states() == [TAKEN] * len(ids)
