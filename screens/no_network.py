"""The pages reach nothing but themselves: whatever Qt would fetch over a network, for a picture or a script, is refused."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtQml import QQmlNetworkAccessManagerFactory

if TYPE_CHECKING:
    from PySide6.QtNetwork import QNetworkAccessManager

_REFUSED = "refused:"  # a scheme that nothing knows: Qt answers with an error, and asks nobody


def is_ours(url: QUrl, folder: Path) -> bool:
    """A page, a picture made on the spot (``data:``), or a file below ``folder``."""
    if url.scheme() in ("qrc", "data"):
        return True
    return url.isLocalFile() and Path(url.toLocalFile()).resolve().is_relative_to(folder)


class NoNetwork(QQmlNetworkAccessManagerFactory):
    """For `QQmlEngine.setNetworkAccessManagerFactory`. ``folder``: of the pages. Keep a reference: the engine does not own it."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder.resolve()
        self._made: list[QNetworkAccessManager] = []  # one a thread of Qt's; for as long as the engine

    def create(self, parent: QObject) -> QNetworkAccessManager:
        """Called by Qt, once a thread: a manager that answers for files of ours, and with an error for all else."""
        # Qt's network module is loaded with the first picture that is made on the spot, not before the first frame.
        from PySide6.QtNetwork import QNetworkAccessManager, QNetworkReply, QNetworkRequest

        folder = self._folder

        class OursAlone(QNetworkAccessManager):
            def createRequest(self, operation: Any, request: QNetworkRequest, data: Any = None) -> QNetworkReply:
                if not is_ours(request.url(), folder):
                    request = QNetworkRequest(QUrl(_REFUSED))
                return super().createRequest(operation, request, data)

        manager = OursAlone(parent)
        self._made.append(manager)
        return manager
