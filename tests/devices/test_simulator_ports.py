"""A simulator keeps its port while it does not listen."""

from __future__ import annotations

import socket

import pytest

from devices.simulation.event_loop import bound


def test_a_port_that_is_kept_refuses_callers_and_is_given_to_nobody() -> None:
    with bound(0) as place:
        port = place.getsockname()[1]
        with socket.socket() as caller, pytest.raises(ConnectionRefusedError):
            caller.connect(("127.0.0.1", port))
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind(("127.0.0.1", port))
        for _ in range(2):
            with bound(port) as listener:
                listener.listen()
                with socket.create_connection(("127.0.0.1", port)):
                    pass


def test_a_port_where_somebody_listens_is_not_shared() -> None:
    with bound(0) as listener:
        listener.listen()
        with pytest.raises(OSError, match="in use"):
            bound(listener.getsockname()[1])
