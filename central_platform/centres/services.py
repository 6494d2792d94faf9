"""To which acceptance centre a case goes."""

from __future__ import annotations

from central_platform.centres.models import AcceptanceCentre
from central_platform.terminals.services import Terminal
from kiosk.domain.parties import Subject
from kiosk.domain.service_items import ServiceItem
from kiosk.domain.text import LocalizedText


def centre_of(item: ServiceItem | None, subject: Subject, terminal: Terminal) -> LocalizedText:
    """Where a case of this item is handled; where it is handed in need not be where it is decided (收受分离).

    Args:
        item: None where its code is not known.
        subject: whom it is about. In this district companies and citizens have the same centres.
        terminal: where it was handed in.

    Returns:
        The name of the centre at the terminal's site for what can be done in any centre, and for what nobody knows; else of the
        district's own.
    """
    del subject
    if item is None or item.anywhere:
        return terminal.centre
    district = AcceptanceCentre.objects.filter(district=True).order_by("key").first()
    return district.name if district else terminal.centre


def centre_names() -> list[str]:
    """Of all acceptance centres, in Chinese, each once."""
    return list(dict.fromkeys(AcceptanceCentre.objects.order_by("key").values_list("name_zh", flat=True)))


def name_of_centre(zh: str) -> LocalizedText | None:
    """In both languages, of the centre of this Chinese name; None where there is none."""
    centre = AcceptanceCentre.objects.filter(name_zh=zh).order_by("key").first()
    return centre.name if centre else None


def centre_named(key: str, name: LocalizedText) -> AcceptanceCentre:
    """The centre of this key, made under this name where there is none."""
    centre = AcceptanceCentre.objects.filter(pk=key).first()
    if centre is None:
        centre = AcceptanceCentre(key=key)
        centre.name = name
        centre.save(force_insert=True)
    return centre
