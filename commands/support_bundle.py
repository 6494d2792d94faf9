"""A support bundle: what somebody far away needs to help with a terminal, and nothing of any person, nor a key.

Every part is made of what is declared: the lines of the doctor, versions, the configuration's known keys, events of the closed
vocabularies, counts. Nothing is copied from a file as it stands.
"""

from __future__ import annotations

import io
import json
import platform
import time
import zipfile
from collections.abc import Iterable, Mapping
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import rtoml

from commands.doctor import as_json
from commands.outbox_words import explained
from commands.terminal_folder import OURS, TABLES, FolderFault, TerminalFolder
from devices.configured import read_devices
from kiosk import VERSION
from kiosk.configuration import read_table
from kiosk.domain.values import asdict
from kiosk.messages.signing import thumbprint
from kiosk.ports.storage import StorageError
from kiosk.technician.log import kept_lines
from kiosk.technician.readiness import Line, Readiness
from offline_cache.catalogue.read import newest
from offline_cache.catalogue.trust import catalogue_age
from offline_cache.ledger.audit import verify
from offline_cache.ledger.migrations import NewerLedger
from offline_cache.ledger.outbox import Outbox

LOG_LINES, AUDIT_ROWS, WAITING_ROWS = 2_000, 2_000, 500
_README = """Support bundle of a self-service terminal.

health.json         how each part is, as `main.py doctor --json` tells it
versions.json       program, Python, system, catalogue, libraries
configuration.toml  the known keys of terminal.toml; keys and tables that are not known are left out
terminal.json       number and site of the terminal, the platform's address, thumbprints of keys
log.jsonl           the newest lines of the terminal's log (docs/log.md)
audit.json          the newest rows of the audit log, its head, and whether it is whole
outbox.json         what waits, by kind, age and reason; nothing of its content
prints.json         how many prints came to which state, and why
disk.json           the files of the terminal's folder, and how much room is left

It holds nothing of any person, and no key.
"""


def bundle_name(terminal_id: str, at: int) -> str:
    """``support-T310199001-20261122T020000Z.zip``"""
    return f"support-{terminal_id or 'none'}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime(at))}.zip"


def support_bundle(home: TerminalFolder, health: Iterable[Line], at: int) -> bytes:
    """The whole, as a zip.

    Args:
        home: the terminal's; what is not there, or cannot be read, is told as such.
        health: set-up and devices.
        at: seconds since 1970.
    """
    parts = {
        "README.txt": _README,
        "health.json": as_json(Readiness(tuple(health))),
        "versions.json": _json(_versions(home)),
        "configuration.toml": _configuration(home),
        "terminal.json": _json(_terminal(home)),
        "log.jsonl": "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in kept_lines(home.path, LOG_LINES)),
        **_ledger(home, at),
        "disk.json": _json(_disk(home)),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            about = zipfile.ZipInfo(name, time.gmtime(max(at, 315_532_800))[:6])  # a zip knows no year before 1980
            about.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(about, text.encode())
    return made.getvalue()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _versions(home: TerminalFolder) -> Mapping[str, Any]:
    file = newest(home.catalogue_folder)
    age = catalogue_age(home.catalogue_folder)
    return {
        "program": VERSION,
        "python": platform.python_version(),
        "system": platform.platform(),
        "catalogue": file.name if file else "",
        "catalogue_confirmed_at": age.confirmed_at,
        "catalogue_refusal": age.refusal.value if age.refusal else "",
        "libraries": {found.name: found.version for found in sorted(distributions(), key=lambda found: found.name.lower())},
    }


def _configuration(home: TerminalFolder) -> str:
    """What is not a known key may be anything: a note, a password."""
    try:
        whole = rtoml.loads(home.configuration_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return "# there is none\n"
    except (rtoml.TomlParsingError, UnicodeDecodeError, OSError):
        return "# it cannot be read\n"
    kept: dict[str, Any] = {}
    for name, keys in TABLES.items():
        if isinstance(whole.get(name), dict):
            given = {key.name: whole[name][key.name] for key in keys if key.name in whole[name] and not key.secret}
            values = read_table(name, keys, given).values
            kept[name] = {key: values[key] for key in given}
    for one in read_devices({name: value for name, value in whole.items() if name not in TABLES}).devices:
        if one.driver is not None and one.settings is not None:
            kept[one.kind.device.value] = {
                "driver": one.driver.name,
                **{key.name: getattr(one.settings, key.name) for key in one.driver.keys},
            }
        elif one.wrong:
            kept[one.kind.device.value] = {"misunderstood": True}
    return rtoml.dumps({name: {key: value for key, value in table.items() if value is not None} for name, table in kept.items()})


def _terminal(home: TerminalFolder) -> Mapping[str, Any]:
    try:
        enrolment = home.enrolment()
    except FolderFault:
        return {"enrolled": False}
    return {
        "enrolled": True,
        "terminal_id": enrolment.terminal.terminal_id,
        "site": enrolment.terminal.site.zh,
        "url": enrolment.url,
        "own_certificates": bool(enrolment.ca),
        "key": thumbprint(enrolment.signing),
        "platform_keys": [thumbprint(key) for key in enrolment.verification],
    }


def _ledger(home: TerminalFolder, at: int) -> Mapping[str, str]:
    if not home.ledger_file.exists():
        return {"audit.json": _json({"ledger": "none"})}
    try:
        box = Outbox(home.ledger_file)
    except (StorageError, NewerLedger) as fault:
        return {"audit.json": _json({"ledger": "cannot be opened", "fault": type(fault).__name__})}
    try:
        checked = verify(box.audit_rows())
        audit = {
            "rows": checked.count,
            "head": checked.head,
            "broken_at": checked.broken,
            "newest": [asdict(row) for row in box.newest_audit_rows(AUDIT_ROWS)],
        }
        waiting = box.waiting()
        outbox = {
            "waiting": len(waiting),
            "reports": box.reports_waiting(),
            "oldest": [
                {
                    "kind": row.kind,
                    "state": row.state,
                    "reason": row.reason,
                    "held": row.held,
                    "attempts": row.attempts,
                    "pictures": row.pictures,
                    "hours": max(0, at - row.committed_at) // 3600,
                    "explained": explained(row).en if not row.case_number else "",
                }
                for row in waiting[:WAITING_ROWS]
            ],
        }
        prints = [{"kind": kind, "state": state, "reason": reason, "count": count} for kind, state, reason, count in box.prints()]
        return {"audit.json": _json(audit), "outbox.json": _json(outbox), "prints.json": _json(prints)}
    except StorageError as fault:
        return {"audit.json": _json({"ledger": "cannot be read", "fault": fault.fault.value})}
    finally:
        box.close()


def _disk(home: TerminalFolder) -> Mapping[str, Any]:
    import shutil

    ours, files, others = {path for form in OURS for path in home.path.glob(form)}, {}, 0
    for path in sorted(home.path.rglob("*")):
        try:
            if not path.is_file() or path.is_symlink():
                continue
            if path in ours or ours & set(path.parents):
                files[str(path.relative_to(home.path))] = path.stat().st_size
            else:
                others += 1  # somebody's: its name may be anything
        except OSError:
            continue
    try:
        usage = shutil.disk_usage(home.path)
    except OSError:
        return {"files": files, "others": others}
    return {"files": files, "others": others, "free": usage.free, "total": usage.total}


def folder_of(path: Path) -> TerminalFolder:
    """The terminal's folder.

    Raises:
        FolderFault: there is no such folder.
    """
    if not path.is_dir():
        raise FolderFault(f"{path}: there is no such folder")
    return TerminalFolder(path)
