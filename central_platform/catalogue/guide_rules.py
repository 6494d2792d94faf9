"""Rules for content: visits, results, who gives a material, and where a resident goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from central_platform.catalogue.item_rules import unplain, untranslated
from central_platform.catalogue.lint_values import Known, Wrong
from kiosk.domain.service_items import Origin, ResultKind, ServiceItem

COMPLAINTS = "12345"
_LICENCE = re.compile(r"(?<!凭)证$|证照$|证（|执照|证书|卡$")
_SETTLED = re.compile(r"不用交|交回|在本机读取")


def a_visit_has_its_reason(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Who must come to a counter after applying here is told why, and who need not come is given no reason to.

    Source: 到办事现场次数 and 必须现场办理原因 of the national 实施清单.
    """
    visits = item.guide.visits
    if visits and (visits.count > 0) != (visits.reason is not None):
        yield Wrong(f"{visits.count} visits, {'with' if visits.reason else 'without'} a reason", "a reason for each visit")


def a_licence_is_called_one(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """A result that is named as a licence, a certificate or a card is of the kind LICENCE.

    Source: 结果名称 and 结果类型 of the national 实施清单: …证 is 证照.
    """
    kind = item.guide.result_kind
    if kind and kind is not ResultKind.LICENCE and _LICENCE.search(item.guide.result.zh):
        yield Wrong(f"“{item.guide.result.zh}” is of the kind {kind.value}", "result_kind: LICENCE")


def an_issuer_is_named(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Who gives a material is named where that is not the applicant, and nobody where it is.

    Source: 来源渠道 and its 说明 of the national 实施清单.
    """
    for material in item.guide.materials:
        if material.origin and (material.origin is Origin.APPLICANT) == (material.issuer is not None):
            yield Wrong(
                f"material {material.key}: {material.origin.value}", "issuer where it is OFFICE or OTHER, none for APPLICANT"
            )


def what_an_office_gave_is_settled_here(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """What an office gave is settled by a licence or by data, taken as a picture, or handed back.

    Source: 两个免于提交: what the city's own departments issued need not be handed in.
    """
    for material in item.guide.materials:
        settled = material.licences or material.records or material.picture or _SETTLED.search(material.format.zh)
        if material.origin is Origin.OFFICE and not settled:
            yield Wrong(
                f"material {material.key} is an office's, and must be brought", "licences, picture: true, or why in its format"
            )


def a_licence_that_must_be_used_names_its_rule(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """Where no paper is taken, the material's source says by what rule, and no picture of paper does.

    Source: 上海市优化营商环境条例第三十二条: an electronic licence may not be refused, nor its paper asked for.
    """
    for material in item.guide.materials:
        if material.as_licence and (material.source is None or material.picture):
            yield Wrong(f"material {material.key} is taken as a licence alone", "name its source, no picture; or leave must out")


def counts_are_those_of_its_format(item: ServiceItem, known: Known) -> Iterator[Wrong]:
    """How many originals and copies are wanted is what its format says.

    Source: 份数 of the national 实施清单.
    """
    for material in item.guide.materials:
        text = material.format.zh
        if material.copies and "复印件" not in text:
            yield Wrong(f"material {material.key}: {material.copies} copies, and “{text}”", "say 复印件 in the format")
        if material.originals and "原件" not in text:
            yield Wrong(f"material {material.key}: {material.originals} originals, and “{text}”", "say 原件 in the format")
        if "复印件" in text and "份" in text and not material.copies:
            yield Wrong(f"material {material.key}: “{text}”, and no copies", "copies: as many as the format says")


def a_centre_can_be_found(known: Known) -> Iterator[tuple[str, Wrong]]:
    """A centre has an address to the door, hours with their days, and a number to ask that is not the one for complaints.

    Source: an audit of 实施清单: 办理地点 to the window or door, 办理时间 with its days, 咨询 and 监督投诉 different.
    """
    for centre in known.catalogue.places.centres:
        if not re.search(r"[0-9]+号", centre.address.zh):
            yield centre.name.zh, Wrong(f"address “{centre.address.zh}”", "give street, number and floor")
        if not re.search(r"周|每天", centre.hours.zh) or not re.search(r"[0-9]{1,2}:[0-9]{2}", centre.hours.zh):
            yield centre.name.zh, Wrong(f"hours “{centre.hours.zh}”", "give the days, from when and until when")
        if not re.fullmatch(r"[0-9]{3,4}-[0-9]{7,8}|[0-9]{5,8}", centre.phone) or centre.phone == COMPLAINTS:
            yield centre.name.zh, Wrong(f"phone {centre.phone}", f"a number to ask, other than {COMPLAINTS}")


def a_remedy_has_its_source(known: Known) -> Iterator[tuple[str, Wrong]]:
    """What the law gives against a decision names the law, and there is a number to complain to.

    Source: 行政许可法第三十八条: who is refused is told of review and court.
    """
    for remedy in known.catalogue.places.remedies:
        if remedy.decision and remedy.source is None:
            yield remedy.name.zh, Wrong("no source", "name the law and its clause")
    if known.catalogue.places.centres and not any(COMPLAINTS in remedy.text.zh for remedy in known.catalogue.places.remedies):
        yield "places.yaml", Wrong("nobody takes complaints", f"a remedy that names {COMPLAINTS}")


def shared_texts_are_plain(known: Known) -> Iterator[tuple[str, Wrong]]:
    """What stands beside the items, the guided choices and the places, is said in plain words and in both languages."""
    shared = [(choice.name.zh, choice) for choice in known.catalogue.guided]
    for name, value in (*shared, ("places.yaml", known.catalogue.places), ("catalogue.yaml", known.catalogue.themes)):
        for wrong in (*unplain(value, known), *untranslated(value)):
            yield name, wrong


GUIDE_RULES = (
    a_visit_has_its_reason,
    a_licence_is_called_one,
    an_issuer_is_named,
    what_an_office_gave_is_settled_here,
    a_licence_that_must_be_used_names_its_rule,
    counts_are_those_of_its_format,
)
SHARED_RULES = (a_centre_can_be_found, a_remedy_has_its_source, shared_texts_are_plain)
