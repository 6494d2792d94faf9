"""What people are told of the ID-card reader."""

from __future__ import annotations

from devices.shared_words import CABLE_STEPS
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import CardText, DeviceText
from kiosk.ports.devices import Device

TEXT = DeviceText(
    device=Device.ID_CARD_READER,
    name=LocalizedText("身份证阅读器", "ID card reader"),
    within=LocalizedText("身份证阅读器", "ID card reader"),
    steps=CABLE_STEPS,
    card=CardText(
        card=LocalizedText("身份证", "ID card"),
        icon="id-card",
        picture="lay-card",
        how=LocalizedText("平放在读卡区", "Lay it flat on the reader"),
        title=LocalizedText("请把身份证平放在读卡区", "Please lay your ID card on the reader"),
        left=LocalizedText("身份证可能还在读卡区，请取走", "It may still lie on the reader"),
        instead=LocalizedText("改用身份证，或到窗口办理", "use your ID card, or go to the counter"),
        problems={
            "card-left": LocalizedText(
                "身份证拿开得早了一点。请平放好，等到提示再拿走。",
                "The card was taken away too early. Please leave it until you are told.",
            ),
            "forgotten": LocalizedText(
                "读卡区里已经有一张卡。是您的，请拿起来再放一次；不是您的，请交给工作人员。",
                "There is a card on the reader already. If it is yours, lift it and lay it down again; if not, give it to the"
                " staff.",
            ),
            "unreadable": LocalizedText(
                "没有读清楚。请把身份证擦干净，换个方向再放一次。",
                "The card could not be read. Please wipe it and lay it down again.",
            ),
            "other-card": LocalizedText(
                "放在读卡区的可能不是身份证，银行卡和手机都不行。请拿开，换成身份证平放。",
                "This may be no ID card; bank cards and phones will not do. Please take it away and lay down your ID card.",
            ),
            "still-unreadable": LocalizedText(
                "还是读不出来，可能是卡里的芯片坏了。不用再试，请{other}。",
                "It still cannot be read; its chip may be damaged. No need to try again: please {other}.",
            ),
            "expired": LocalizedText(
                "这张身份证已经过了有效期，不能在本机办理。请{other}，或先换领新证。",
                "This card has expired and cannot be used here. Please {other}, or renew the card first.",
            ),
        },
    ),
)
