"""A child that does what it is told, the bad things too."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from kiosk.child_process.client import Told
from kiosk.child_process.server import Failed, serve


def answer(ask: str, values: dict[str, Any], payload: bytes) -> Told | dict[str, Any]:
    match ask:
        case "echo":
            return Told({"values": values, "pid": os.getpid()}, payload)
        case "print":
            print("a library that talks")
            return {}
        case "fail":
            raise Failed(values["error"])
        case "hang":
            if "mark" in values:
                Path(values["mark"]).touch()
            time.sleep(60)
        case "crash":
            os.abort()
        case "exit":
            os._exit(0)
        case "write":  # past the protocol
            os.write(3, bytes.fromhex(values["bytes"]))
            time.sleep(60)
    raise AssertionError(ask)


if __name__ == "__main__":
    serve(answer)
