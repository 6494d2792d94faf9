"""Codes before the camera: our decoder beside each decoder alone, frame by frame."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure
from commands.bench.inside import tell

FRAMES = 240
WITHIN = 33.0  # ms: what a camera of 30 frames a second gives
_ROUNDS = {"ours": 3, "zxing-cpp": 3, "pyzbar": 1, "OpenCV": 1}  # of the whole set; of a frame's times the middle one counts
_SEED = 20261122


def drawn_frames(count: int = FRAMES) -> list[tuple[bytes, Any]]:
    """Payload and grey 720p frame: QR codes, most of them Chinese in UTF-8 or GB18030, and bar codes; 120 to 300 pixels wide,
    blurred, leaning, unevenly lit, noisy. A part of them no decoder reads."""
    import cv2
    import numpy as np

    from devices.camera.synthetic_frames import Look, code_frame, draw_code

    random = np.random.default_rng(_SEED)
    frames = []
    for number in range(count):
        kind = ("QR", "QR", "QR", "QR", "EAN13", "CODE128")[number % 6]
        look = Look(
            size=int(random.integers(120, 301)),
            at=(random.uniform(0.3, 0.7), random.uniform(0.35, 0.65)),
            tilt=random.uniform(-30, 30) if number % 8 else random.uniform(0, 360),
            lean=random.uniform(-40, 40),
            blur=float(random.choice([0, 0.7, 1.2, 1.8, 2.4])),
            light=random.uniform(0, 0.6),
            noise=float(random.choice([0, 2, 4, 6, 9])),
            seed=number,
        )
        payload = _payload(kind, number)
        frames.append((payload, cv2.cvtColor(code_frame(draw_code(payload, kind), look), cv2.COLOR_BGR2GRAY)))
    return frames


def measure_codes(folder: Path) -> list[Figure]:
    """Share of frames that are read, and time a frame, of our decoder and of each decoder alone; OpenCV has one thread.

    Args:
        folder: not used; every measurement that `commands.bench.inside` runs is given one.
    """
    import cv2

    cv2.setNumThreads(1)
    frames = drawn_frames()
    decoders = {"ours": _ours(), "zxing-cpp": _zxing, "pyzbar": _pyzbar, "OpenCV": _opencv()}
    times: dict[str, list[list[float]]] = {name: [[] for _ in frames] for name in decoders}
    good: dict[str, list[int]] = {name: [0] * len(frames) for name in decoders}
    wrong = 0
    for turn in range(max(_ROUNDS.values())):
        for name, decode in decoders.items():
            if turn >= _ROUNDS[name]:
                continue
            for at, (payload, frame) in enumerate(frames):
                began = time.perf_counter()
                found = decode(frame)
                times[name][at].append((time.perf_counter() - began) * 1000)
                good[name][at] += payload in found
                wrong += name == "ours" and bool(found) and payload not in found
    read = {name: [count * 2 > _ROUNDS[name] for count in counts] for name, counts in good.items()}
    took = {name: [statistics.median(of_frame) for of_frame in of_decoder] for name, of_decoder in times.items()}
    p99 = {name: statistics.quantiles(values, n=100)[98] for name, values in took.items()}
    rate = {name: 100 * sum(values) / len(values) for name, values in read.items()}
    best = max((name for name in decoders if name != "ours"), key=lambda name: rate[name])
    missed = [
        at
        for at in range(len(frames))
        if not read["ours"][at] and any(read[name][at] and took[name][at] <= WITHIN for name in ("zxing-cpp", "pyzbar"))
    ]
    median = {name: statistics.median(values) for name, values in took.items()}

    def beside_best(what: str, of: dict[str, float], unit: str, digits: int, budget: str = "", met: bool | None = None) -> Figure:
        ratio = round(of["ours"] / of[best], 3)
        return Figure(what, round(of["ours"], digits), unit, best, round(of[best], digits), ratio, budget, met)

    unread = f"frames that one decoder reads within {WITHIN:g} ms and ours does not"
    no_fewer = "no fewer than the best single decoder"
    figures = [
        beside_best("code in a 720p frame, p99", p99, "ms", 2, f"at most {WITHIN:g} ms", p99["ours"] <= WITHIN),
        beside_best("code in a 720p frame, median", median, "ms", 2),
        beside_best("frames whose code is read", rate, "%", 1, no_fewer, rate["ours"] >= rate[best]),
        Figure(unread, len(missed), "frames", budget="none", met=not missed),
        Figure("frames out of which ours reads another text", wrong, "frames", budget="none", met=not wrong),
    ]
    for name in decoders:
        if name != "ours":
            figures.append(Figure(f"frames whose code is read, {name} alone", round(rate[name], 1), "%"))
            figures.append(Figure(f"code in a 720p frame, p99, {name} alone", round(p99[name], 2), "ms"))
    return figures


def _payload(kind: str, number: int) -> bytes:
    if kind == "EAN13":
        digits = f"69{number * 7919 + 13:010d}"
        return f"{digits}{-sum(int(digit) * (1, 3)[at % 2] for at, digit in enumerate(digits)) % 10}".encode()
    if kind == "CODE128":
        return f"SH-{number * 7919:07d}".encode()
    text = (f"健康码 浦东新区 {number}", f"https://example.org/r/{number * 7919:08d}", f"随申码：居住证 {number}")[number % 3]
    return text.encode("gb18030" if number % 5 == 0 else "utf-8")


def _ours() -> Callable[[Any], list[bytes]]:
    from devices.camera.decode import FrameDecoder
    from kiosk.ports.devices import CodeScanned

    decoder = FrameDecoder()

    def decode(frame: Any) -> list[bytes]:
        found = decoder.decode(frame)
        # A payload in GB18030 comes out as text as well: its bytes are those of one of the two encodings.
        return [found.text.encode(), found.text.encode("gb18030")] if isinstance(found, CodeScanned) else []

    return decode


def _zxing(frame: Any) -> list[bytes]:
    import zxingcpp

    return [found.bytes for found in zxingcpp.read_barcodes(frame)]


def _pyzbar(frame: Any) -> list[bytes]:
    """As it comes; a text that it guessed wrong is not read."""
    from pyzbar import pyzbar
    from pyzbar.pyzbar import ZBarSymbol

    # Without DataBar, which writes warnings, and with which it takes longer.
    wanted = [ZBarSymbol.QRCODE, ZBarSymbol.EAN13, ZBarSymbol.EAN8, ZBarSymbol.CODE128]
    texts = [found.data.decode("utf-8", "replace") for found in pyzbar.decode(frame, wanted)]
    return [data for text in texts for data in (text.encode(), text.encode("gb18030"))]


def _opencv() -> Callable[[Any], list[bytes]]:
    import cv2

    detector = cv2.QRCodeDetector()
    return lambda frame: [detector.detectAndDecodeBytes(frame)[0]]


if __name__ == "__main__":
    tell(measure_codes)
