"""The child's side of `kiosk.child_process.client`: questions from stdin, answers to stdout, until stdin ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from kiosk.child_process.client import Told
from kiosk.process import end_with_parent, hide


class Failed(Exception):
    """What was asked for failed; the message is the word for it that goes to the parent."""


def serve(answer: Callable[[str, dict[str, Any], bytes], Told | dict[str, Any]]) -> None:
    """``answer(ask, values, payload)`` gives the answer, or raises `Failed`. Any other exception ends the child, and the parent
    learns that it crashed."""
    # A library that hangs does not see stdin end. With the parent, that is with its session, this process goes too.
    end_with_parent()
    hide()
    source, sink = sys.stdin.buffer, _own_stdout()
    while line := source.readline():
        values = json.loads(line)
        payload = source.read(int(values.pop("size", 0)))
        try:
            told = answer(str(values.pop("ask")), values, payload)
        except Failed as failure:
            told = {"error": str(failure)}
        if isinstance(told, dict):
            told = Told(told)
        head = {**told.values, **({"size": len(told.body)} if told.body else {})}
        sink.write(json.dumps(head).encode() + b"\n" + told.body)
        sink.flush()


def _own_stdout() -> BinaryIO:
    """The way to the parent, for this module alone: what a library prints goes to stderr."""
    way = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return way
