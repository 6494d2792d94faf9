"""How long each kind of what is held is kept: ``content/retention.yaml``, or a platform's own file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from central_platform.core.holdings import Holding


class PolicyFault(Exception):
    """The file is no policy; says why."""


@dataclass(frozen=True)
class Rule:
    """Of one kind: days that it is kept, None for ever, why, and whether it goes when the person wishes it."""

    days: int | None
    why: str
    erasable: bool


def read_policy(path: Path, kept: Iterable[Holding]) -> Mapping[str, Rule]:
    """The rule of each kind.

    Args:
        path: of the file.
        kept: what is held; each kind needs a rule, and no other has one.

    Raises:
        PolicyFault: it cannot be read, or lacks something.
    """
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
        rules = {
            str(kind): Rule(None if one["days"] is None else int(one["days"]), str(one["why"]), bool(one["erasable"]))
            for kind, one in told.items()
        }
    except (OSError, yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as fault:
        raise PolicyFault(f"{path.name}: {type(fault).__name__}") from None
    known = {holding.kind: holding for holding in kept}
    wanted = known.keys()
    if rules.keys() != wanted:
        lacking, needless = sorted(wanted - rules.keys()), sorted(rules.keys() - wanted)
        raise PolicyFault(f"{path.name}: no rule for {lacking}; nothing is held of {needless}")
    short = [kind for kind, rule in rules.items() if not rule.why or not _may_be(rule.days, known[kind])]
    if short:
        raise PolicyFault(f"{path.name}: {', '.join(short)}: a number of days, not fewer than a law says, and why")
    return rules


def _may_be(days: int | None, holding: Holding) -> bool:
    """For ever is kept what never goes, and nothing else; no less than a law has it."""
    return holding.past is None if days is None else days >= holding.least_days and holding.past is not None
