"""What people are told of the reader for social security cards."""

from __future__ import annotations

from devices.shared_words import CABLE_STEPS
from kiosk.domain.device_states import Reason
from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import CardText, DeviceText
from kiosk.ports.devices import Device

REMOVE_VPCD = LocalizedText(
    "卸载：sudo apt-get purge vsmartcard-vpcd，再重启", "sudo apt-get purge vsmartcard-vpcd, then restart the machine"
)
PROGRAMS = {"pcscd": REMOVE_VPCD}

TEXT = DeviceText(
    device=Device.SMART_CARD_READER,
    name=LocalizedText("社保卡读卡器", "Social security card reader"),
    within=LocalizedText("社保卡读卡器", "social security card reader"),
    advice={
        Reason.NOT_FOUND: LocalizedText(
            "插好读卡器；确认 pcscd 服务在运行", "Plug in the reader, and see that the service pcscd runs"
        ),
        Reason.MISCONFIGURED: LocalizedText(
            "插着技术员的令牌的，请拔出来；否则请技术员在 terminal.toml 里写明用哪个读卡器",
            "Pull out a technician's token if one is plugged in; else a technician must name the reader in terminal.toml",
        ),
    },
    steps=CABLE_STEPS,
    card=CardText(
        card=LocalizedText("社保卡", "social security card"),
        icon="chip-card",
        picture="insert-card",
        how=LocalizedText("芯片朝上，插到底", "Chip up, all the way in"),
        title=LocalizedText("请把社保卡插入插卡口", "Please insert your social security card"),
        left=LocalizedText("卡还在插卡口里，请拔出来带走", "It is still in the slot: please take it out"),
        instead=LocalizedText("改用社保卡，或到窗口办理", "use your social security card, or go to the counter"),
        problems={
            "card-left": LocalizedText(
                "社保卡拔出得早了一点。请再插一次，插到底，等到提示再拔。",
                "The card was taken out too early. Please put it in again, and leave it until you are told.",
            ),
            "forgotten": LocalizedText(
                "插卡口里已经有一张卡。是您的，请拔出来再插一次；不是您的，请交给工作人员。",
                "There is a card in the slot already. If it is yours, take it out and put it in again; if not, give it to the"
                " staff.",
            ),
            "unreadable": LocalizedText(
                "没有读清楚。请把卡拔出来，擦一擦芯片，芯片朝上再插一次。",
                "The card could not be read. Please take it out, wipe its chip, and put it in again, chip up and first.",
            ),
            "still-unreadable": LocalizedText(
                "还是读不出来，可能是卡的芯片坏了。不用再试，请拔出来，{other}。",
                "It still cannot be read; its chip may be damaged. No need to try again: please take it out, and {other}.",
            ),
            "expired": LocalizedText(
                "这张社保卡已经过了有效期，不能在本机使用。请拔出来，{other}。",
                "This card has expired and cannot be used here. Please take it out, and {other}.",
            ),
            "needs-pin": LocalizedText(
                "这张卡要输密码才能读，本机从不要求输卡的密码。请拔出来，{other}。",
                "This card wants its PIN, and this terminal never asks for one. Please take it out, and {other}.",
            ),
            "other-card": LocalizedText(
                "这张卡不是社保卡，可能是银行卡，本机没有读取里面的内容。请拔出来收好，{other}。",
                "This is no social security card; perhaps a bank card. Nothing was read from it. Please take it back, and {other}.",
            ),
            "blocked": LocalizedText(
                "这张社保卡已被发卡机构停用。请拔出来，{other}。",
                "This card was blocked by its issuer. Please take it out, and {other}.",
            ),
        },
    ),
)
