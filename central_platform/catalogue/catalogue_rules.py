"""Rules for content: what is wrong with the catalogue beside its items."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from central_platform.catalogue.item_rules import SAMPLE_AREA
from central_platform.catalogue.lint_values import Known, Wrong
from kiosk.domain.identifiers import credit_code_fault
from kiosk.domain.service_items import ItemKind


def names_tell_items_apart(known: Known) -> Iterator[tuple[str, Wrong]]:
    """No two items have one name, in either language: a list shows nothing else."""
    for language in ("zh", "en"):
        names = Counter(item.name.in_language(language) for item in known.catalogue.items)
        for name, count in names.items():
            if count > 1:
                yield name, Wrong(f"{count} items have this name", "say in the name what tells them apart")


def one_code_is_of_one_item(known: Known) -> Iterator[tuple[str, Wrong]]:
    """A basic code is of one item.

    Source: GB/T 39046-2020; 同一事项、同一标准、同一编码.
    """
    codes = Counter(item.implementation_code[19:31] for item in known.catalogue.items)
    for item in known.catalogue.items:
        if codes[item.implementation_code[19:31]] > 1:
            yield item.name.zh, Wrong(f"basic code {item.implementation_code[19:31]} stands twice", "give it a number of its own")


def a_licence_type_is_of_its_issuer(known: Known) -> Iterator[tuple[str, Wrong]]:
    """The code of a licence type is 18 characters of the authority that defines it and 3 digits; it looks after those who issue it.

    Source: GB/T 36903: 证照类型代码 of 21 characters.
    """
    codes = Counter(kind.code for kind in known.catalogue.licence_types)
    for kind in known.catalogue.licence_types:
        if codes[kind.code] > 1:
            yield kind.name.zh, Wrong(f"{kind.code} stands twice", "give it three digits of its own")
        code, issuer = kind.code[:18], kind.authority.zh
        if not re.fullmatch(r"[0-9A-Z]{18}[0-9]{3}", kind.code) or credit_code_fault(code):
            yield kind.name.zh, Wrong(f"{kind.code} is no type code", "a credit code (GB 32100-2015) and three digits")
        elif issuer not in known.issuers:
            yield kind.name.zh, Wrong(f"nobody looks after {issuer}", "list the authority in licence_authorities.yaml")
        elif code not in known.issuers[issuer]:
            yield kind.name.zh, Wrong(f"{code} is not the department of {issuer}", "give the code or the authority that is right")


def a_sample_code_is_of_no_real_place(known: Known) -> Iterator[tuple[str, Wrong]]:
    """The items of the model district have codes of an area that no place has: a real office's code would speak for that office."""
    for item in known.catalogue.items:
        if item.implementation_code[2:8] != SAMPLE_AREA:
            yield item.name.zh, Wrong(f"its code is of area {item.implementation_code[2:8]}", f"a department of {SAMPLE_AREA}")


def each_licence_is_printed_once(known: Known) -> Iterator[tuple[str, Wrong]]:
    """Each licence type has the one item that prints it, and nothing else names a type to print."""
    printed = Counter(item.licence_type for item in known.catalogue.items if item.kind is ItemKind.LICENCE_PRINT)
    for kind in known.catalogue.licence_types:
        if printed[kind.key] != 1:
            yield kind.name.zh, Wrong(f"{printed[kind.key]} items print it", "one item a licence type")
    for item in known.catalogue.items:
        if item.licence_type and item.kind is not ItemKind.LICENCE_PRINT:
            yield item.name.zh, Wrong(f"a {item.kind.value} names a licence type to print", "leave licence_type out")


CATALOGUE_RULES = (
    names_tell_items_apart,
    one_code_is_of_one_item,
    a_licence_type_is_of_its_issuer,
    a_sample_code_is_of_no_real_place,
    each_licence_is_printed_once,
)
