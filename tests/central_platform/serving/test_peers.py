"""Where a request comes from: by a trusted proxy's word alone."""

from __future__ import annotations

import pytest

from central_platform.serving.peers import Origin, Proxies

TOLD = [(b"x-forwarded-for", b"203.0.113.9, 198.51.100.7"), (b"x-forwarded-proto", b"https"), (b"host", b"platform")]


def test_a_strangers_claims_are_nothing() -> None:
    assert Proxies(["10.0.0.0/8"]).origin("192.0.2.1", TOLD) == (Origin("192.0.2.1"), [(b"host", b"platform")])
    assert Proxies([]).origin("127.0.0.1", TOLD) == (Origin("127.0.0.1"), [(b"host", b"platform")])


def test_a_trusted_proxys_word_counts() -> None:
    origin, headers = Proxies(["10.0.0.0/8"]).origin("10.1.2.3", TOLD)
    assert origin == Origin("198.51.100.7", secure=True), "the last one: what stands before it the client wrote"
    assert headers == [(b"host", b"platform")]


def test_through_two_proxies_of_ours_the_client_is_found() -> None:
    told = [(b"x-forwarded-for", b"192.0.2.200, 203.0.113.9, 10.9.9.9")]
    assert Proxies(["10.0.0.0/8", "::1"]).origin("::1", told)[0] == Origin("203.0.113.9")


@pytest.mark.parametrize("claimed", [b"", b"unknown", b"a" * 5000, b"203.0.113.9:80", b"\xff"])
def test_what_is_no_address_is_the_proxys_own(claimed: bytes) -> None:
    assert Proxies(["10.1.2.3"]).origin("10.1.2.3", [(b"x-forwarded-for", claimed)])[0].address == "10.1.2.3"


def test_a_header_with_an_underscore_passes_for_no_other() -> None:
    told = [(b"x_forwarded_for", b"203.0.113.9"), (b"forwarded", b"for=203.0.113.9"), (b"x-real-ip", b"203.0.113.9")]
    assert Proxies(["10.1.2.3"]).origin("10.1.2.3", told) == (Origin("10.1.2.3"), [])


def test_what_is_no_network_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="proxy"):
        Proxies(["proxy.example"])
