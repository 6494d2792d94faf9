"""What can be touched on the simulator panel: the key of each choice, and its words."""

from __future__ import annotations

Words = tuple[str, str]  # Chinese, English

READER_FAULTS: dict[str, Words] = {
    "reader-unplug": ("拔掉连线", "Unplugged"),
    "reader-checksum": ("校验码错", "Wrong checksum"),
    "reader-early": ("读到一半拿走", "Taken too early"),
}
SLOT: dict[str, Words] = {
    "slot-wang": ("王秀英", "Wang's card"),
    "slot-zhuge": ("诸葛建国", "Zhuge's card"),
    "slot-li": ("李娜", "Li's card"),
    "slot-pin": ("要密码", "Wants a PIN"),
    "slot-bank_card": ("银行卡", "Bank card"),
    "slot-take": ("拔出来", "Take it out"),
}
CAMERA: dict[str, Words] = {
    "camera-certificate": ("出生证明", "Certificate"),
    "camera-register": ("户口簿一页", "Register page"),
    "camera-corner": ("没放全", "Out of sight"),
    "camera-take": ("拿走", "Take it away"),
    "camera-unplug": ("拔掉连线", "Unplugged"),
}
CODES: dict[str, Words] = {
    "code-receipt": ("回执上的码", "Last receipt"),
    "code-copy": ("副本上的码", "Last copy"),
    "code-nonsense": ("不相干的码", "Nonsense"),
}
PRINTER_FAULTS: dict[str, Words] = {
    "printer-paper_out": ("缺纸", "Paper out"),
    "printer-paper_low": ("纸快用完", "Paper low"),
    "printer-cover_open": ("开盖", "Cover open"),
    "printer-cutter": ("切刀卡住", "Cutter jam"),
    "printer-silent": ("没有应答", "Silent"),
    "printer-unplug": ("拔掉连线", "Unplugged"),
}
PAGE_FAULTS: dict[str, Words] = {"pages-paper-out": ("缺纸", "Paper out"), "pages-jam": ("卡纸", "Jam")}
NETWORK: dict[str, Words] = {
    "line-through": ("畅通", "Through"),
    "line-cut": ("断开", "Cut"),
    "line-hang": ("没有应答", "Hangs"),
    "line-portal": ("要求登录", "Portal"),
    "line-error": ("服务出错", "Error 500"),
}
