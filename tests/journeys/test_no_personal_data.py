"""No file and no log holds anything of a person, whatever they came for: what no other journey here types is typed, and looked for.

The people themselves are looked for after every journey of this folder (`conftest`); here too that the search finds what there is.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import select
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from commands.demo.model_district import ROOT, ModelDistrict
from commands.demo.visit import SIGNATURE, Visit, finish, show_card, take_card
from kiosk.domain.identifiers import citizen_check_character, grouped
from tests import campaign
from tests.journeys.steps import (
    CHILD_BENEFIT,
    answer,
    check_copy,
    identify,
    leave,
    leave_unsent,
    print_copy,
    to_home,
    to_identify,
    to_search,
    type_number,
)
from tests.journeys.traces import EVERYBODY, NOT_OF_THE_TERMINAL, PAPER, Search, Watch, base64_inside, files_below, files_of

SURVIVORS = "113101990000002116431050000E106"  # asks for the name and the number of somebody who is not here


@pytest.mark.parametrize("text", ["陈𠮷", "迪丽热巴·某某", "31019919480312026X", "13900000026", "桂花路88弄6号301室"])
def test_every_form_is_found_wherever_it_stands(text: str) -> None:
    search = Search([text])
    utf8, wide, chinese = text.encode(), text.encode("utf-16-le"), text.encode("gb18030")
    log = f"{utf8!r} {text!a} {text[::-1]}".encode()
    forms = [utf8, wide, chinese, json.dumps({"name": text}).encode(), log, utf8.hex().encode(), wide.hex().upper().encode()]
    forms += [base64.b64encode(b"-" * before + data) for before in range(3) for data in (utf8, wide, chinese)]
    forms += [base64.urlsafe_b64encode(json.dumps({"n": text + "?" * after}, ensure_ascii=False).encode()) for after in range(3)]
    if len(text) in (11, 18):
        sizes = (6, 8) if len(text) == 18 else (3, 4)
        forms += [grouped(text, *sizes).encode("utf-16-le"), text[::-1].encode(), text.lower().encode()]
        forms += [base64.b64encode(grouped(text, *sizes).encode())[:-4]] if len(text) == 11 else []
    for form in forms[:-1] if len(text) == 11 else forms:
        for before in range(5):
            assert search.found_in(os.urandom(before) + form + os.urandom(5)), (form, before)
    assert not search.found_in(os.urandom(1 << 16))


def test_what_sealed_bytes_hold_by_chance_is_nobody() -> None:
    """The four characters that a name of two leaves in base64 whatever stands around it: a queue of pictures has them somewhere."""
    search, name = Search(["赵喆"]), "赵喆".encode("gb18030")
    by_chance = base64.urlsafe_b64encode(b"\x93\x9a\xaf\x4d" + name + b"\xb2\x01\xe6\x9c")
    assert base64_inside(name, 1) in by_chance
    assert not search.found_in(by_chance)
    for around in (b'{"name":"%s"}', b"%s" + 26 * b"\0", b"name=%s\n", b"%s  "):
        for before in range(3):
            text = bytes(before) + around % name
            for form in (text, text.hex().encode(), base64.b64encode(text), base64.urlsafe_b64encode(text)):
                assert search.found_in(os.urandom(99) + form), (around, before)


@pytest.mark.parametrize("place", ["terminal/ledger.db-wal", "terminal/catalogue/online/new.json", "said.log", "vault.part"])
def test_a_file_with_a_person_in_it_is_told(tmp_path: Path, place: str) -> None:
    watch = Watch(cast(ModelDistrict, SimpleNamespace(folder=tmp_path)))
    for folder in (*PAPER, *NOT_OF_THE_TERMINAL):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "paper").write_text(EVERYBODY[0])
    (tmp_path / "terminal/catalogue/online").mkdir(parents=True)
    with closing(sqlite3.connect(tmp_path / "terminal/ledger.db")) as ledger:
        ledger.execute("PRAGMA journal_mode=WAL")
        ledger.execute("CREATE TABLE audit (details)")
        ledger.commit()
        watch.check()
        if place.endswith("-wal"):
            ledger.execute("INSERT INTO audit VALUES (?)", (json.dumps({"name": EVERYBODY[0]}),))
            ledger.commit()
        else:
            (tmp_path / place).write_bytes(os.urandom(99) + EVERYBODY[0].encode("gb18030"))
        with pytest.raises(AssertionError, match=EVERYBODY[0]) as told:
            watch.check()
        assert Path(place).name in str(told.value)


def anybodys_number() -> str:
    """Another one in each run, of an area that no place has: where it is found, it was this run that left it."""
    first17 = f"31019920240{1 + secrets.randbelow(9)}{10 + secrets.randbelow(19)}{secrets.randbelow(1000):03d}"
    return first17 + citizen_check_character(first17)


@pytest.mark.timeout(180)
@campaign.LONG_RUN
def test_what_was_typed_is_left_nowhere(stage: Visit, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A name that is searched for; a form that is left half filled in; somebody else's name and number, stored without network,
    exported, and sent; a licence kept and copied; progress by card."""
    began, district = time.time(), stage.district
    child, gone, mobile = anybodys_number(), anybodys_number(), f"1390{secrets.randbelow(10**7):07d}"
    typed = {child, gone, mobile, "zhangdeming", search_for_a_name(stage)}
    nothing_in(files_of(stage), Search(typed))
    typed |= {half_an_application(stage, child), for_somebody_else(stage, gone, mobile)}

    (tmp_path / "stick").mkdir()
    said = command(stage, "outbox", "export", str(tmp_path / "stick"), "--here", "--home", str(district.home.path))
    said += command(stage, "outbox", "list", "--all", "--json", "--home", str(district.home.path))
    said += command(stage, "audit", "export", str(tmp_path / "stick" / "audit.jsonl"), "--here", "--home", str(district.home.path))
    assert len(list(files_below(tmp_path / "stick"))) == 2
    district.line.command("mode", mode="through")
    until = time.monotonic() + 60
    while not district.cases_of("li"):
        assert time.monotonic() < until, "what was stored never became a case"
        time.sleep(0.1)  # the platform tells nobody when a case is made: it is asked again
    assert check_copy(stage, print_copy(stage, "li", keep=True))["word"] == "是真的"
    progress_by_card(stage, "li")

    search = Search({*typed, *EVERYBODY})
    assert not search.found_in(said)
    logs = (tmp_path / "terminal.log", district.folder / "said.log")
    nothing_in((*files_of(stage), *files_below(tmp_path / "stick"), *logs), search)
    platform = district._platform
    assert platform is not None
    assert platform.stdout is not None
    assert select.select([platform.stdout], [], [], 0)[0] == [], "the platform says on stdout that it is ready, and no more"
    nothing_in(written_since(began, but_in=tmp_path_factory.getbasetemp()), Search({child, gone, mobile}))


def nothing_in(paths: Iterable[Path], search: Search) -> None:
    for path in paths:
        with suppress(FileNotFoundError):  # somebody else's, and gone
            assert not (found := search.found_in(path.read_bytes())), (path, found)


def search_for_a_name(stage: Visit) -> str:
    player = stage.player
    player.wait("IdlePage", lambda view: not view["cannot"])
    to_search(stage)
    name = type_name(stage, "SearchPage", "query")
    finish(player)
    player.wait("IdlePage")
    return name


def type_name(stage: Visit, page: str, field: str) -> str:
    """What the keyboard makes of it: the first characters that it offers."""
    player = stage.player
    for key in "zhangdeming":
        player.key(key)
    player.wait(page, lambda view: view[field] == "zhangdeming")
    player.key(" ")
    return str(player.wait(page, lambda view: view[field] and not view[field].isascii())[field])


def half_an_application(stage: Visit, child: str) -> str:
    """The last digits of an account, as they stand in a form."""
    player = stage.player
    to_identify(stage, "family", CHILD_BENEFIT)
    identify(stage, "li")
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "child_number")
    type_number(stage, child)
    player.touch("primary")
    answer(stage, "relation", "option-parent")
    answer(stage, "claimed_elsewhere", "option-no")
    tail = player.wait("QuestionPage", lambda view: view["key"] == "account_tail" and view["value"])["value"]
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    leave_unsent(stage)
    return f'"{tail}"'


def for_somebody_else(stage: Visit, number: str, mobile: str) -> str:
    """Stored, with the network cut; the name that was typed."""
    player = stage.player
    to_identify(stage, "social-insurance", SURVIVORS)
    identify(stage, "li")
    stage.district.line.command("mode", mode="cut")
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "deceased_name")
    name = type_name(stage, "QuestionPage", "value")
    player.touch("primary")
    player.wait("QuestionPage", lambda view: view["key"] == "deceased_number")
    type_number(stage, number)
    player.touch("primary")
    answer(stage, "died_on", *(f"key-{digit}" for digit in "20261101"))
    answer(stage, "relation", "option-child")
    answer(stage, "insurance", "option-unknown")
    player.wait("QuestionPage", lambda view: view["key"] == "mobile")
    type_number(stage, mobile)
    player.touch("primary")
    for page in ("MaterialsPage", "CheckPage"):
        player.wait(page)
        player.touch("primary")
    player.wait("SignPage")
    player.draw("pad", SIGNATURE)
    player.touch("primary")
    view = player.wait("ResultPage", lambda view: view["paper"]["state"] == "printed")
    assert view["word"] == "已暂存"
    stage.district.next_receipt()
    leave(stage)
    return name


def progress_by_card(stage: Visit, person: str) -> None:
    player = stage.player
    to_home(stage)
    player.touch("open-progress")
    player.wait("ProgressPage")
    player.touch("useCard")
    player.wait("IdentifyPage")
    show_card(stage, person)
    player.wait("ProgressResultPage", lambda view: not view["waiting"] and view["rows"])
    take_card(stage)
    leave(stage)


def command(stage: Visit, *arguments: str) -> bytes:
    """What a technician sees of it."""
    done = subprocess.run([sys.executable, "main.py", *arguments], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def written_since(began: float, but_in: Path) -> Iterator[Path]:
    """In the folders for what is temporary, as deep as there is time for; but in this run's own, where the platform is."""
    own = but_in.parent if "PYTEST_XDIST_WORKER" in os.environ else but_in  # the workers of a run lie side by side
    for memory, deep in (("/dev/shm", True), ("/tmp", campaign.SOAK)):
        for folder, folders, files in os.walk(memory):
            folders[:] = [name for name in folders if deep and Path(folder, name) != own]
            for path in (Path(folder, name) for name in files):
                with suppress(FileNotFoundError):
                    about = path.lstat()
                    if stat.S_ISREG(about.st_mode) and about.st_ctime >= began and os.access(path, os.R_OK):
                        yield path
