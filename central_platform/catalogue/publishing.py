"""Publishing: the catalogue as its authors write it (YAML files), read strictly, checked, and made into a pack.

The pack is what terminals fetch: gzip of JSON lines, canonical, so that the same content gives the same bytes. The first line is
the header, each further line one item with its search keys. Pinyin is made here, so that no terminal needs it.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from central_platform.catalogue.bundles import bundle_files, composed
from central_platform.catalogue.data_sets import load_data_sets, query_problems, record_problems, with_columns
from central_platform.catalogue.licence_gives import gives_problems, read_gives, with_ways
from central_platform.catalogue.licence_kinds import read_kinds, with_kinds
from central_platform.catalogue.licence_rows import AUTHORITIES, LicenceKind
from central_platform.catalogue.lint_values import decision_rules
from kiosk.domain.forms import check_form
from kiosk.domain.guided_choice_check import check_choice
from kiosk.domain.rules import check_rule
from kiosk.domain.service_item_check import check_item
from kiosk.domain.service_items import Catalogue, LicenceType, Material, Origin, ServiceItem
from kiosk.domain.values import converted, replace
from kiosk.messages.canonical import canonical_bytes
from kiosk.messages.packs import PACK_FORMAT, is_version
from kiosk.messages.passages import PassageText, passages_of

CONTENT = Path(__file__).parents[1] / "content"
LONGEST_NAME, LONGEST_NAME_EN = 120, 200  # characters of an item's name
# libyaml's parser where it is there: the same safe loading, six times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

T = TypeVar("T")


class ContentFault(Exception):
    """The content cannot be published; the message lists what to mend, one line each."""


def load_catalogue(folder: Path = CONTENT) -> Catalogue:
    """Read ``catalogue.yaml``, ``places.yaml``, ``items/*.yaml``, ``bundles/*.yaml``, ``guided/*.yaml`` and the licence registry.

    Every fault is told at once.
    """
    whole: dict[str, Any] = read_yaml(folder / "catalogue.yaml")
    if (folder / "places.yaml").exists():
        whole["places"] = read_yaml(folder / "places.yaml")
    items: list[Any] = []
    for path in sorted((folder / "items").glob("*.yaml")):
        items += read_yaml(path)
    data_sets, faults = load_data_sets(folder)
    for item in items:
        schema = (item.get("form") or {}).get("schema") or {}
        # As their author wrote them: canonical JSON sorts the keys of an object.
        schema["x-order"] = list(schema.get("properties", {}))
        if "query" in item:
            item["query"] = with_columns(item["query"], data_sets)
    gives = read_gives(items, faults)
    read = [_as(ServiceItem, item, item.get("name", {}).get("zh", "an item without a name"), faults) for item in items]
    read += _bundles(folder, {item.name.zh: item for item in read if item}, faults)
    codes = {item.name.zh: item.implementation_code for item in read if item}
    guided = [_with_codes(choice, codes) for choice in _guided(folder / "guided", whole.get("guided", []), faults)]
    catalogue = _as(Catalogue, {**whole, "items": [], "guided": guided}, "catalogue.yaml", faults)
    kinds = _licence_kinds(folder, whole, faults)
    if catalogue is None or faults:
        raise ContentFault("\n".join(faults))
    catalogue = with_ways(with_kinds(replace(catalogue, items=tuple(item for item in read if item)), kinds), gives)
    if not is_version(catalogue.version):
        raise ContentFault("catalogue.yaml: version: numbers with dots between them")
    problems = [
        *_problems(catalogue),
        *gives_problems(catalogue, gives),
        *_guided_problems(catalogue),
        *query_problems(catalogue.items, data_sets),
        *record_problems(catalogue.items, data_sets),
    ]
    if problems:
        raise ContentFault("\n".join(problems))
    return replace(catalogue, items=tuple(_with_issuers(item, catalogue.licence_types) for item in catalogue.items))


def _bundles(folder: Path, items: Mapping[str, ServiceItem], faults: list[str]) -> Iterator[ServiceItem | None]:
    """The bundles (一件事), made of these items. ``faults``: grows by what is wrong with them."""
    for path in bundle_files(folder):
        mistakes: list[str] = []
        whole = composed(read_yaml(path), items, mistakes)
        faults += (f"bundles/{path.name}: {mistake}" for mistake in mistakes)
        if not mistakes:
            yield _as(ServiceItem, whole, f"bundles/{path.name}", faults)


def _with_issuers(item: ServiceItem, types: tuple[LicenceType, ...]) -> ServiceItem:
    """Whoever issues the one licence that is a material gives the material."""
    issuers = {kind.key: (kind.name.zh, kind.authority) for kind in types}

    def with_issuer(material: Material) -> Material:
        name, issuer = issuers.get(material.licences[0].licence_type, ("", None)) if len(material.licences) == 1 else ("", None)
        if issuer is None or material.issuer or name not in material.name.zh:
            return material
        return replace(material, origin=Origin.OFFICE, issuer=issuer)

    return replace(item, guide=replace(item.guide, materials=tuple(map(with_issuer, item.guide.materials))))


def read_licence_kinds(folder: Path = CONTENT) -> tuple[LicenceKind, ...]:
    """The licence registry by itself: the kinds in use.

    Raises:
        ContentFault: a row is wrong.
    """
    faults: list[str] = []
    kinds = _licence_kinds(folder, read_yaml(folder / "catalogue.yaml"), faults)
    if faults:
        raise ContentFault("\n".join(faults))
    return kinds


def _licence_kinds(folder: Path, whole: Mapping[str, Any], faults: list[str]) -> tuple[LicenceKind, ...]:
    path = folder / AUTHORITIES
    themes = {str(theme.get("key")) for theme in whole.get("themes", []) if isinstance(theme, dict)}
    return read_kinds(folder, read_yaml(path) if path.exists() else None, themes, faults)


def _guided(folder: Path, keys: list[str], faults: list[str]) -> Iterator[Any]:
    """The guided choices in the order in which ``catalogue.yaml`` names them."""
    there = {path.stem: path for path in folder.glob("*.yaml")}
    faults += (f"catalogue.yaml: guided: there is no guided/{key}.yaml" for key in keys if key not in there)
    faults += (f"guided/{key}.yaml: catalogue.yaml does not name it" for key in sorted(there) if key not in keys)
    for key in keys:
        if key in there:
            yield read_yaml(there[key])


def _with_codes(choice: Any, codes: Mapping[str, str]) -> Any:
    """A guided choice with the codes of the services that its author names; a name that is none stays, and is told later."""
    for question in choice.get("questions", []):
        for answer in question.get("answers", []):
            answer["tells"] = {codes.get(name, name): values for name, values in answer.get("tells", {}).items()}
    for end in choice.get("ends", []):
        end["items"] = [codes.get(name, name) for name in end.get("items", [])]
    return choice


def read_yaml(path: Path) -> Any:
    """What a file of the content holds.

    Args:
        path: of the file.

    Raises:
        ContentFault: it is no YAML; says in which line.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader, by either name
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise ContentFault(f"{path.name}: line {line}: {fault.problem}") from None
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise ContentFault(f"{path.name}: {str(fault).splitlines()[0]}") from None


def _as(kind: type[T], value: Any, name: str, faults: list[str]) -> T | None:
    """``value`` as one of these; None, and a line more in ``faults``, where it is none."""
    try:
        return converted(value, kind)
    except msgspec.ValidationError as fault:
        faults.append(f"{name}: {fault}")
        return None


def _problems(catalogue: Catalogue) -> Iterator[str]:
    themes = {theme.key for theme in catalogue.themes}
    licence_types = {kind.key for kind in catalogue.licence_types}
    seen: set[str] = set()
    for item in catalogue.items:
        name = item.name.zh
        if item.implementation_code in seen:
            yield f"{name}: implementation_code stands twice"
        seen.add(item.implementation_code)
        if len(name) > LONGEST_NAME or len(item.name.en) > LONGEST_NAME_EN:
            yield f"{name}: a name has at most {LONGEST_NAME} characters, {LONGEST_NAME_EN} in English: cases and receipts bear it"
        if item.theme not in themes:
            yield f"{name}: no theme {item.theme!r}"
        if item.licence_type and item.licence_type not in licence_types:
            yield f"{name}: no licence type {item.licence_type!r}"
        for material in item.guide.materials:
            for requirement in material.licences:
                if requirement.licence_type not in licence_types:
                    yield f"{name}: material {material.key}: no licence type {requirement.licence_type!r}"
        yield from (f"{name}: {problem}" for problem in check_item(item))
        if item.form:
            yield from (f"{name}: form: {problem}" for problem in check_form(item.form))
        for rule in _rules(item):
            if problem := check_rule(rule):
                yield f"{name}: {problem}"


def _guided_problems(catalogue: Catalogue) -> Iterator[str]:
    items = {item.implementation_code: item for item in catalogue.items}
    keys = [choice.key for choice in catalogue.guided]
    yield from (f"guided choice {key} stands twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
    for choice in catalogue.guided:
        yield from (f"{choice.name.zh}: {problem}" for problem in check_choice(choice, items))


def _rules(item: ServiceItem) -> Iterator[str]:
    yield from (condition.rule for condition in item.eligibility)
    yield from (material.when for material in item.guide.materials if material.when)
    yield from (requirement.rule for material in item.guide.materials for requirement in material.records)
    yield from (case.when for case in item.guide.fee.cases)
    if item.form:
        yield from (situation.when for situation in item.form.situations)
    if item.decision:
        yield from decision_rules(item.decision)


def load_everyday_words(folder: Path = CONTENT) -> Mapping[str, list[str]]:
    """What residents say for the words of public services: of this content, or of this program's where it has no such file."""
    path = folder / "everyday_words.yaml"
    if not path.exists():
        path = CONTENT / path.name
    try:
        return converted(read_yaml(path), dict[str, list[str]])
    except msgspec.ValidationError as fault:
        raise ContentFault(f"{path.name}: {fault}") from None


def search_keys(item: ServiceItem, words: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """What an item is found by: its names and everyday words, with pinyin in syllables (``["jing", "lao", "ka"]``), and of the
    general everyday ``words`` (`load_everyday_words`) those for a word in them."""
    from pypinyin import lazy_pinyin

    chinese = [item.name.zh, *item.everyday_words]
    text = "\n".join(chinese)
    also = {word for official, everyday in (words or {}).items() if official in text for word in everyday if word not in text}
    return {
        "zh": chinese,
        "pinyin": [" ".join(s for s in lazy_pinyin(name, errors="ignore") if s.isascii()) for name in chinese],
        "en": [item.name.en],
        "also": sorted(also),
    }


def _meaning(keys: Mapping[str, list[str]]) -> str:
    """The text whose vector says what an item is: all that it is called."""
    return " ".join(filter(None, (*keys["zh"], *keys["en"], *keys["also"])))


def _passage_meaning(name: str, passage: PassageText) -> str:
    return f"{name} {(passage.question or passage.answer)['zh']}"


def meanings(catalogue: Catalogue, folder: Path = CONTENT, passages: bool = True) -> Iterator[str]:
    """The texts of which `make_pack` wants to know what they mean.

    Args:
        catalogue: what is published.
        folder: of its content.
        passages: of the items' guides too.
    """
    words = load_everyday_words(folder)
    for item in catalogue.items:
        yield _meaning(search_keys(item, words))
        if passages:
            yield from (_passage_meaning(item.name.zh, passage) for passage in passages_of(msgspec.to_builtins(item)))


def make_pack(
    catalogue: Catalogue, words: Mapping[str, list[str]] | None = None, vectors: Mapping[str, str] | None = None
) -> bytes:
    """The whole catalogue as one pack, items ordered by their code.

    Args:
        catalogue: what is published.
        words: general everyday words; None: those of this program's content.
        vectors: of what texts mean, by the text (`central_platform.catalogue.meaning`); what has none is found by its words alone.
    """
    words = load_everyday_words() if words is None else words
    vectors = vectors or {}
    everything = msgspec.to_builtins(catalogue)
    items = sorted(everything.pop("items"), key=lambda item: item["implementation_code"])
    keys = {item.implementation_code: search_keys(item, words) for item in catalogue.items}
    lines = []
    for item in items:
        search = keys[item["implementation_code"]]
        if vector := vectors.get(_meaning(search)):
            texts = (_passage_meaning(item["name"]["zh"], passage) for passage in passages_of(item))
            search |= {"vector": vector, "passages": [vectors.get(text, "") for text in texts]}
        lines.append({"item": item, "search": search})
    header = {"format": PACK_FORMAT, "items": len(items), **everything}
    return gzip.compress(b"\n".join(canonical_bytes(line) for line in (header, *lines)) + b"\n", mtime=0)
