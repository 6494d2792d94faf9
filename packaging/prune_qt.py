"""Takes from an installed PySide6 what the terminal does not use: of 650 MB 130 stay.

What stays is what the roots below need: the libraries that they are linked with, and the QML modules that their QML imports.
``tests/packaging`` plays the terminal with what is left.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

MODULES = (
    "QtCore",
    "QtGui",
    "QtNetwork",
    "QtOpenGL",
    "QtQml",
    "QtQuick",
    "QtSvg",
    "QtTest",
    "QtWidgets",
)  # QtQuick asks for QtOpenGL, QtTest for QtWidgets
PLUGINS = (
    "platforms/libqlinuxfb.so",
    "platforms/libqxcb.so",
    "platforms/libqoffscreen.so",
    "generic/libqevdev*.so",
    "platforminputcontexts/libqtvirtualkeyboardplugin.so",
    "imageformats/libqsvg.so",
    "imageformats/libqjpeg.so",
    "iconengines/libqsvgicon.so",
)
QML = ("QtQml", "QtQuick", "QtQuick/Layouts", "QtQuick/Window", "QtQuick/VirtualKeyboard", "QtQuick/Controls/Basic")
PYTHON = ("__init__.py", "_config.py", "_git_pyside_version.py", "support", "libpyside6.abi3.so*", "libpyside6qml.abi3.so*")
_IMPORT = re.compile(r"^\s*(?:import|depends|optional import)\s+(Qt[A-Za-z0-9.]+)", re.MULTILINE)


def kept(pyside: Path) -> set[Path]:
    """Every file of this PySide6 that the terminal needs.

    Args:
        pyside: the folder ``PySide6`` in ``site-packages``.

    Raises:
        FileNotFoundError: a root is not there; this version of PySide6 is made up in another way.
    """
    files: set[Path] = set()
    for pattern in (*PYTHON, *(f"{module}.abi3.so" for module in MODULES), *(f"Qt/plugins/{name}" for name in PLUGINS)):
        found = list(pyside.glob(pattern))
        if not found:
            raise FileNotFoundError(f"{pyside}/{pattern}")
        files |= {file for path in found for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file()}
    files |= set(_qml(pyside / "Qt/qml", QML))
    return files | _linked(files, {file.name: file for file in (pyside / "Qt/lib").iterdir()})


def _qml(folder: Path, roots: Iterable[str]) -> Iterator[Path]:
    """Files of QML modules, and of those that they import. A module's folders that are no modules belong to it."""
    todo, seen = list(roots), set()
    while todo:
        name = todo.pop()
        module = folder / name
        if name in seen or not module.is_dir():  # a builtin, such as QtQml.Base
            continue
        seen.add(name)
        for file in _own_files(module):
            yield file
            if file.suffix in (".qml", ".js", ".mjs") or file.name == "qmldir":
                todo += [found.replace(".", "/") for found in _IMPORT.findall(file.read_text(encoding="utf-8"))]


def _own_files(module: Path) -> Iterator[Path]:
    for entry in sorted(module.iterdir()):
        if entry.is_dir() and not (entry / "qmldir").exists():
            yield from _own_files(entry)
        elif entry.is_file() and entry.suffix != ".qmltypes":
            yield entry


def _linked(files: Iterable[Path], libraries: dict[str, Path]) -> set[Path]:
    """Of PySide's own libraries those that these files are linked with, and theirs."""
    todo, found = [file for file in files if ".so" in file.name], set[Path]()
    while todo:
        told = subprocess.run(["readelf", "-d", *map(str, todo)], capture_output=True, text=True, check=True).stdout
        needed = {libraries[name] for name in re.findall(r"\(NEEDED\).*\[(.+)\]", told) if name in libraries}
        todo = list(needed - found)
        found |= needed
    return found


def prune(pyside: Path) -> None:
    """Delete the rest, and the folders that are empty then."""
    stay = kept(pyside)
    for file in [path for path in pyside.rglob("*") if path.is_file() or path.is_symlink()]:
        if file not in stay:
            file.unlink()
    for folder in sorted((path for path in pyside.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    shutil.rmtree(pyside / "__pycache__", ignore_errors=True)


if __name__ == "__main__":
    prune(Path(sys.argv[1]))
