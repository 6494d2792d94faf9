"""A receipt that shows whether the printer prints everything that this program sends."""

from __future__ import annotations

from devices.check_code import CHECK_CODE
from kiosk.domain.receipts import Code, Line, PaperDocument, Row, Rule, TextSize
from kiosk.ports.device_hub import PrintReceipt


def trial_receipt(serial: str) -> PrintReceipt:
    """Everything that a receipt may hold: sizes, weights, a rule, characters that printers lack, a code."""
    document = PaperDocument(
        (
            Line("测试页", size=TextSize.LARGE, centred=True),
            Line("Test page", bold=True, centred=True),
            Rule(),
            Row("常用字", "中文 ABC 0123456789"),
            Row("符号", "￥①·—“”（）"),
            Row("生僻字", "䶮 𠮷 喆 赟 㛃"),
            Rule(),
            Code(CHECK_CODE),
            Line("上面没有空白、问号和断线，就是正常的。", centred=True),
        )
    )
    return PrintReceipt(serial, document, serial)
