"""The cards that a resident may show: what they are called, and what cannot be done without their readers."""

from __future__ import annotations

from kiosk.domain.text import LocalizedText
from kiosk.ports.device_text import card_text, text_of
from kiosk.ports.devices import Device
from kiosk.session.readers import READERS, code_works, fitted
from kiosk.session.state import State
from kiosk.views.language import Say


def named(device: Device, say: Say) -> str:
    """The card's name, where it stands by itself."""
    card = card_text(device).card
    return say(card.zh, card.en[0].upper() + card.en[1:])


def usable(state: State) -> tuple[Device, ...]:
    """The readers that work, as far as they have told."""
    return tuple(device for device in READERS if state.status(device).usable)


def shown_by(device: Device, say: Say) -> str:
    """What showed who somebody is, by what read it, within a sentence."""
    if device is Device.CODE_SCANNER:
        return say("随申码", "code on your phone")
    card = card_text(device).card
    return say(card.zh, card.en)


def any_card(state: State, say: Say) -> str:
    """The cards that can be shown here, in a phrase; the ID card where no reader has told of itself yet."""
    cards = [card_text(device).card for device in usable(state) or (Device.ID_CARD_READER,)]
    return say("或".join(card.zh for card in cards), " or ".join(card.en for card in cards))


def card_icon(state: State) -> str:
    """Of the first of them."""
    return card_text((*usable(state), Device.ID_CARD_READER)[0]).icon


def cannot_be_used(name: LocalizedText, say: Say) -> str:
    """A device without which it does not go on here, by its name within a sentence."""
    return say(
        f"{name.zh}暂时不能用。您可以等它恢复，或请工作人员帮忙。",
        f"The {name.en} cannot be used now. You may wait, or ask the staff.",
    )


def without(broken: Device, works: Device, say: Say) -> str:
    """That one reader is out of order, and which card works."""
    reader, card = text_of(broken).within, card_text(works).card
    return say(f"{reader.zh}暂时不能用，请用{card.zh}", f"The {reader.en} is out of order: please use your {card.en}")


NOTHING_KEPT = LocalizedText(
    "本机的存储出了故障，现在只能看事项和指南", "This terminal's storage is out of order: you can only look up services and guides"
)


def cannot_now(state: State, say: Say) -> list[str]:
    """Where one reader works, whoever comes can be told which card to use; where none does, nobody can apply."""
    there = fitted(state) or (Device.ID_CARD_READER,)  # a terminal that was given none lacks the one
    broken = [device for device in there if device in state.devices and not state.status(device).usable]
    works = [device for device in there if state.status(device).usable]
    if works:
        return [without(device, works[0], say) for device in broken]
    if len(broken) < len(there):
        return []  # one has not told of itself yet
    zh = "和".join(text_of(device).within.zh for device in broken)
    if code_works(state):
        return [
            say(
                f"{zh}暂时不能用：可以改用手机上的随申码；要用证件本身的事办不了",
                "The card reader is out of order: show the code on your phone; what needs the card itself cannot be done",
            )
        ]
    return [say(f"{zh}暂时不能用：可以查指南，不能办理", "The card reader is out of order: guides only, no applications")]
