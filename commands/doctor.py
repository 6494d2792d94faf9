"""Looks a terminal over: its set-up, its platform, and each of its devices by its real driver."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from datetime import datetime

from commands.device_checks import MEND, PATIENCE, device_lines
from commands.exposure import exposure, listeners_line
from commands.machine_measures import machine_measures
from commands.program_line import program_line
from commands.system_checks import serving_line, system_lines
from commands.terminal_folder import Enrolment, FolderFault, TerminalFolder
from commands.terminal_sync import CLOCK_TOLERANCE
from kiosk.domain.clock import Clock
from kiosk.domain.text import LocalizedText
from kiosk.domain.times import CHINA
from kiosk.technician.readiness import Line, Readiness, Verdict, bad
from kiosk.technician.supervision import lines_of
from offline_cache.catalogue.trust import read_standing

_LEAST_SPACE = 500_000_000  # bytes
_OLD = 7  # days


def examine(home: TerminalFolder, patience: float = PATIENCE) -> Readiness:
    """Look at set-up, platform and every device that is configured; what is wrong is a line of the answer.

    Args:
        patience: seconds for all devices together; whatever has not said by then how it is hangs.
    """
    lines = (*set_up_lines(home), *device_lines(home, patience))
    return Readiness((serving_line(lines), *lines))


def set_up_lines(home: TerminalFolder) -> Iterator[Line]:
    """Everything but the devices: configuration, enrolment, platform, clock, catalogue, ledger, disk, typefaces, listeners."""
    configuration = home.configuration()
    for problem in configuration.problems:
        yield bad("configuration", LocalizedText("配置", "Configuration"), LocalizedText("有误", "Mistake"), problem, MEND)
    name = LocalizedText("登记", "Enrolment")
    try:
        enrolment = home.enrolment()
    except FolderFault as fault:
        command = f"main.py enrol --home {home.path}"
        todo = LocalizedText(f"还没有登记，或没有确认：运行 {command}", str(fault))
        yield bad("enrolment", name, LocalizedText("没有登记", "Not enrolled"), "", todo)
    else:
        yield Line("enrolment", name, Verdict.GOOD, LocalizedText("已登记", "Enrolled"), enrolment.terminal.terminal_id)
        clock = Clock(time.time, time.monotonic, read_standing(home.catalogue_folder).floor)
        platform = _platform(enrolment, clock)
        yield platform
        yield from _approval(home, platform)
        yield _clock(clock)
    yield program_line(home.path)
    yield _catalogue(home)
    yield _ledger(home)
    yield from _staff(home)
    yield _disk(home)
    yield from lines_of({key: value for key, value in machine_measures(home.path).items() if key != "disk_free_mb"})
    yield from system_lines(configuration.devices, os.environ)
    yield from _typefaces()
    yield listeners_line(exposure())


def _platform(enrolment: Enrolment, clock: Clock) -> Line:
    """With this terminal's own key, so that a terminal that was revoked shows too; ``clock`` learns how late it is there."""
    from kiosk.messages.signing import Signer
    from kiosk.sync.calls import SignedIn
    from kiosk.sync.client import Account, PlatformClient

    name = LocalizedText("中心平台", "Central platform")
    signer, terminal_id = Signer(enrolment.signing), enrolment.terminal.terminal_id
    account = Account(enrolment.url, terminal_id, enrolment.audience, signer, enrolment.ca, enrolment.proxy)
    answer = PlatformClient(account, clock).sign_in()
    if isinstance(answer, SignedIn):
        return Line(
            "platform", name, Verdict.GOOD, LocalizedText("连得上，认得本机", "Connected; it knows this terminal"), enrolment.url
        )
    state = LocalizedText("用不了，申请先存本机", "Unavailable; applications are stored here")
    advice = LocalizedText("检查网线和网址", "Check network and address")
    return Line("platform", name, Verdict.NOTICE, state, f"{enrolment.url}: {answer.failure.value}", advice)


def _approval(home: TerminalFolder, platform: Line) -> Iterator[Line]:
    """Of a terminal that was set up from a stick: told until the platform takes it."""
    from commands.offers import offered

    shown = offered(home)
    if shown and platform.verdict is not Verdict.GOOD:
        todo = LocalizedText(
            f"请平台工作人员核对校验码 {shown}；连上网，或把优盘上的请求带回平台",
            f"Ask the platform's staff to compare the fingerprint {shown}, with network or with the request on the USB stick",
        )
        state = LocalizedText("平台还没有核准，申请先存本机", "Not confirmed yet; applications are kept here")
        yield Line("approval", LocalizedText("核准", "Approval"), Verdict.NOTICE, state, shown, todo)


def _clock(clock: Clock) -> Line:
    name, todo = LocalizedText("本机时间", "Clock"), LocalizedText("校准：timedatectl set-time", "Set it: timedatectl set-time")
    stands = datetime.fromtimestamp(time.time(), CHINA).strftime("%Y-%m-%d %H:%M")
    if clock.now().doubtful:
        state = LocalizedText("不可能对：证件和期限判断不准", "Cannot be right: cards and dates cannot be judged well")
        return Line("clock", name, Verdict.NOTICE, state, stands, todo)
    if abs(clock.off_by) > CLOCK_TOLERANCE:
        state = LocalizedText(f"和平台差 {abs(clock.off_by)} 秒", f"{abs(clock.off_by)} seconds off the platform's")
        return Line("clock", name, Verdict.NOTICE, state, stands, todo)
    return Line("clock", name, Verdict.GOOD, LocalizedText("看起来是对的", "Looks right"), stands)


def _catalogue(home: TerminalFolder) -> Line:
    from kiosk.ports.catalogue_updates import ADVICE, WORDS, Refusal
    from kiosk.ports.storage import StorageError
    from offline_cache.catalogue.read import SqliteCatalogue, newest
    from offline_cache.catalogue.trust import catalogue_age

    name = LocalizedText("事项目录", "Catalogue")
    command = f"main.py catalogue update --home {home.path}"
    fetch = LocalizedText(command, command)
    file = newest(home.catalogue_folder)
    if file is None:
        return bad("catalogue", name, LocalizedText("没有", "There is none"), str(home.catalogue_folder), fetch)
    try:
        catalogue = SqliteCatalogue(file)
    except StorageError:
        return bad("catalogue", name, LocalizedText("打不开", "Cannot be opened"), str(file), fetch)
    version = catalogue.version
    catalogue.close()
    age = catalogue_age(home.catalogue_folder)
    days = age.days(int(time.time())) if age.version == version else int((time.time() - file.stat().st_mtime) // 86400)
    if days > _OLD:
        state = LocalizedText(f"{days} 天没有确认是最新", f"{days} days since it was known to be the newest")
        return Line("catalogue", name, Verdict.NOTICE, state, version, ADVICE[age.refusal] if age.refusal else fetch)
    if age.refusal not in (None, Refusal.UNREACHABLE, Refusal.BUSY):
        return Line("catalogue", name, Verdict.NOTICE, WORDS[age.refusal], f"{version}; {age.detail}", ADVICE[age.refusal])
    return Line("catalogue", name, Verdict.GOOD, LocalizedText("可用", "In use"), version)


def _ledger(home: TerminalFolder) -> Line:
    from kiosk.ports.storage import StorageError
    from offline_cache.ledger.migrations import NewerLedger
    from offline_cache.ledger.outbox import Outbox
    from offline_cache.ledger.recovery import damaged

    name = LocalizedText("待送和打印", "Queue and prints")
    if not home.ledger_file.exists():
        return Line("ledger", name, Verdict.GOOD, LocalizedText("还没有", "None yet; made at the first start"))
    try:
        ledger = Outbox(home.ledger_file)
        whole, rows = ledger.whole(), ledger.waiting()
        ledger.close()
    except NewerLedger as newer:
        state = LocalizedText("由更新的程序写成", "Written by a newer program")
        return bad("ledger", name, state, str(newer), LocalizedText("更新程序", "Update the program"))
    except StorageError as error:
        keep = LocalizedText("不要删除这个文件，联系技术支持", "Do not delete the file; ask for support")
        return bad("ledger", name, LocalizedText("打不开", "Cannot be opened"), error.fault.value, keep)
    if not whole:
        aside = LocalizedText(
            "启动终端，它会把这个文件另存，再建新的", "Start the terminal: it sets the file aside and begins a new one"
        )
        return bad("ledger", name, LocalizedText("已损坏", "Damaged"), str(home.ledger_file), aside)
    if aside_files := damaged(home.path):
        command = f"main.py outbox export STICK --ledger {aside_files[-1]}"
        todo = LocalizedText(f"把里面的申请送到平台：{command}", f"Bring what is in it to the platform: {command}")
        state = LocalizedText("有损坏的旧记录", "Damaged records were set aside")
        return Line("ledger", name, Verdict.NOTICE, state, aside_files[-1].name, todo)
    waiting, rejected = len(rows), sum(row.state == "REJECTED" for row in rows)
    if rejected:
        look = LocalizedText("运行 main.py outbox list 看原因", "main.py outbox list says why")
        state = LocalizedText(f"{rejected} 件平台没有收", f"{rejected} refused by the platform")
        return Line("ledger", name, Verdict.NOTICE, state, "", look)
    if held := sum(bool(row.held) for row in rows):
        look = LocalizedText("运行 main.py outbox list 看原因", "main.py outbox list says why")
        state = LocalizedText(f"{held} 件在路上被拦下", f"{held} stopped on the way")
        return Line("ledger", name, Verdict.NOTICE, state, "", look)
    state = (
        LocalizedText(f"{waiting} 件等待送出", f"{waiting} waiting to be sent")
        if waiting
        else LocalizedText("全部已送出", "Nothing waits")
    )
    return Line("ledger", name, Verdict.GOOD, state)


def _staff(home: TerminalFolder) -> Iterator[Line]:
    """What the site's staff have said, as long as it stands."""
    from kiosk.domain.closings import WORDS
    from kiosk.ports.storage import StorageError
    from kiosk.session.staff_notes import CALLED, CLOSED, closing_of
    from offline_cache.ledger.admissions import Admissions
    from offline_cache.ledger.migrations import NewerLedger

    if not home.ledger_file.exists():
        return
    try:
        ledger = Admissions(home.ledger_file)
        notes = ledger.notes_of_staff()
        ledger.close()
    except (StorageError, NewerLedger):
        return  # told of the ledger itself
    if (why := closing_of(notes.get(CLOSED, ""))) is not None:
        todo = LocalizedText("修好了，在“工作人员”页恢复服务", "Once it is mended, end it on the staff's page")
        yield Line("service", LocalizedText("暂停服务", "Out of service"), Verdict.BAD, WORDS[why], "", todo)
    if notes.get(CALLED):
        name, state = LocalizedText("技术员", "Technician"), LocalizedText("现场叫了技术员", "The site's staff have called one")
        yield Line("technician", name, Verdict.NOTICE, state)


def _disk(home: TerminalFolder) -> Line:
    name = LocalizedText("磁盘", "Disk")
    free = shutil.disk_usage(next(path for path in (home.path, *home.path.parents) if path.exists())).free
    state = LocalizedText(f"剩余 {free // 1_000_000} MB", f"{free // 1_000_000} MB free")
    if free < _LEAST_SPACE:
        return bad("disk", name, state, str(home.path), LocalizedText("清理磁盘", "Make room on the disk"))
    return Line("disk", name, Verdict.GOOD, state)


def _typefaces() -> Iterator[Line]:
    """Told only where one is missing: names with rare characters are marked then, and no licence with them is copied."""
    from kiosk.typefaces.faces import FACES, NOTO, file_of

    lacking = [face for face in FACES if file_of(face) is None]
    if lacking:
        state = LocalizedText("缺字体，生僻字显示不出", "Missing: rare characters cannot be shown")
        install = LocalizedText(
            "安装 packaging/packages-fonts.txt 里的字体包", "Install the packages of packaging/packages-fonts.txt"
        )
        detail = ", ".join(face.family for face in lacking)
        yield Line(
            "typefaces",
            LocalizedText("字体", "Typefaces"),
            Verdict.BAD if NOTO in lacking else Verdict.NOTICE,
            state,
            detail,
            install,
        )


def as_json(readiness: Readiness) -> str:
    """The report as a JSON object, every text in both languages; ``todo`` is null where nothing is to be done."""

    def words(value: LocalizedText | None) -> Mapping[str, str] | None:
        return None if value is None else {"zh": value.zh, "en": value.en}

    lines = [
        {
            "key": line.key,
            "name": words(line.name),
            "verdict": line.verdict.value,
            "state": words(line.state),
            "detail": line.detail,
            "todo": words(line.todo),
        }
        for line in readiness.lines
    ]
    return json.dumps({"verdict": readiness.verdict.value, "lines": lines}, ensure_ascii=False, indent=1)


def show(readiness: Readiness, chinese: bool) -> None:
    """Print the report as a table, in Chinese or in English."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    def say(words: LocalizedText | None) -> str:
        return "" if words is None else words.zh if chinese else words.en

    colours = {Verdict.GOOD: "green", Verdict.NOTICE: "yellow", Verdict.BAD: "red", Verdict.ABSENT: "dim"}
    table = Table(show_edge=False, pad_edge=False)
    for title in ("部件", "状态", "详情", "怎么办") if chinese else ("What", "State", "Detail", "What to do"):
        table.add_column(title, overflow="fold")
    for line in readiness.lines:
        state = Text(say(line.state), style=colours[line.verdict])
        table.add_row(say(line.name), state, Text(line.detail), say(line.todo))
    Console().print(table)
