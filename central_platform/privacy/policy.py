"""How long each kind of what is held is kept: ``content/retention.yaml``, or a platform's own file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml


class PolicyFault(Exception):
    """The file is no policy; says why."""


@dataclass(frozen=True)
class Rule:
    """Of one kind: days that it is kept, why, and whether it goes when the person wishes it."""

    days: int
    why: str
    erasable: bool


def read_policy(path: Path, kinds: Iterable[str]) -> Mapping[str, Rule]:
    """The rule of each kind.

    Args:
        path: of the file.
        kinds: that are held; each needs a rule, and no other has one.

    Raises:
        PolicyFault: it cannot be read, or lacks something.
    """
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = {str(kind): Rule(int(one["days"]), str(one["why"]), bool(one["erasable"])) for kind, one in told.items()}
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as fault:
        raise PolicyFault(f"{path.name}: {type(fault).__name__}") from None
    wanted = set(kinds)
    if rules.keys() != wanted:
        lacking, needless = sorted(wanted - rules.keys()), sorted(rules.keys() - wanted)
        raise PolicyFault(f"{path.name}: no rule for {lacking}; nothing is held of {needless}")
    if short := [kind for kind, rule in rules.items() if rule.days < 1 or not rule.why]:
        raise PolicyFault(f"{path.name}: {', '.join(short)}: a number of days, and why")
    return rules
