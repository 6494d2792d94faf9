"""The first set-up, led by the screen: from a machine that knows nothing to a terminal that serves.

It is shown by a process of its own, in which no resident is served (`kiosk.runtime.set_up_runner`), and never by one that serves.
"""

from kiosk.domain.text import LocalizedText
from kiosk.session.registry import Journey

JOURNEY = Journey(
    package=__name__,
    stages=(
        LocalizedText("语言", "Language"),
        LocalizedText("屏幕", "Screen"),
        LocalizedText("网络", "Network"),
        LocalizedText("登记", "Enrol"),
        LocalizedText("事项", "Services"),
        LocalizedText("设备", "Devices"),
        LocalizedText("自检", "Check"),
    ),
)
