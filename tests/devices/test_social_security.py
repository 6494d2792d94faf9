"""What is said to a social security card, and what its records tell."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.smart_card_reader import apdu
from devices.smart_card_reader.apdu import Answer, BadAnswer, Exchange
from devices.smart_card_reader.simulated_social_card import Card, files, record
from devices.smart_card_reader.social_security import APPLICATION, BadCard, parse_card
from kiosk.domain.people import Sex, SocialSecurityCard
from kiosk.domain.sample_people import SAMPLE_PEOPLE, SamplePerson, sample_person
from kiosk.domain.values import replace

TODAY = date(2026, 11, 22)


def parse(person: SamplePerson) -> SocialSecurityCard:
    on_card = files(person)
    return parse_card(on_card[5], on_card[6])


@pytest.mark.parametrize("person", SAMPLE_PEOPLE, ids=lambda person: person.key)
def test_a_card_tells_what_is_on_it(person: SamplePerson) -> None:
    card = parse(person)
    assert (card.name, card.number, card.sex, card.birth) == (person.name, person.number, person.sex, person.birth)
    assert (card.region, card.card_number) == ("310199", f"X{person.serial:08d}")
    assert (card.issued, card.valid_until) == (person.valid_from, person.valid_until)


def test_a_card_that_has_ended_is_a_card() -> None:
    assert parse(sample_person("zhao")).expired(TODAY)
    assert not parse(sample_person("wang")).expired(TODAY)


def altered(tag: int, value: bytes | None, key: str = "li") -> tuple[list[bytes], list[bytes]]:
    """A sample card with another value at ``tag``, or without it."""
    on_card = files(sample_person(key))
    for file in (5, 6):
        on_card[file] = [one for one in on_card[file] if one[0] != tag]
    if value is not None:
        on_card[6 if tag in (0x08, 0x09, 0x0A, 0x0D, 0x4E) else 5].append(record(tag, value))
    return on_card[5], on_card[6]


@pytest.mark.parametrize(
    ("tag", "value", "field"),
    [
        (0x01, None, "region"),
        (0x01, b"\x31\x01", "region"),
        (0x01, b"\x31\x0a\x99", "region"),
        (0x05, b"\x20\x23\x02\x30", "issued"),
        (0x05, b"\x20\x23\x02", "issued"),
        (0x06, b"\x20\x2f\x01\x01", "valid until"),
        (0x07, None, "card number"),
        (0x07, bytes(9), "card number"),
        (0x07, b"X0000001\n", "card number"),
        (0x07, "１23".encode("gbk"), "card number"),
        (0x08, None, "number"),
        (0x08, b"310199199307051081", "number"),
        (0x08, b"31019919930705108", "number"),
        (0x08, b"\xb1" * 18, "number"),
        (0x09, None, "name"),
        (0x09, b" " * 30, "name"),
        (0x09, b"\xff" * 30, "name"),
        (0x09, "李\n".encode("gbk"), "name"),
        (0x09, "李".encode("gbk")[:1], "name"),
        (0x09, "李".encode("gbk") + b"\0" + "娜".encode("gbk"), "name"),
        (0x0A, None, "sex"),
        (0x0A, b"3", "sex"),
        (0x0A, b"\x01", "sex"),
        (0x0A, b"11", "sex"),
        (0x0A, b"1", "sex"),  # the number says that she is a woman
        (0x0D, None, "birth"),
        (0x0D, bytes(4), "birth"),
        (0x0D, b"\x19\x93\x13\x01", "birth"),
        (0x0D, b"\x19\x93\x07\x06", "birth"),  # the number says the 5th
    ],
)
def test_bad_content_is_refused_by_field_and_says_nothing_of_it(tag: int, value: bytes | None, field: str) -> None:
    with pytest.raises(BadCard) as caught:
        parse_card(*altered(tag, value))
    assert caught.value.field == field
    assert str(caught.value) == field
    assert caught.value.__context__ is None


@pytest.mark.parametrize("value", [None, b"", bytes(4), b"\xff" * 4, b"\x99" * 4])
@pytest.mark.parametrize("tag", [0x05, 0x06])
def test_a_date_that_the_issuer_left_out_is_none(tag: int, value: bytes | None) -> None:
    card = parse_card(*altered(tag, value))
    assert (card.issued if tag == 0x05 else card.valid_until) is None


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("李娜".encode("gbk").ljust(30, b"\xff"), "李娜"),
        ("李娜".encode("gbk").ljust(30, b" "), "李娜"),
        ("李娜".encode("gbk") + "　".encode("gbk") * 13, "李娜"),
        (bytes.fromhex("fe9f"), "䶮"),
        ("𠮷".encode("gb18030"), "𠮷"),
        (bytes.fromhex("fe59"), "\u9fb4"),  # the codec gives a private character
        (bytes.fromhex("fe51"), "\U00020087"),
        (bytes.fromhex("8336cf39"), "䶮"),  # four bytes for U+E863
        (bytes.fromhex("a8bc"), "ḿ"),
        ("李".encode("gbk") + "\ue000".encode("gb18030"), "李\ue000"),
    ],
)
def test_names_are_filled_up_in_many_ways_and_may_be_rare(value: bytes, name: str) -> None:
    assert parse_card(*altered(0x09, value)).name == name


def test_a_long_name_runs_on_in_its_extension() -> None:
    name = "阿卜杜热合曼·买买提依明江·吐尔逊"
    whole = name.encode("gbk")
    assert len(whole) > 30
    for seam in (30, 29):  # the second one within a character
        issuer, holder = altered(0x09, whole[:seam])
        holder.insert(0, record(0x4E, whole[seam:], 20))  # and in any order
        assert parse_card(issuer, holder).name == name


def test_a_small_x_is_a_check_digit() -> None:
    people = [
        SamplePerson("x", "李", Sex.FEMALE, "01", date(1990, 1, 1), "", serial, "", date(2020, 1, 1), None) for serial in range(100)
    ]
    person = next(person for person in people if person.number.endswith("X"))
    on_card = files(person)
    on_card[6][0] = on_card[6][0].replace(b"X", b"x")
    assert parse_card(on_card[5], on_card[6]).number == person.number


def test_records_in_any_order_in_one_or_with_filling_are_read() -> None:
    on_card = files(sample_person("ouyang"))
    whole = parse(sample_person("ouyang"))
    assert parse_card(on_card[5][::-1], on_card[6][::-1]) == whole
    assert parse_card([b"".join(on_card[5])], [b"".join(on_card[6])]) == whole
    assert parse_card([one + b"\xff" * 9 for one in on_card[5]], [one + bytes(9) for one in on_card[6]]) == whole
    assert parse_card(on_card[5] * 2, on_card[6] * 2) == whole  # the same again contradicts nothing


# A length beyond the end, none, the two that are no tags, bytes behind the last value, and another sex than before.
@pytest.mark.parametrize("bad", [b"\x20\x05A", b"\x20", b"\x00\x01A", b"\xff\x01A", b"\x20\x01A\x55", b"\x0a\x011"])
def test_lengths_that_lie_and_values_that_contradict_are_refused(bad: bytes) -> None:
    on_card = files(sample_person("wang"))
    on_card[6].append(bad)
    with pytest.raises(BadCard) as caught:
        parse_card(on_card[5], on_card[6])
    assert caught.value.field == "records"


def test_a_birth_date_to_come_is_no_fault_of_the_card() -> None:
    person = replace(sample_person("li"), birth=date(2091, 5, 1))
    on_card = files(person)
    assert parse_card(on_card[5], on_card[6]).birth == person.birth


def test_more_than_a_card_can_hold_is_not_looked_into() -> None:
    on_card = files(sample_person("wang"))
    with pytest.raises(BadCard):
        parse_card(on_card[5], [*on_card[6], *[record(0x20, bytes(200))] * 30])


def test_nothing_of_a_card_is_printed() -> None:
    assert repr(parse(sample_person("wang"))) == "<SocialSecurityCard>"


@given(st.lists(st.binary(max_size=260), max_size=20), st.lists(st.binary(max_size=260), max_size=20))
def test_any_records_are_a_card_or_a_bad_card(issuer: list[bytes], holder: list[bytes]) -> None:
    with pytest.raises(BadCard):
        parse_card(issuer, holder)


@given(st.sampled_from([1, 5, 6, 7, 8, 9, 10, 13, 0x4E]), st.binary(max_size=255))
@example(9, b"\x81\x30\x81\x30")
@example(9, b"\x82\x35\x8f\x33")
def test_any_value_is_a_card_or_a_bad_card(tag: int, value: bytes) -> None:
    with contextlib.suppress(BadCard):
        card = parse_card(*altered(tag, value))
        card.name.encode("utf-8")  # no half of a pair
        assert card.name.strip()


@given(st.sampled_from(["wang", "ouyang", "dilireba"]), st.integers(0, 5), st.integers(0, 31), st.integers(0, 255))
def test_a_card_with_one_byte_changed_is_a_card_or_a_bad_card(key: str, number: int, at: int, byte: int) -> None:
    on_card = files(sample_person(key))
    one = on_card[6][number]
    on_card[6][number] = one[:at] + bytes([byte]) + one[at + 1 :]
    with contextlib.suppress(BadCard):
        assert parse_card(on_card[5], on_card[6]).name


han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5) | st.sampled_from("䶮𠮷·")


@given(st.text(han, min_size=1, max_size=12), st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.booleans())
def test_what_is_written_is_read(name: str, birth: date, serial: int, known: bool) -> None:
    sex = (Sex.MALE if serial % 2 else Sex.FEMALE) if known else Sex.UNKNOWN
    person = SamplePerson("x", name, sex, "01", birth, "", serial, "", date(2020, 1, 1), date(2040, 1, 1))
    card = parse(person)
    assert (card.name, card.birth, card.number, card.sex, card.valid_until) == (name, birth, person.number, sex, date(2040, 1, 1))


def test_commands_are_these_bytes() -> None:
    assert apdu.select_application(APPLICATION).hex() == "00a404000f7378312e73682ec9e7bbe1b1a3d5cf"
    assert apdu.select_file(0xEF06).hex() == "00a4020002ef06"
    assert apdu.read_record(3, 5).hex() == "00b2032c00"
    assert apdu.read_record(1, 6).hex() == "00b2013400"
    assert apdu.read_record(1).hex() == "00b2010400"
    assert apdu.get_response(256).hex() == "00c0000000"
    for number, file in ((0, 5), (255, 5), (1, 31)):
        with pytest.raises(ValueError, match="no such record"):
            apdu.read_record(number, file)


def converse(command: bytes, answers: dict[str, str]) -> Answer:
    exchange = Exchange(command)
    while True:
        answer = exchange.take(bytes.fromhex(answers[exchange.to_send.hex()]))
        if answer is not None:
            return answer


def test_an_answer_is_data_and_status() -> None:
    assert converse(apdu.read_record(1, 5), {"00b2012c00": "0101419000"}) == Answer(b"\x01\x01A", 0x9000)
    assert not converse(apdu.read_record(1, 5), {"00b2012c00": "6a83"}).good
    assert converse(apdu.read_record(1, 5), {"00b2012c00": "0101416282"}).good  # shorter than Le
    assert not Answer(b"", apdu.SELECTED_FILE_BLOCKED).good


def test_a_length_is_corrected_and_the_rest_is_fetched() -> None:
    answers = {"00b2012c00": "6c03", "00b2012c03": "6102", "00c0000002": "01026101", "00c0000001": "036100", "00c0000000": "9000"}
    assert converse(apdu.read_record(1, 5), answers) == Answer(b"\1\2\3", 0x9000)
    answers = {"00b2012c00": "6105", "00c0000005": "6c02", "00c0000002": "41429000"}
    assert converse(apdu.read_record(1, 5), answers) == Answer(b"AB", 0x9000)


@pytest.mark.parametrize(
    "answers",
    [
        {"00b2012c00": ""},
        {"00b2012c00": "90"},
        {"00b2012c00": "5aa5"},
        {"00b2012c00": "6000"},  # T=0's "wait", which is no status
        {"00b2012c00": "6c05", "00b2012c05": "6c06"},
        {"00b2012c00": "416c05"},
        {"00b2012c00": "6101", "00c0000001": "6101"},  # for ever
    ],
)
def test_what_is_no_answer_is_a_bad_one(answers: dict[str, str]) -> None:
    with pytest.raises(BadAnswer):
        converse(apdu.read_record(1, 5), answers)


def test_a_command_without_expected_length_has_none_to_correct() -> None:
    with pytest.raises(BadAnswer):
        converse(apdu.select_file(0xEF05), {"00a4020002ef05": "6c10"})


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=40))
def test_any_answers_come_to_an_end(responses: list[bytes]) -> None:
    exchange = Exchange(apdu.read_record(1, 5))
    for turn, response in enumerate([*responses, *[b"A" * 250 + b"\x61\x00"] * 30]):
        try:
            answer = exchange.take(response)
        except BadAnswer:
            return
        if answer is not None:
            assert len(answer.data) <= 4096
            return
        assert len(exchange.to_send) == 5
        assert turn < 20
    raise AssertionError("no end")


class Witness:
    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.card = Card(lambda **event: self.events.append(event))
        self.card.person = sample_person("wang")

    def say(self, command: str) -> str:
        return self.card.answer(bytes.fromhex(command)).hex()


SELECT = "00a404000f7378312e73682ec9e7bbe1b1a3d5cf"


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("00", "6700"),
        ("00b20104", "6700"),
        ("00b201040000", "6700"),
        ("00a404000e7378312e73682ec9e7bbe1b1a3d5cf", "6700"),
        ("00a4020000", "6700"),
        ("00a4030002ef05", "6a86"),
        ("00b2002c00", "6a86"),
        ("00b2012d00", "6a86"),
        ("00c0000005", "6985"),
        ("00c0010005", "6a86"),
        ("0020000003123456", "6d00"),
        ("80b2012c00", "6e00"),
    ],
)
def test_the_card_refuses_and_reports_what_it_does_not_know(command: str, status: str) -> None:
    witness = Witness()
    assert witness.say(SELECT) == "9000"
    assert witness.say(command) == status
    assert [event["event"] for event in witness.events] == ["error"]


def test_the_card_wants_its_application_first() -> None:
    witness = Witness()
    assert witness.say("00b2012c00") == "6985"
    assert witness.say("00a4020002ef05") == "6985"
    assert len(witness.events) == 2
    assert witness.say("00a4040007a0000003330101") == "6a82"  # another application is no error
    assert len(witness.events) == 2


def test_what_was_not_fetched_at_once_is_lost() -> None:
    witness = Witness()
    witness.card.faults.add("61")
    assert witness.say(SELECT).startswith("61")
    assert witness.say("00b2022c00") == "6103"
    assert witness.say("00b2072c00") == "610b"
    assert witness.say("00c0000003")[-4:] == "6109"
    assert not witness.events
