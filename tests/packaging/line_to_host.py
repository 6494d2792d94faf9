"""Run inside a started machine, as root: gives its network card an address, and leads a port of its loopback to one of the machine
that it is started on (QEMU's user network, where that is 10.0.2.2): ``port here, port there``. Addresses by netdevice(7)."""

import contextlib
import fcntl
import glob
import os
import socket
import struct
import sys
import threading

ADDRESS, MASK, FLAGS, SET_FLAGS, UP = 0x8916, 0x891C, 0x8913, 0x8914, 1


def address(card: bytes, command: int, text: str) -> None:
    fcntl.ioctl(line, command, struct.pack("16sHH4s8x", card, socket.AF_INET, 0, socket.inet_aton(text)))


def lead(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
    with contextlib.suppress(OSError):
        other.shutdown(socket.SHUT_WR)


line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
card = next(os.path.basename(path) for path in glob.glob("/sys/class/net/*") if not path.endswith("/lo")).encode()
address(card, ADDRESS, "10.0.2.15")
address(card, MASK, "255.255.255.0")
flags = struct.unpack("16sh", fcntl.ioctl(line, FLAGS, struct.pack("16sh", card, 0)))[1]
fcntl.ioctl(line, SET_FLAGS, struct.pack("16sh", card, flags | UP))
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    ours, _ = server.accept()
    theirs = socket.create_connection(("10.0.2.2", int(sys.argv[2])))
    for pair in ((ours, theirs), (theirs, ours)):
        threading.Thread(target=lead, args=pair, daemon=True).start()
