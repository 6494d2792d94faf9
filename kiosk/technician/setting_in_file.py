"""One value of ``terminal.toml`` put in the place of another, with everything else as its author wrote it. Pure."""

from __future__ import annotations


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


def _head(line: str) -> str:
    bare = line.partition("#")[0].strip()
    return bare.strip("[]").strip().strip("\"'") if bare.startswith("[") and not bare.startswith("[[") else ""
