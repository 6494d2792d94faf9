"""What is wrong with the content as its authors write it: every rule over all of it, each finding with what to do.

What cannot be published at all (`publishing.ContentFault`) is told as findings of the rule ``schema``; the other rules are asked
once the content can be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from central_platform.catalogue.bundles import FOLDER, bundle_files
from central_platform.catalogue.catalogue_rules import CATALOGUE_RULES
from central_platform.catalogue.data_sets import load_data_sets
from central_platform.catalogue.decision_rules import DECISION_RULES
from central_platform.catalogue.form_rules import FORM_RULES
from central_platform.catalogue.guide_rules import GUIDE_RULES, SHARED_RULES
from central_platform.catalogue.item_rules import ITEM_RULES
from central_platform.catalogue.licence_kinds import read_authorities
from central_platform.catalogue.licence_rows import AUTHORITIES, KINDS
from central_platform.catalogue.lint_values import Finding, Known
from central_platform.catalogue.promise_rules import PROMISE_RULES
from central_platform.catalogue.publishing import CONTENT, ContentFault, load_catalogue, read_yaml
from central_platform.catalogue.without_paper_rules import WITHOUT_PAPER_RULES
from kiosk.domain.values import converted

SCHEMA = "schema"
WORDS = "plain_words.yaml"
RULES = (*ITEM_RULES, *GUIDE_RULES, *PROMISE_RULES, *FORM_RULES, *DECISION_RULES, *WITHOUT_PAPER_RULES)
WHOLE_RULES = (*CATALOGUE_RULES, *SHARED_RULES)


def lint(folder: Path = CONTENT) -> tuple[Finding, ...]:
    """Everything that is wrong with the content.

    Args:
        folder: with ``catalogue.yaml``; its own ``plain_words.yaml`` and ``licence_authorities.yaml``, or those of this program.

    Returns:
        In the order of the items; none where all is well.
    """
    try:
        known = read_known(folder)
    except ContentFault as fault:
        return tuple(_unreadable(line) for line in str(fault).splitlines())
    files = _files(folder)
    return tuple(_findings(known, files))


def read_known(folder: Path = CONTENT) -> Known:
    """What the rules are asked about.

    Args:
        folder: as for `lint`.

    Raises:
        ContentFault: it cannot be published.
    """
    catalogue = load_catalogue(folder)
    try:
        words = converted(read_yaml(_own(folder, WORDS)), dict[str, str])
    except msgspec.ValidationError as fault:
        raise ContentFault(f"{WORDS}: {fault}") from None
    try:
        departments, issuers = read_authorities(read_yaml(_own(folder, AUTHORITIES)))
    except (msgspec.ValidationError, KeyError) as fault:
        raise ContentFault(f"{AUTHORITIES}: {fault}") from None
    return Known(catalogue, load_data_sets(folder)[0], words, departments, issuers)


def _findings(known: Known, files: Mapping[str, str]) -> Iterator[Finding]:
    for rule in WHOLE_RULES:
        for name, wrong in rule(known):
            yield Finding(files.get(name, "catalogue.yaml"), name, rule.__name__, wrong.what, wrong.to_do)
    for item in known.catalogue.items:
        for item_rule in RULES:
            for wrong in item_rule(item, known):
                yield Finding(files.get(item.name.zh, KINDS), item.name.zh, item_rule.__name__, wrong.what, wrong.to_do)


def _files(folder: Path) -> dict[str, str]:
    """By an item's Chinese name, the file that it is written in."""
    paths = sorted((folder / "items").glob("*.yaml"))
    files = {item["name"]["zh"]: f"items/{path.name}" for path in paths for item in read_yaml(path)}
    return files | {read_yaml(path)["name"]["zh"]: f"{FOLDER}/{path.name}" for path in bundle_files(folder)}


def _own(folder: Path, name: str) -> Path:
    return folder / name if (folder / name).exists() else CONTENT / name


def _unreadable(line: str) -> Finding:
    name, _, what = line.partition(": ")
    return Finding("", name, SCHEMA, what or name, "mend it as kiosk/domain/service_items.py and forms.py describe")
