"""Copies of licences, as journeys print and check them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from commands.demo.model_district import read_code
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Unexpected, Visit, show_card

TRIES = 4


def check_copy(stage: Visit, copy: Path, name: str) -> dict[str, Any]:
    """From the idle page to what its code says."""
    player = stage.player
    player.wait("IdlePage")
    player.touch("attract")
    player.wait("HomePage")
    player.touch("open-copy_check")
    player.wait("ScanPage")
    stage.district.scanner.command("show", text=read_code(stage.output / "copies" / f"{copy.stem}.png"))
    return stage.at("CopyCheckPage", name, lambda view: view["tone"] != "wait")


def open_licences(stage: Visit, person: str) -> None:
    """From the idle page to the licences of a model person, whose card stays on the reader."""
    stage.player.touch("attract")
    stage.player.wait("HomePage")
    stage.player.touch("open-licence_copies")
    stage.player.wait("IdentifyPage")
    show_card(stage, person)


def choose_licence(stage: Visit, identifier: str, keep: bool) -> None:
    """One of those that are shown, for a purpose; ``keep``: a copy of it for days without network."""
    player = stage.player
    player.touch(f"licence-{identifier}")
    player.wait("PurposePage")
    player.touch("purpose-self-service")
    if keep:
        player.touch("keep")
    stage.picture("purpose")
    player.touch("primary")


def wait_for_preview(player: RemoteControl) -> None:
    """Until there is a page to be seen. The platform draws one when it is first asked for it; on a busy machine that takes longer
    than a terminal waits, and the page then offers to ask again.

    Raises:
        Unexpected: it was asked for `TRIES` times in vain.
    """
    for _ in range(TRIES):
        view = player.wait("PreviewPage", lambda view: view["primary"] or view["retry"])
        if view["primary"]:
            return
        player.touch("retry")
        player.wait("PreviewPage", lambda view: not view["retry"])
    raise Unexpected(f"no page to be seen: {view['problem']}")


def print_copy(stage: Visit, name: str) -> Path:
    """Print what is previewed; the PDF that the page printer kept."""
    player = stage.player
    wait_for_preview(player)
    stage.picture(f"{name}-preview")
    player.touch("primary")
    view = stage.at("CopyPage", f"{name}-printed", lambda view: view["paper"]["state"] == "printed")
    stage.report.receipt = view["paper"]["state"]
    kept = stage.district.pages / f"{view['serial']}.pdf"
    target = stage.output / "copies" / kept.name
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(kept, target)
    _draw_page(target)
    return target


def _draw_page(pdf: Path) -> None:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=200 / 72).to_pil().save(pdf.with_suffix(".png"))
