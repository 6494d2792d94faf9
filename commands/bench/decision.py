"""From a submission on its way to the decision of published rules in the answer, beside one that staff look at."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from commands.bench.commit import Filled, prepared_submission
from commands.bench.figure import Figure
from commands.demo.model_district import ModelDistrict
from kiosk.domain.cases import CaseState
from kiosk.domain.times import day_of
from kiosk.sync.calls import Settled

TURNS = 50
ELSEWHERE = "11310199000000326C431200000E201"  # 跨省异地就医登记备案
BILLS = "11310199000000326C431050000E202"  # 医疗费零星报销


def measure_decision(folder: Path) -> list[Figure]:
    """The same person, in turn: what rules decide at once, from what a department's record says, and what waits for staff. Each is
    committed before its time begins."""
    district = ModelDistrict(folder / "decision", settings={"PLATFORM_QUOTAS": f"messages={4 * TURNS}"})
    district.start()
    try:
        today = day_of(int(time.time())).isoformat()
        mobile = "13900000026"
        decided = _sending(
            district,
            folder / "decided",
            Filled(ELSEWHERE, {"reason": "short", "province": "anhui", "from_date": today, "mobile": mobile}, "short_term", "li"),
            CaseState.APPROVED,
        )
        answers = {"treatment": "outpatient", "where": "city", "treated_on": today, "receipts_count": 2, "account_tail": "4321"}
        looked_at = _sending(
            district, folder / "looked-at", Filled(BILLS, {**answers, "mobile": mobile}, "local", "li"), CaseState.RECEIVED
        )
        ours: list[float] = []
        peer: list[float] = []
        for turn in range(TURNS + 1):
            for send, times in ((decided, ours), (looked_at, peer)):
                took = send()
                if turn:  # the first loads what it needs
                    times.append(took)
    finally:
        district.stop()
    middle, bare = statistics.median(ours), statistics.median(peer)
    return [
        Figure(
            "a submission sent, to the decision of published rules, median",
            round(middle * 1000, 1),
            "ms",
            "one that waits for staff",
            round(bare * 1000, 1),
            round(middle / bare, 2),
        ),
        Figure(f"the same, second longest of {TURNS}", round(sorted(ours)[-2] * 1000, 1), "ms"),
    ]


def _sending(district: ModelDistrict, folder: Path, filled: Filled, expected: CaseState) -> Callable[[], float]:
    """Commits one more of it, sends it, and tells how many seconds the sending took."""
    from kiosk.messages.contents import SUBMISSION_SCHEMA
    from kiosk.messages.keys import TerminalKeys, Trust
    from offline_cache.ledger.ledger import SqliteLedger

    folder.mkdir()
    enrolment = district.home.enrolment()
    trust = Trust(enrolment.sealing, enrolment.verification, reads={"submission": SUBMISSION_SCHEMA})
    keys = TerminalKeys(enrolment.terminal, enrolment.signing, enrolment.certificate, lambda: trust)
    submit, _, _ = prepared_submission(folder, keys, filled=filled)
    ledger: Any = SqliteLedger(folder / "commit.db", enrolment.terminal.terminal_id)
    client = district.client()
    sent = 0

    def send() -> float:
        nonlocal sent
        submit()
        message = ledger.waiting(2 + sent)[-1]
        began = time.perf_counter()
        settled = client.send_messages([message])
        took = time.perf_counter() - began
        sent += 1
        if not isinstance(settled, Settled):
            raise RuntimeError(f"the platform did not answer: {settled}")
        states = [case.state for _, cases in settled.accepted for case in cases]
        if states != [expected]:
            raise RuntimeError(f"{filled.code} came to {states}, not {expected}")
        return took

    return send
