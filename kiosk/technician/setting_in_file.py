"""One value, or one table, of ``terminal.toml`` put in the place of another, with everything else as its author wrote it. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def with_setting(text: str, table: str, key: str, written: str) -> str:
    """The file with this value.

    Args:
        text: of the file.
        table: without brackets; it is added at the end where there is none.
        key: in it; it is added below the table's head where there is none.
        written: the value as TOML has it.

    Returns:
        A text that may be none the worse for a comment behind the old value, which goes with it. What TOML makes of it is for the
        caller to look at: a table may be written in ways that are not looked for here.
    """
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines) if _head(line) == table]
    if not heads:
        gap = [""] if lines and lines[-1].strip() else []
        return "\n".join([*lines, *gap, f"[{table}]", f"{key} = {written}"]) + "\n"
    head = heads[0]
    for number in range(head + 1, len(lines)):
        if lines[number].lstrip().startswith("["):
            break
        if lines[number].partition("=")[0].strip().strip("\"'") == key:
            lines[number] = f"{key} = {written}"
            return "\n".join(lines) + "\n"
    lines.insert(head + 1, f"{key} = {written}")
    return "\n".join(lines) + "\n"


def with_table(text: str, table: str, written: Mapping[str, str]) -> str:
    """The file with this table and no other of its name.

    Args:
        text: of the file.
        table: without brackets.
        written: its keys, with their values as TOML has them; empty: the file is to have no such table.

    Returns:
        A text that is for the caller to look at, as of `with_setting`. Comments within the old table go with it.
    """
    kept, inside = list[str](), False
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            inside = _head(line) == table
        if not inside:
            kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    made = [f"[{table}]", *(f"{key} = {value}" for key, value in written.items())] if written else []
    gap = [""] if kept and made else []
    return "".join(f"{line}\n" for line in (*kept, *gap, *made))


def _head(line: str) -> str:
    bare = line.partition("#")[0].strip()
    return bare.strip("[]").strip().strip("\"'") if bare.startswith("[") and not bare.startswith("[[") else ""
