"""``main.py catalogue`` on an enrolled terminal, its platform and a stick."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from commands.demo.model_district import ModelDistrict
from commands.doctor import _catalogue
from commands.terminal_folder import TerminalFolder
from kiosk.domain.values import replace
from kiosk.ports.catalogue_updates import ADVICE, WORDS, Refusal
from kiosk.technician.readiness import Verdict
from offline_cache.catalogue.read import newest
from offline_cache.catalogue.trust import read_standing, write_standing

ROOT = Path(__file__).parents[2]
V1, V2 = "2026.11.27.1", "2026.12.1.1"


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory, prepared_district: Path) -> Iterator[ModelDistrict]:
    made = ModelDistrict(tmp_path_factory.mktemp("district"), like=prepared_district)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def home(district: ModelDistrict, tmp_path: Path) -> Path:
    """A copy of the enrolled terminal, as it began."""
    return Path(shutil.copytree(district.home.path, tmp_path / "home", symlinks=True))


def run(*command: str, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def catalogue(home: Path, *arguments: str) -> tuple[int, str, str]:
    return run("main.py", "catalogue", *arguments, "--home", str(home))


def told(home: Path, *arguments: str) -> dict[str, Any]:
    code, out, _ = catalogue(home, *arguments, "--json")
    return {**json.loads(out), "code": code}


def platform(district: ModelDistrict, *command: str) -> tuple[int, str, str]:
    return run("-m", "central_platform", *command, PLATFORM_HOME=str(district.folder / "platform"))


@pytest.fixture(scope="module")
def published(district: ModelDistrict, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second version, and a stick from before it was published."""
    stick = tmp_path_factory.mktemp("media") / "stick"
    assert platform(district, "export_catalogue", str(stick))[0] == 0
    content = tmp_path_factory.mktemp("author") / "content"
    shutil.copytree(ROOT / "central_platform" / "content", content)
    renamed = ("敬老卡申领", "敬老卡申领和补发")
    for file, old, new in (("catalogue.yaml", V1, V2), ("items/seniors.yaml", *renamed), ("guided/seniors.yaml", *renamed)):
        text = (content / file).read_text(encoding="utf-8")
        assert old in text
        (content / file).write_text(text.replace(old, new), encoding="utf-8")
    code, out, error = platform(district, "publish_catalogue", "--content", str(content))
    assert (code, V2 in out) == (0, True), error
    return stick


def test_from_one_version_to_the_next_and_not_back(home: Path, published: Path) -> None:
    before = told(home, "status")
    assert (before["code"], before["version"], before["refusal"], before["days"]) == (0, V1, None, 0)
    first = told(home, "update")
    assert (first["code"], first["type"], first["version"], first["way"]) == (0, "updated", V2, "delta")
    again = told(home, "update")
    assert (again["code"], again["type"]) == (0, "up_to_date")
    assert told(home, "verify")["problems"] == []
    refused = told(home, "import", str(published))
    assert (refused["code"], refused["reason"]) == (2, "rolled_back")
    code, out, _ = catalogue(home, "status")
    assert code == 1
    assert f"catalogue {V2}" in out
    assert "Bring a newly exported USB stick" in out


def test_from_a_mirror_and_from_a_stick(home: Path, district: ModelDistrict, published: Path, tmp_path: Path) -> None:
    assert platform(district, "export_catalogue", str(tmp_path / "stick"))[0] == 0
    assert told(home, "import", str(tmp_path / "stick"))["version"] == V2
    mirror = f"http://{district.line.address}/catalogue"
    assert told(home, "update", "--url", mirror)["type"] == "up_to_date"
    assert told(home, "update", "--url", f"http://{district.line.address}")["code"] == 1


def test_what_it_says_to_people(home: Path, district: ModelDistrict, published: Path) -> None:
    district.line.command("mode", mode="cut")
    try:
        code, _, error = catalogue(home, "update")
    finally:
        district.line.command("mode", mode="through")
    assert code == 1
    assert error.startswith("not updated; the last good catalogue stays. Out of reach")
    code, out, _ = catalogue(home, "update")
    assert code == 0
    assert f"catalogue {V2} is in use from the next session on (delta, " in out
    code, out, _ = catalogue(home, "verify")
    assert (code, out.splitlines()[-1]) == (0, "all is as it was signed")
    file = newest(home / "catalogue")
    assert file is not None
    file.write_bytes(file.read_bytes()[:-4096] + bytes(4096))
    code, out, _ = catalogue(home, "verify")
    assert code == 2
    assert f"{file.name}: damaged" in out
    file.unlink()
    assert f"catalogue {V1} opens, and {V2} was installed" in catalogue(home, "verify")[1]


def test_the_doctor_tells_its_age_and_what_was_refused(home: Path) -> None:
    place, now = TerminalFolder(home), int(time.time())
    standing = read_standing(place.catalogue_folder)
    assert _catalogue(place).verdict is Verdict.GOOD
    write_standing(place.catalogue_folder, replace(standing, confirmed_at=now - 9 * 86400))
    line = _catalogue(place)
    assert (line.verdict, line.state.en) == (Verdict.NOTICE, "9 days since it was known to be the newest")
    assert line.todo is not None
    assert "catalogue update" in line.todo.en
    write_standing(place.catalogue_folder, replace(standing, refusal=Refusal.WRONG_SIGNATURE.value, detail="timestamp.json"))
    line = _catalogue(place)
    assert (line.verdict, line.state, line.todo) == (
        Verdict.NOTICE,
        WORDS[Refusal.WRONG_SIGNATURE],
        ADVICE[Refusal.WRONG_SIGNATURE],
    )
    write_standing(place.catalogue_folder, replace(standing, refusal=Refusal.UNREACHABLE.value))
    assert _catalogue(place).verdict is Verdict.GOOD, "the line about the platform says so"


def test_before_enrolment(tmp_path: Path) -> None:
    for command in (["update"], ["import", str(tmp_path)], ["verify"]):
        code, _, error = catalogue(tmp_path, *command)
        assert (code, "main.py enrol" in error) == (78, True)
    code, out, _ = catalogue(tmp_path, "status")
    assert (code, "main.py catalogue update" in out) == (2, True)


def test_lint_says_what_is_wrong_and_ends_with_one(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "central_platform" / "content", tmp_path / "content"))
    seniors = folder / "items" / "seniors.yaml"
    seniors.write_text(seniors.read_text(encoding="utf-8").replace("回答几个问题,", "逾期不办的，视为放弃,", 1), encoding="utf-8")
    code, said, _ = run("main.py", "catalogue", "lint", str(folder))
    assert code == 1
    assert "items/seniors.yaml: 敬老卡申领: words_are_plain" in said
    code, said, _ = run("main.py", "catalogue", "lint", str(folder), "--json")
    assert code == 1
    assert [one["rule"] for one in json.loads(said)["findings"]] == ["words_are_plain"]


def test_lint_of_what_is_no_content_ends_with_two(tmp_path: Path) -> None:
    code, _, said = run("main.py", "catalogue", "lint", str(tmp_path))
    assert code == 2
    assert "Next: " in said


def test_waived_counts_and_names_what_must_be_handed_in(tmp_path: Path) -> None:
    code, said, _ = run("main.py", "catalogue", "waived", "--json")
    assert code == 0
    told = json.loads(said)
    assert told["by_card"] + told["by_licence"] + len(told["handed_in"]) == told["given_by_offices"]
    code, said, _ = run("main.py", "catalogue", "waived")
    assert code == 0
    assert said.startswith("免交率 ")
    assert all(f"  {item}：{material}" in said for item, material in told["handed_in"])
    code, _, said = run("main.py", "catalogue", "waived", str(tmp_path))
    assert code == 2
    assert "Next: " in said
