from __future__ import annotations

import os
import pty
import socket
import tty
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.transports import transport as base
from devices.transports.serial_port import SerialTransport
from devices.transports.tcp import TcpTransport, parse_host_port
from devices.transports.transport import TransportError
from kiosk.domain.device_states import Reason


@pytest.mark.parametrize(
    ("address", "parsed"),
    [
        ("192.0.2.7:9100", ("192.0.2.7", 9100)),
        ("printer.local:9100", ("printer.local", 9100)),
        ("[2001:db8::7]:9100", ("2001:db8::7", 9100)),
        ("2001:db8::7:9100", None),
        ("192.0.2.7", None),
        (":9100", None),
        ("a:0", None),
        ("a:65536", None),
        ("a:९", None),
        ("", None),
    ],
)
def test_addresses(address: str, parsed: object) -> None:
    assert parse_host_port(address) == parsed


@given(st.text(max_size=30))
def test_any_text_is_an_address_or_none(text: str) -> None:
    parsed = parse_host_port(text)
    assert parsed is None or 1 <= parsed[1] <= 65535


@pytest.fixture
def line() -> Iterator[tuple[int, SerialTransport]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    transport = SerialTransport(os.ttyname(slave), 115200)
    yield master, transport
    transport.close()
    os.close(slave)
    os.close(master)


def test_a_serial_line_carries_bytes_both_ways(line: tuple[int, SerialTransport]) -> None:
    master, transport = line
    transport.write(b"question")
    assert os.read(master, 100) == b"question"
    os.write(master, b"answer")
    assert transport.read(4, 1.0) == b"answ"
    assert transport.read(4, 1.0) == b"er"
    assert transport.read(4, 0.0) == b""
    os.write(master, b"stale")
    transport.discard_input()
    assert transport.read(4, 0.0) == b""


def test_a_line_that_takes_no_bytes_is_silent(line: tuple[int, SerialTransport], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "WRITE_TIMEOUT", 0.1)
    with pytest.raises(TransportError) as caught:
        line[1].write(bytes(1_000_000))
    assert caught.value.reason is Reason.SILENT


def test_a_connection_that_takes_no_bytes_is_silent_and_one_that_is_closed_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "WRITE_TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = TcpTransport(*server.getsockname())
        other, _ = server.accept()
        with pytest.raises(TransportError) as caught:
            connection.write(bytes(50_000_000))
        assert caught.value.reason is Reason.SILENT
        assert connection.takes_no_more()
        other.close()
        with pytest.raises(TransportError) as caught:
            connection.read(10, 1.0)
        assert caught.value.reason is Reason.NOT_FOUND
        connection.close()


@pytest.mark.parametrize("address", ["/dev/no-such-port", "/dev/null", "/tmp"])
def test_what_is_no_port_is_not_found(address: str) -> None:
    with pytest.raises(TransportError) as caught:
        SerialTransport(address, 9600)
    assert caught.value.reason is Reason.NOT_FOUND


def test_a_connection_that_is_only_not_answered_takes_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        connection = TcpTransport(*server.getsockname())
        other, _ = server.accept()
        connection.write(b"question")
        assert connection.read(10, 0.1) == b""
        assert not connection.takes_no_more()
        connection.close()
        other.close()
