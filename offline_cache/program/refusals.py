"""Why what was offered is not taken, and what is to be done then: for whoever publishes versions, and whoever mends terminals."""

from __future__ import annotations

from enum import Enum

from kiosk.domain.text import LocalizedText
from kiosk.messages.programs import MachineKind, Program
from kiosk.ports import catalogue_updates


class Refusal(Enum):
    """Beside what `kiosk.ports.catalogue_updates.Refusal` says of the metadata of what came."""

    OLDER = "older"  # than the version that runs
    OLDER_SCHEMA = "older_schema"  # it could not read the ledger
    NEEDS_PACKAGE = "needs_package"  # a newer package has to be installed first: what lies outside of versions was changed
    NO_ROOM = "no_room"
    ARCHITECTURE = "architecture"  # there is no archive of it for this machine's
    PYTHON = "python"  # made for one that this machine does not have


WORDS = {
    Refusal.OLDER: LocalizedText("比现在的版本旧", "Older than the version that runs"),
    Refusal.OLDER_SCHEMA: LocalizedText("读不了现在的台账", "It could not read the ledger"),
    Refusal.NEEDS_PACKAGE: LocalizedText("要先安装新的安装包", "A newer package has to be installed first"),
    Refusal.NO_ROOM: LocalizedText("磁盘放不下", "There is no room for it"),
    Refusal.ARCHITECTURE: LocalizedText("只发布了别种机器的，没有本机的", "It is there for another kind of machine alone"),
    Refusal.PYTHON: LocalizedText("需要的 Python 本机没有", "It needs a Python that this machine does not have"),
}

ADVICE = {
    Refusal.OLDER: LocalizedText("不用做什么", "Nothing is to be done"),
    Refusal.OLDER_SCHEMA: LocalizedText("告诉发布的人", "Tell whoever publishes it"),
    Refusal.NEEDS_PACKAGE: LocalizedText(
        "用优盘装新的安装包（installing.md）", "Install the newer package from a USB stick (installing.md)"
    ),
    Refusal.NO_ROOM: LocalizedText("清理磁盘", "Make room on the disk"),
    Refusal.ARCHITECTURE: LocalizedText("请发布的人也发布本机这种机器的", "Have it published for this kind of machine, too"),
    Refusal.PYTHON: LocalizedText(
        "请发布的人换 Python 重做，或升级本机的系统", "Have it made for this Python, or this machine brought to its Debian"
    ),
}


def misfit(program: Program, kind: MachineKind) -> tuple[Refusal, str]:
    """Why a machine could not run a version.

    Args:
        program: that `MachineKind.runs` says no of.
        kind: of the machine.

    Returns:
        The reason, and its detail for a technician.
    """
    if program.architecture != kind.architecture:
        return Refusal.ARCHITECTURE, f"{program.version} is for {program.architecture}, this machine is {kind.architecture}"
    return Refusal.PYTHON, f"{program.version} needs {program.python}, this machine has {', '.join(kind.pythons) or 'none'}"


def explained(reason: str) -> tuple[LocalizedText, LocalizedText]:
    """A reason as it is written down, in words, and what is to be done.

    Args:
        reason: of `Refusal` or of `kiosk.ports.catalogue_updates.Refusal`; of a newer program's it says what it can.
    """
    for one in Refusal:
        if one.value == reason:
            return WORDS[one], ADVICE[one]
    for of_metadata in catalogue_updates.Refusal:
        if of_metadata.value == reason:
            return catalogue_updates.WORDS[of_metadata], catalogue_updates.ADVICE[of_metadata]
    return LocalizedText(reason, reason), LocalizedText("告诉发布的人", "Tell whoever publishes it")
