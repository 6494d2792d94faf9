"""What a camera sees, drawn: codes on a phone's screen, pages on a table. The same seed draws the same picture.

Frames are numpy uint8 arrays of shape (height, width, 3), BGR. Lengths are in pixels, angles in degrees, blur is the sigma of a
Gaussian in pixels, noise the sigma of a grey level, light the part of it that is lost from one side of the picture to the other.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

from kiosk.domain.values import Value

Frame = Any

HD = (1280, 720)


class Look(Value):
    """How the camera sees a thing: ``size`` is the width of a code with no quiet zone, or the height of a page; ``at`` its middle,
    as parts of the frame; ``tilt`` turns it in the picture's plane, ``lean`` away from it."""

    size: int = 240
    at: tuple[float, float] = (0.5, 0.5)
    tilt: float = 0.0
    lean: float = 0.0
    blur: float = 0.0
    light: float = 0.0
    noise: float = 0.0
    seed: int = 0


def draw_code(payload: bytes, kind: str = "QR") -> Frame:
    """The code's picture, a few pixels a module, black on white with its quiet zone. ``kind``: QR, EAN13 or CODE128.

    A QR code carries the bytes as they are, without ECI, as ticket machines and phones print them. ValueError for what the kind
    cannot hold.
    """
    if kind == "QR":
        import segno

        rows = segno.make(payload, error="m", mode="byte", micro=False, boost_error=False).matrix_iter(scale=1, border=4)
        modules = np.array([[0 if dark else 255 for dark in row] for row in rows], np.uint8)
        return cv2.resize(modules, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    import zxingcpp

    wanted = {"EAN13": zxingcpp.BarcodeFormat.EAN13, "CODE128": zxingcpp.BarcodeFormat.Code128}
    if kind not in wanted:
        raise ValueError("kind is QR, EAN13 or CODE128")
    bars = np.array(zxingcpp.create_barcode(payload.decode("ascii"), wanted[kind]).to_image(scale=4, add_quiet_zones=True))
    bars = bars[bars.shape[0] // 2 : bars.shape[0] // 2 + 1]  # one line of it is all of it
    return cv2.copyMakeBorder(
        cv2.resize(bars, (bars.shape[1], bars.shape[1] // 3), interpolation=cv2.INTER_NEAREST),
        24,
        24,
        16,
        16,
        cv2.BORDER_CONSTANT,
        value=255,
    )


def code_frame(code: Frame, look: Look, frame: tuple[int, int] = HD) -> Frame:
    """A phone that shows the code, held before a counter."""
    random = np.random.default_rng(look.seed)
    picture = _room(frame, random)
    side = max(code.shape)
    phone = np.full((int(side * 2.1), int(side * 1.3), 3), 24, np.uint8)
    edge = side // 30 + 2
    phone[edge * 2 : -edge * 2, edge:-edge] = (252, 250, 248)
    top, left = (phone.shape[0] - code.shape[0]) // 2, (phone.shape[1] - code.shape[1]) // 2
    phone[top : top + code.shape[0], left : left + code.shape[1]] = code[:, :, None]
    dark = np.flatnonzero((code < 128).any(axis=0))
    return _finish(_lay(picture, phone, look, look.size / (dark[-1] - dark[0] + 1)), look, random)


def empty_frame(frame: tuple[int, int] = HD, seed: int = 0) -> Frame:
    """A counter before which nobody stands."""
    return _room(frame, np.random.default_rng(seed))


def page_frame(page: Frame, look: Look, frame: tuple[int, int] = (1920, 1440), shadow: float = 0.3, table: int = 70) -> Frame:
    """The page on a table of that grey level, with the shadow of a hand or a head over a part of it, ``shadow`` of its light."""
    random = np.random.default_rng(look.seed)
    grain = cv2.GaussianBlur(random.normal(0, 30, (frame[1], frame[0] // 8)).astype(np.float32), (0, 0), 3)
    grain = cv2.resize(grain, frame) * (1 if table < 200 else 0.2)
    picture = np.clip(grain[:, :, None] + np.array([table * 0.8, table * 0.95, table]), 0, 255).astype(np.uint8)
    picture = _lay(picture, page, look, look.size / page.shape[0])
    if shadow:
        shade: Any = np.ones((frame[1], frame[0]), np.float32)
        middle = (int(frame[0] * random.uniform(0.1, 0.4)), int(frame[1] * random.uniform(0.5, 0.9)))
        cv2.ellipse(shade, middle, (frame[0] // 3, frame[1] // 3), float(random.uniform(0, 90)), 0, 360, 1 - shadow, -1)
        shade = cv2.GaussianBlur(shade, (0, 0), frame[0] / 60)
        picture = np.clip(picture * shade[:, :, None], 0, 255).astype(np.uint8)
    return _finish(picture, look, random)


def sample_page(lines: tuple[str, ...] = (), height: int = 1600, seed: int = 0) -> Frame:
    """A form on A4 paper: a heading, ruled lines of text, a red seal. Without ``lines`` the text is made up."""
    from PIL import Image, ImageDraw, ImageFont

    from devices.receipt_printer.fonts import find_font

    random = np.random.default_rng(seed)
    words = "事项名称办理地点申请材料收件回执受理时间服务中心一网通办街道社区居民委员会证明"
    width = round(height * 210 / 297)
    unit = height / 40
    image = Image.new("RGB", (width, height), (250, 250, 247))
    draw = ImageDraw.Draw(image)
    heading, body = (ImageFont.truetype(find_font(), int(unit * part)) for part in (1.5, 0.9))
    draw.text((width / 2, unit * 4), "情况说明" if lines else "申请表", (20, 20, 20), heading, anchor="mm")
    for number in range(14):
        text = lines[number] if number < len(lines) else "".join(random.choice(list(words), int(random.integers(8, 22))))
        y = unit * (8 + number * 1.9)
        draw.text((unit * 3, y), text, (30, 30, 30), body, anchor="lm")
        draw.line((unit * 2.5, y + unit * 0.8, width - unit * 2.5, y + unit * 0.8), (120, 120, 120), max(1, int(unit / 16)))
    seal = (width - unit * 9, height - unit * 9, width - unit * 3, height - unit * 3)
    draw.ellipse(seal, outline=(200, 30, 30), width=int(unit / 4))
    return np.ascontiguousarray(np.asarray(image)[:, :, ::-1])


def pdf_page(pdf: bytes, height: int = 1600) -> Frame:
    """The first page of a PDF. ValueError for what is none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("no PDF") from error
    try:
        page = document[0]
        return np.ascontiguousarray(page.render(scale=height / page.get_height()).to_numpy()[:, :, :3])
    finally:
        document.close()


def _room(frame: tuple[int, int], random: np.random.Generator) -> Frame:
    """What stands behind: patches out of focus, with a few hard edges."""
    coarse = (random.integers(50, 190, (9, 16, 1)) + random.integers(-20, 20, (9, 16, 3))).astype(np.uint8)
    picture = cv2.resize(coarse, frame, interpolation=cv2.INTER_CUBIC)
    for _ in range(6):
        x, y = int(random.integers(0, frame[0])), int(random.integers(0, frame[1]))
        size = random.integers(20, 160, 2)
        shade = tuple(int(value) for value in random.integers(20, 230, 3))
        cv2.rectangle(picture, (x, y), (x + int(size[0]), y + int(size[1])), shade, int(random.choice([-1, 2, 5])))
    return picture


def _lay(picture: Frame, thing: Frame, look: Look, scale: float) -> Frame:
    """``thing``, ``scale`` times as large, onto the picture."""
    while scale < 0.6:  # what is made smaller by more than that in one step loses lines
        thing, scale = cv2.resize(thing, None, fx=0.7, fy=0.7, interpolation=cv2.INTER_AREA), scale / 0.7
    height, width = thing.shape[:2]
    half = np.array([[-width, -height], [width, -height], [width, height], [-width, height]], np.float32) * scale / 2
    turn, lean = np.deg2rad(look.tilt), np.deg2rad(look.lean)
    x, y = half[:, 0] * np.cos(lean), half[:, 1]
    near = 1 + half[:, 0] * np.sin(lean) / 1500  # seen from 1,500 pixels away
    x, y = x / near, y / near
    corners = np.stack([x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn)], axis=1)
    corners += np.array([picture.shape[1] * look.at[0], picture.shape[0] * look.at[1]])
    source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    way = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    size = (picture.shape[1], picture.shape[0])
    laid = cv2.warpPerspective(thing, way, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full((height, width), 255, np.uint8), way, size, flags=cv2.INTER_LINEAR)[:, :, None] / 255.0
    return (laid * mask + picture * (1 - mask)).astype(np.uint8)


def _finish(picture: Frame, look: Look, random: np.random.Generator) -> Frame:
    """What light, lens and sensor do to it."""
    if look.light:
        fall = 1 - look.light * np.linspace(0, 1, picture.shape[1], dtype=np.float32)
        picture = np.clip(picture * fall[None, :, None], 0, 255).astype(np.uint8)
    if look.blur:
        picture = cv2.GaussianBlur(picture, (0, 0), look.blur)
    if look.noise:
        grain: Any = random.standard_normal(picture.shape[:2], np.float32)
        grain = cv2.GaussianBlur(grain, (0, 0), 0.6)  # as the sensor's colour mosaic spreads it
        picture = np.clip(picture + (grain * (look.noise / grain.std()))[:, :, None], 0, 255).astype(np.uint8)
    return picture
