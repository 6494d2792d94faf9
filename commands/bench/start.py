"""The terminal's start and memory beside Chromium's, and the time between two persons."""

from __future__ import annotations

import os
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import Any

from commands.bench.figure import Figure, beside
from commands.bench.processes import children, pss
from commands.demo.model_district import ModelDistrict
from commands.demo.remote_control import RemoteControl
from commands.demo.visit import Visit, finish

STARTS = 11
REST = 2.0  # seconds
TOUCH = 100  # milliseconds until a touched page stands


def measure_start(district: ModelDistrict, folder: Path) -> list[Figure]:
    """Start, first touch and memory at rest, medians of `STARTS` in turn with Chromium's.

    Args:
        district: started, with the catalogue that is to be measured with.
        folder: for the static page and Chromium's profile.
    """
    page = folder / "page.html"
    page.write_text(STATIC_PAGE, encoding="utf-8")
    ours_start, peer_start, touched, ours_memory, peer_memory = [], [], [], [], []
    for number in range(STARTS + 1):
        seconds, answered, memory = start_terminal(district)
        peer_seconds, peer_bytes = start_chromium(page, folder)
        if number == 0:
            continue  # the first of each warms the disk's cache
        ours_start.append(seconds)
        touched.append(answered)
        peer_start.append(peer_seconds)
        ours_memory.append(memory)
        peer_memory.append(peer_bytes)
    middle = statistics.median
    return [
        beside(
            "start to the first frame that takes a touch, 2,767 items",
            middle(ours_start) * 1000,
            "ms",
            "Chromium, first contentful paint of a static page",
            middle(peer_start) * 1000,
            0.4,
        ),
        Figure(
            "a touch on that frame, until the home page stands",
            round(middle(touched) * 1000),
            "ms",
            budget=f"at most {TOUCH:g} ms",
            met=middle(touched) * 1000 <= TOUCH,
        ),
        beside(
            "memory at rest (PSS), all processes, devices and sync running",
            middle(ours_memory),
            "MB",
            "Chromium, the same page",
            middle(peer_memory),
            0.5,
        ),
    ]


def start_terminal(district: ModelDistrict) -> tuple[float, float, float]:
    """Seconds from the start of the keeper until the first frame stands, whole; seconds from a touch on it until the next page
    stands; MB on the idle page when the devices are ready."""
    player = RemoteControl(district.home.path, ["--size", "1080x1920"])
    began = time.monotonic()
    player.start()
    try:
        player.wait_for(lambda player: player.first_frame > 0)
        seconds = player.first_frame - began
        touched = time.monotonic()
        player.touch("attract")
        player.wait("HomePage")
        answered = time.monotonic() - touched
        player.touch("bar-leave")
        player.wait("IdlePage", lambda view: not view["cannot"])
        player.wait_for(lambda player: player.warm)
        # At rest: a camera is switched on once, to prove that it gives a picture, and then off.
        player.wait_for(lambda player: not children(player.process_id))
        return seconds, answered, _at_rest(player.keeper_id)
    finally:
        player.stop()


def _at_rest(keeper_id: int) -> float:
    """MB of all processes of a terminal once they have been the same, to 0.1 MB, for `REST` seconds: what comes last is drawn
    when the devices and the network have answered."""
    before, until = pss(keeper_id), time.monotonic() + 30
    while time.monotonic() < until:
        time.sleep(REST)
        now = pss(keeper_id)
        if abs(now - before) < 0.1:
            return now
        before = now
    raise RuntimeError("a terminal at rest went on using more or less memory for 30 s")


def start_chromium(page: Path, folder: Path) -> tuple[float, float]:
    """Seconds from its start to first contentful paint, as the page itself reports it, and MB of all its processes after it."""
    import http.server
    import threading

    painted = threading.Event()
    found: dict[str, float] = {}

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.startswith("/painted"):
                found["at"] = float(self.path.partition("=")[2]) / 1000  # since 1970, by the page's own clock
                painted.set()
                self.send_response(204)
                self.end_headers()
                return
            body = page.read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    profile = tempfile.mkdtemp(dir=folder)
    began = time.time()
    process = subprocess.Popen(
        [
            "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--window-size=1080,1920",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--remote-debugging-port=0",
            f"--user-data-dir={profile}",
            f"http://127.0.0.1:{server.server_port}/",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        if not painted.wait(30):
            raise RuntimeError("Chromium painted nothing within 30 s")
        time.sleep(1.0)  # both are measured at rest: Chromium has no event for having come to it
        return found["at"] - began, pss(process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
        server.shutdown()
        server.server_close()
        shutil.rmtree(profile, ignore_errors=True)


STATIC_PAGE = """<!doctype html><meta charset="utf-8"><title>社区事务自助服务</title>
<style>body{margin:0;font:32px/1.4 "Noto Sans CJK SC";background:#f4f6f9;color:#1b2733}
.top{background:#084785;color:#fff;padding:150px 72px;height:660px;box-sizing:border-box}h1{font-size:92px;margin:28px 0}
.grid{display:grid;grid-template-columns:1fr 1fr;gap:28px;font-size:40px}.low{text-align:center;padding:56px}
.ring{width:200px;height:200px;border:6px solid #0b5cab;border-radius:100px;margin:0 auto 36px}
button{font-size:52px;color:#0b5cab;border:0;background:none;font-weight:600}</style>
<div class="top"><div>样板区</div><h1>社区事务自助服务</h1><div>样板区梧桐街道社区事务受理服务中心</div>
<div class="grid"><div>查事项</div><div>办申请</div><div>打印证照</div><div>查进度</div></div></div>
<div class="low"><div class="ring"></div><button>触摸屏幕开始</button><p>示范数据：样板区为虚构，办事以当地窗口为准</p></div>
<script>new PerformanceObserver(list=>{for(const e of list.getEntries())if(e.name==="first-contentful-paint")
fetch("/painted?t="+(performance.timeOrigin+e.startTime))}).observe({type:"paint",buffered:true})</script>"""


def _lives_after(lives: int, player: RemoteControl) -> bool:
    return player.lives > lives


def measure_replacement(district: ModelDistrict, folder: Path) -> list[Figure]:
    """From the end of an identified session to the first frame of the idle page of the new process."""
    player = RemoteControl(district.home.path, ["--size", "1080x1920"])
    stage = Visit(district, player, folder / "pictures")
    seconds = []
    player.start()
    try:
        for _ in range(STARTS + 3):
            player.wait("IdlePage", lambda view: not view["cannot"])
            player.touch("attract")
            player.wait("HomePage")
            player.touch("open-progress")
            player.wait("ProgressPage")
            player.touch("useCard")
            player.wait("IdentifyPage")
            stage.district.card.command("lay", card="wang")
            player.wait("ProgressResultPage")
            stage.district.card.command("take")
            lives = player.lives
            finish(player)
            player.wait("WipedPage")
            ended = player.changed_at
            player.wait_for(partial(_lives_after, lives))
            seconds.append(player.first_frame - ended)
    finally:
        player.stop()
    worst = max(seconds)
    return [
        Figure("end of an identified session to the idle page, median", round(statistics.median(seconds) * 1000), "ms"),
        Figure(f"the same, longest of {len(seconds)}", round(worst * 1000), "ms", budget="p99 at most 1000 ms", met=worst <= 1.0),
    ]
