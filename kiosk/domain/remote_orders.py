"""What the platform's staff may have a terminal do from afar: a closed list, and nothing of it while somebody stands there."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kiosk.domain.closings import Closing
from kiosk.domain.text import LocalizedText
from kiosk.domain.values import Value

LIFETIME = 3600  # seconds that an order is good for: whoever comes back tomorrow does not begin anew for what was wrong today
LARGEST = 1_500_000  # bytes of what is sent back


class RemoteAction(StrEnum):
    RESTART = "RESTART"
    UPDATE = "UPDATE"
    CLOSE = "CLOSE"
    OPEN = "OPEN"
    PICTURE = "PICTURE"
    BUNDLE = "BUNDLE"


NAMES: Mapping[RemoteAction, LocalizedText] = {
    RemoteAction.RESTART: LocalizedText("重启程序", "restart the program"),
    RemoteAction.UPDATE: LocalizedText("马上查找更新", "look for updates now"),
    RemoteAction.CLOSE: LocalizedText("暂停服务", "out of service"),
    RemoteAction.OPEN: LocalizedText("恢复服务", "back in service"),
    RemoteAction.PICTURE: LocalizedText("待机页截屏", "a picture of the idle page"),
    RemoteAction.BUNDLE: LocalizedText("取诊断包", "a support bundle"),
}


class OrderResult(StrEnum):
    """RESTART and UPDATE are told as done before they are begun: what ends with the process could not be told after it."""

    DONE = "DONE"
    FAILED = "FAILED"


class RemoteOrder(Value):
    """``order_id``: made once, of version 7 (RFC 9562); ``closing``: why, where it goes out of service."""

    order_id: str
    action: RemoteAction
    closing: Closing | None = None
