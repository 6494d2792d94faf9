"""This machine's own address: what is typed is read as people write it, and nothing else comes into a file that root reads."""

from __future__ import annotations

from ipaddress import ip_interface

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.technician.machine_address import (
    NO_ADDRESS,
    NO_GATEWAY,
    NO_SERVERS,
    MachineAddress,
    as_typed,
    networkd_file,
    read_typed,
    resolver_file,
    wrong_with,
)
from kiosk.technician.machine_settings import read_settings

WHOLE = MachineAddress("192.168.1.20/24", "192.168.1.1", ("192.168.1.53", "114.114.114.114"))


@pytest.mark.parametrize(
    "typed",
    [
        "192.168.1.20/24 192.168.1.1 192.168.1.53 114.114.114.114",
        "  192.168.1.20/24，192.168.1.1，192.168.1.53、114.114.114.114 ",
        "192.168.1.20/24, 192.168.1.1; 192.168.1.53,114.114.114.114",
    ],
)
def test_what_is_typed_is_read_whatever_stands_between(typed: str) -> None:
    assert read_typed(typed) == WHOLE
    assert wrong_with(WHOLE) is None
    assert read_typed(as_typed(WHOLE)) == WHOLE


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", None),
        ("192.168.1.20/24", None),
        ("192.168.1.20/255.255.255.0 192.168.1.1", None),
        ("fd00::20/64 fd00::1 fd00::53", None),
        ("192.168.1.20", NO_ADDRESS),
        ("192.168.1.0/24", NO_ADDRESS),
        ("192.168.1.255/24", NO_ADDRESS),
        ("127.0.0.1/8", NO_ADDRESS),
        ("0.0.0.0/0", NO_ADDRESS),
        ("224.0.0.5/24", NO_ADDRESS),
        ("192.168.1.20/33", NO_ADDRESS),
        ("fd00::20%eth0/64", NO_ADDRESS),
        ("192.168.1.20/24 192.168.2.1", NO_GATEWAY),
        ("192.168.1.20/24 192.168.1.20", NO_GATEWAY),
        ("192.168.1.20/24 fd00::1", NO_GATEWAY),
        ("192.168.1.20/24 192.168.1.1 dns.example", NO_SERVERS),
        ("192.168.1.20/24 192.168.1.1 10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4", NO_SERVERS),
    ],
)
def test_what_is_wrong_is_said(typed: str, wrong: object) -> None:
    given = read_typed(typed)
    assert wrong_with(given) == wrong
    told, problems = read_settings(
        {"network": {"address": given.address, "gateway": given.gateway, "name_servers": list(given.name_servers)}}
    )
    assert bool(problems) is (wrong is not None)
    assert wrong is None or told.network != given, "the file is judged as the page judges"


@given(st.text() | st.lists(st.text(alphabet="0123456789abcdef.:/%\n[]= "), max_size=4).map(" ".join))
def test_nothing_else_comes_into_what_root_reads(typed: str) -> None:
    given = read_typed(typed)
    if wrong_with(given) is not None:
        return
    lines = networkd_file(given).splitlines() + resolver_file(given).splitlines()
    for line in lines:
        key, _, value = line.replace("nameserver ", "DNS=").partition("=")
        if key in ("Address", "Gateway", "DNS"):
            assert ip_interface(value)
        else:
            assert line in networkd_file(MachineAddress()) + networkd_file(WHOLE)


def test_a_machine_that_is_given_its_address_again_asks_the_network() -> None:
    assert "DHCP=yes" in networkd_file(MachineAddress())
    assert resolver_file(MachineAddress(name_servers=("10.0.0.2",))) == ""
    assert "DHCP=no" in networkd_file(WHOLE)
    assert resolver_file(WHOLE) == "nameserver 192.168.1.53\nnameserver 114.114.114.114\n"
