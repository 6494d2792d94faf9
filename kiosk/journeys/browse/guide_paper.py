"""An item's guide to take along: a slip, and a code on it with the same in short. Both are read without any network."""

from __future__ import annotations

from kiosk.domain.receipts import Block, Code, Line, PaperDocument, Row, Rule, Space
from kiosk.domain.service_items import Centre, Material, Places, ServiceItem
from kiosk.domain.terminals import Terminal
from kiosk.domain.times import clock_text, day_of
from kiosk.domain.values import Value
from kiosk.journeys.browse.without_it import without_it

LONGEST_CODE = 400  # bytes: what a telephone still reads off 58 mm paper, version 15 of ISO/IEC 18004 at level M


class Edition(Value):
    """Of which catalogue a guide is. ``confirmed_at``: seconds since 1970, when it was last known to be the newest; 0: never."""

    places: Places
    version: str
    confirmed_at: int


def guide_paper(item: ServiceItem, edition: Edition, terminal: Terminal, wall: int, doubtful: bool, language: str) -> PaperDocument:
    """What to bring, where and when to go, and whom to call.

    Args:
        item: whose guide it is.
        edition: of the catalogue that it is from.
        terminal: that prints it.
        wall: seconds since 1970.
        doubtful: the clock cannot be right.
        language: ``en`` for English, Chinese for anything else.
    """
    zh, guide = language != "en", item.guide
    centres = edition.places.taking(item, terminal.site.zh)[:1]
    blocks: list[Block] = [
        Line("办事指南" if zh else "Guide", centred=True),
        Line(item.name.in_language(language), bold=True, centred=True),
        Space(),
        Line(item.summary.in_language(language)),
        Rule(),
        *(_bundle(item, language)),
        Line("要带什么" if zh else "What to bring", bold=True),
        *(block for material in guide.materials for block in _material(material, item, language)),
        *([] if guide.materials else [Line("什么都不用带" if zh else "Nothing")]),
        Rule(),
        Line("怎么办" if zh else "How it goes", bold=True),
        *(Line(f"{number}. {step.in_language(language)}") for number, step in enumerate(guide.steps, 1)),
        Rule(),
        *(block for centre in centres for block in _centre(centre, language)),
        Row("办理部门" if zh else "Office", item.authority.in_language(language)),
        Row("咨询电话" if zh else "Questions", terminal.hotline),
        Rule(),
        Line("扫码看要点，不用上网" if zh else "Scan for the main points; no network needed", centred=True),
        Code(code_text(item, centres, terminal, language)),
        Rule(),
        *(Row("依据" if zh else "By what rule", source.title) for source in guide.sources.values()),
        Row("指南版本" if zh else "Edition", edition.version),
    ]
    if edition.confirmed_at:
        blocks.append(Row("最近核对" if zh else "Last known to be current", day_of(edition.confirmed_at).isoformat()))
    blocks += [
        Row("打印时间" if zh else "Printed", clock_text(wall) if not doubtful else _doubt(zh)),
        Line("以后可能有变化，以窗口为准" if zh else "It may change later; the counter decides", centred=True),
    ]
    return PaperDocument(tuple(blocks))


def code_text(item: ServiceItem, centres: tuple[Centre, ...], terminal: Terminal, language: str) -> str:
    """Name, materials, place and telephone as plain text of at most `LONGEST_CODE` bytes.

    Where not all materials find room, it says how many there are besides.

    Args:
        item: whose guide it is.
        centres: where it is done, the nearest first; none where nobody knows.
        terminal: whose hotline is told where no centre is.
        language: ``en`` for English, Chinese for anything else.
    """
    zh = language != "en"
    names = [material.name.in_language(language) for material in item.guide.materials]
    place = [f"{centre.name.in_language(language)} {centre.address.in_language(language)}" for centre in centres[:1]]
    phone = centres[0].phone if centres else terminal.hotline
    for count in range(len(names), -1, -1):
        bring = ("、" if zh else ", ").join(names[:count])
        if left := len(names) - count:
            bring += f"，还有{left}样见指南" if zh else f", and {left} more: see the guide"
        lines = [item.name.in_language(language), *([("带：" if zh else "Bring: ") + bring] if names else []), *place]
        text = "\n".join([*lines, ("电话：" if zh else "Call: ") + phone])
        if len(text.encode()) <= LONGEST_CODE:
            break
    return text


def _material(material: Material, item: ServiceItem, language: str) -> list[Block]:
    zh = language != "en"
    name = material.name.in_language(language)
    sometimes = bool(material.when) or not material.required
    if sometimes:
        name += "（视情况）" if zh else " (if it applies)"
    blocks: list[Block] = [Line(f"□ {name}" if zh else f"[ ] {name}"), Line("   " + material.format.in_language(language))]
    return [*blocks, *(Line("   " + way) for way in without_it(material, item, zh))]


def _bundle(item: ServiceItem, language: str) -> list[Block]:
    """What a bundle covers, and what belongs to it and is done at another place; nothing of any other item."""
    if not item.children:
        return []
    zh = language != "en"
    blocks: list[Block] = [Line("一次办这几件事" if zh else "Applied for together", bold=True)]
    for number, child in enumerate(item.children, 1):
        sometimes = ("（视情况）" if zh else " (if it applies)") if child.when else ""
        blocks.append(Line(f"{number}. {child.name.in_language(language)}{sometimes}"))
    if item.elsewhere:
        blocks += [Rule(), Line("要本人到别处办" if zh else "In person, at another place", bold=True)]
    for one in item.elsewhere:
        blocks.append(Line(one.name.in_language(language)))
        blocks.append(Row("带" if zh else "Bring", one.bring.in_language(language)))
        blocks.append(Row("到" if zh else "Where", one.where.in_language(language)))
    return [*blocks, Rule()]


def _centre(centre: Centre, language: str) -> list[Block]:
    zh = language != "en"
    return [
        Line("到哪里" if zh else "Where", bold=True),
        Line(centre.name.in_language(language)),
        Row("地址" if zh else "Address", centre.address.in_language(language)),
        Row("时间" if zh else "Hours", centre.hours.in_language(language)),
        Row("电话" if zh else "Phone", centre.phone),
    ]


def _doubt(zh: bool) -> str:
    return "本机时间不准" if zh else "the clock here is wrong"
