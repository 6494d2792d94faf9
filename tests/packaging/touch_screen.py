"""Run inside a started machine, as root: a touch screen made by uinput (kernel's Documentation/input/uinput.rst), which is touched
at ``x y`` (fractions) for each line that comes through the pipe that it is told."""

import fcntl
import os
import struct
import sys

SET_EVENT, SET_KEY, SET_AXIS, SET_PROPERTY, CREATE = 0x40045564, 0x40045565, 0x40045567, 0x4004556E, 0x5501
KEY, AXIS, TOUCH, DIRECT, END = 1, 3, 0x14A, 1, (0, 0, 0)
X, Y, SLOT, MT_X, MT_Y, TRACKING = 0, 1, 0x2F, 0x35, 0x36, 0x39
MOST = 4095
AXES = 64

device = os.open("/dev/uinput", os.O_WRONLY)
for bit in (KEY, AXIS):
    fcntl.ioctl(device, SET_EVENT, bit)
fcntl.ioctl(device, SET_KEY, TOUCH)
for axis in (X, Y, SLOT, MT_X, MT_Y, TRACKING):
    fcntl.ioctl(device, SET_AXIS, axis)
fcntl.ioctl(device, SET_PROPERTY, DIRECT)
most = [MOST if axis in (X, Y, MT_X, MT_Y) else 9 if axis == SLOT else 65535 for axis in range(AXES)]
os.write(device, struct.pack("80s4HI", b"touch screen", 3, 0x1234, 1, 1, 0) + struct.pack(f"{AXES * 4}i", *most, *[0] * AXES * 3))
fcntl.ioctl(device, CREATE)
while True:
    with open(sys.argv[1]) as pipe:
        for line in pipe:
            x, y = (int(float(word) * MOST) for word in line.split())
            down = [
                (AXIS, SLOT, 0),
                (AXIS, TRACKING, 1),
                (AXIS, MT_X, x),
                (AXIS, MT_Y, y),
                (KEY, TOUCH, 1),
                (AXIS, X, x),
                (AXIS, Y, y),
            ]
            for event in (*down, END, (AXIS, TRACKING, -1), (KEY, TOUCH, 0), END):
                os.write(device, struct.pack("llHHi", 0, 0, *event))
