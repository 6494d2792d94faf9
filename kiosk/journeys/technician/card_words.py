"""What is said of a card that leads nowhere: why, and what helps."""

from __future__ import annotations

from collections.abc import Mapping

from kiosk.domain.technicians import CardRefusal
from kiosk.domain.text import LocalizedText

CARD_REFUSED: Mapping[CardRefusal, LocalizedText] = {
    CardRefusal.SOCIAL_CARD: LocalizedText(
        "您插的是社保卡，卡里的内容没有读取。请把卡拔出来收好，再点下面的“回到首页”，就能办事。",
        'This is a social security card; nothing on it was read. Please take it back. To be served, touch "Back to home" below.',
    ),
    CardRefusal.OTHER_CARD: LocalizedText(
        "您插的不是技术员卡，卡里的内容没有读取。请把卡拔出来收好。要办事，请点下面的“回到首页”。",
        'This is not a technician\'s card; nothing on it was read. Please take it back. To be served, touch "Back to home" below.',
    ),
    CardRefusal.UNREADABLE: LocalizedText(
        "这张卡读不出来。请拔出来，擦一擦芯片，芯片朝上再插一次。要办事，请点下面的“回到首页”。",
        'This card cannot be read. Please take it out, wipe its chip, put it in again. To be served, touch "Back to home" below.',
    ),
    CardRefusal.EMPTY: LocalizedText(
        "这张卡里还没有证书。请先在平台的“技术员卡”里登记，把证书存进卡里。",
        "There is no certificate on this card yet. Register it on the platform, and put its certificate on it.",
    ),
    CardRefusal.NO_LIST: LocalizedText(
        "本机还没有从平台取到技术员卡的名单，认不了卡。请用进入码，再更新目录。",
        "This terminal has not fetched the list of technicians' cards yet. Use a code, then update the catalogue.",
    ),
    CardRefusal.UNKNOWN: LocalizedText(
        "这张卡不是平台登记的，不能用。请用进入码，或在平台的“技术员卡”里登记。",
        "The platform did not register this card. Use a code, or register it on the platform.",
    ),
    CardRefusal.NOT_YET: LocalizedText(
        "这张卡的有效期还没有开始。请核对本机时间；现在请用进入码。",
        "This card is not valid yet. Compare this terminal's clock; use a code meanwhile.",
    ),
    CardRefusal.EXPIRED: LocalizedText(
        "这张卡过了有效期。请在平台重新登记；现在请用进入码。",
        "This card has expired. Register it again on the platform; use a code meanwhile.",
    ),
    CardRefusal.REVOKED: LocalizedText(
        "这张卡已经在平台吊销，不能用。是误吊销的，请告诉平台工作人员。",
        "This card was revoked on the platform. If that was a mistake, tell the platform's staff.",
    ),
    CardRefusal.OTHER_PURPOSE: LocalizedText(
        "这张卡不是给技术员进入终端用的。请在平台的“技术员卡”里登记。",
        "This card is not for technicians' pages. Register one on the platform.",
    ),
    CardRefusal.OTHER_TERMINAL: LocalizedText(
        "这张卡不能用在这台终端上。请核对终端编号，或用进入码。",
        "This card is for other terminals. Compare the number of this one, or use a code.",
    ),
    CardRefusal.BLOCKED: LocalizedText(
        "口令错的次数多了，这张卡锁住了。用解锁码（PUK）解锁以后再用；现在请用进入码。",
        "After too many wrong PINs this card is locked. Unlock it with its PUK; use a code meanwhile.",
    ),
    CardRefusal.FALSE: LocalizedText(
        "卡的签名不对，不能进入：它可能是仿造的。请告诉平台工作人员。",
        "The card's signature is false: it may be a forgery. Tell the platform's staff.",
    ),
    CardRefusal.TAKEN_OUT: LocalizedText(
        "读不到卡了，卡可能拔出来了。请再插一次，进去以后再拔。",
        "The card cannot be read any more; it may have been taken out. Put it in again, and leave it until you are in.",
    ),
    CardRefusal.READER_GONE: LocalizedText(
        "读卡器断开了。请用进入码，或接好读卡器再插一次卡。",
        "The card reader is gone. Use a code, or attach it and put the card in again.",
    ),
}
