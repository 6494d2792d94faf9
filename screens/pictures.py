"""Icons and pictures as QML asks for them: SVG files of ours, in the colours of the theme.

On the way to the first frame, so without PySide's namespace `Qt`, whose enums take 35 ms to make; `QImage.fill` makes them too, to
see whether it was given one. A picture begins as zeros instead: transparent.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

_FOLDER = Path(__file__).parent / "qml" / "Kiosk"


@cache
def _svg(folder: str, name: str) -> str:
    return (_FOLDER / folder / f"{name}.svg").read_text(encoding="utf-8")


class Pictures(QQuickImageProvider):
    """``image://icons/<name>/<rrggbb>`` and ``image://pictures/<name>/<ink>/<accent>``; #rrggbb or #aarrggbb without the mark."""

    def __init__(self, folder: str) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._folder = folder

    def requestImage(self, source: str, size: QSize, requested: QSize) -> QImage:
        """Called by Qt: the picture in its colours, drawn as large as it is asked for, 48 px where it is not.

        Args:
            source: ``<name>/<ink>`` or ``<name>/<ink>/<accent>``, colours as hex digits.
            size: is set to the size that was drawn, in pixels.
            requested: pixels; 0 or less where nothing is asked for.
        """
        name, ink, *accent = source.split("/")
        text = _svg(self._folder, name).replace("currentColor", f"#{ink[-6:]}")
        if accent:
            text = text.replace("accentColor", f"#{accent[0][-6:]}")
        width = requested.width() if requested.width() > 0 else 48
        height = requested.height() if requested.height() > 0 else width
        image = QImage(bytes(4 * width * height), width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(image)
        QSvgRenderer(QByteArray(text.encode())).render(painter)
        painter.end()
        size.setWidth(width)
        size.setHeight(height)
        # A copy: these bytes are Python's, and Qt's cache of pictures outlives Python: to free them then ends in a crash.
        return image.copy()
