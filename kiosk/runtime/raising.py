"""What becomes of an exception on a thread beside the session's."""

from __future__ import annotations

import threading
from typing import Any


def raise_on_its_thread(done: Any) -> None:
    """An exception that nobody declared ends the process: the screens' excepthook knows what to do.

    Args:
        done: a future that is over.
    """
    fault = done.exception()
    if fault is not None:
        threading.excepthook(threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, threading.current_thread())))
