"""What is read into values, by several threads at once."""

from __future__ import annotations

import subprocess
import sys

FIRST_READ_BY_THREADS = """
import sys
from threading import Barrier, Thread

from msgspec import Struct, defstruct

from kiosk.domain.values import converted, decoded

sys.setswitchinterval(1e-6)


def read(way, kind, data, read_by, together):
    together.wait()
    read_by.append(way(data, kind))


for number in range(200):
    inner = defstruct(f"Inner{number}", [(f"part_{at}", str) for at in range(9)])
    outer = defstruct(f"Outer{number}", [("first", inner), ("others", list[inner])])
    part = {f"part_{at}": "x" for at in range(9)}
    whole = {"first": part, "others": [part] * 50}
    text = b'{"first":%s,"others":[%s]}' % ((one := str(part).replace("'", '"').encode()), b",".join([one] * 50))
    together, read_by = Barrier(6), []
    asked = [(converted, outer, whole), (decoded, list[inner], b"[%s]" % one), (decoded, outer, text)] * 2
    threads = [Thread(target=read, args=(*each, read_by, together)) for each in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_by) == len(asked)
    assert sum(isinstance(one, Struct) and one.others == [inner(**part)] * 50 for one in read_by) == 4
print("read")
"""


def test_kinds_that_share_a_part_are_first_read_by_several_threads_at_once() -> None:
    """In a process of its own: with msgspec's own functions it ends by SIGSEGV."""
    done = subprocess.run([sys.executable, "-c", FIRST_READ_BY_THREADS], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (0, "read\n"), done.stderr
