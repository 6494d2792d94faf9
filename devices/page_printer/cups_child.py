"""The child process in which libcups runs (`kiosk.child_process.client`).

Its words for a failure: ``not-found`` (no such queue or job), ``unreachable`` (no scheduler), ``format`` (it does
not take this kind of document), ``refused``.
"""

from __future__ import annotations

import sys
from typing import Any

import cups

from devices.page_printer.network_queue import IS_RAW, MODEL
from kiosk.child_process.server import Failed, serve

_PENDING, _AT_WORK, _STOPPED, _CANCELLED = 3, 5, 6, 7  # job-state, RFC 8011 5.3.7
_WORDS = {cups.IPP_NOT_FOUND: "not-found", cups.IPP_DOCUMENT_FORMAT: "format"}
_OF_A_QUEUE = [
    "device-uri",
    "document-format-supported",
    MODEL,
    "printer-is-accepting-jobs",
    "printer-state",
    "printer-state-message",
    "printer-state-reasons",
]


def _on(connection: Any, ask: str, question: dict[str, Any], payload: bytes) -> dict[str, Any]:
    queue, job = str(question.get("queue", "")), int(question.get("job", 0))
    match ask:
        case "queue":
            found = connection.getPrinterAttributes(queue, requested_attributes=_OF_A_QUEUE)
            return {
                "uri": found["device-uri"],
                "state": found["printer-state"],
                "reasons": [reason for reason in found["printer-state-reasons"] if reason != "none"],
                "message": str(found.get("printer-state-message", ""))[:200],
                "accepting": found["printer-is-accepting-jobs"],
                "raw": found.get(MODEL) == IS_RAW,
                # What CUPS' filters can make something of for this printer.
                "prints_pdf": "application/pdf" in found.get("document-format-supported", ["application/pdf"]),
            }
        case "default":  # the default queue, or the only one
            name = connection.getDefault() or ""
            queues = list(connection.getPrinters())
            return {"queue": name or (queues[0] if len(queues) == 1 else "")}
        case "create":
            options = {"copies": "1", "sides": "one-sided"}
            return {"job": connection.createJob(queue, str(question["title"]), options)}
        case "send":  # from memory: a file would leave a resident's pages on a disk
            connection.startDocument(queue, job, str(question["title"]), "application/pdf", 1)
            for at in range(0, len(payload), 65536):
                piece = payload[at : at + 65536]
                connection.writeRequestData(piece, len(piece))
            connection.finishDocument(queue)
            return {}
        case "job":
            return _job(connection, queue, job)
        case "hold":  # ends whatever CUPS does with it: what is known of it then stays true
            before = _job(connection, queue, job)
            if before["state"] < _CANCELLED:
                connection.setJobHoldUntil(job, "indefinite")
            reasons = connection.getPrinterAttributes(queue, requested_attributes=_OF_A_QUEUE)["printer-state-reasons"]
            unfiltered = any(reason.startswith(("cups-missing-filter", "cups-insecure-filter")) for reason in reasons)
            return {**_job(connection, queue, job), "before": before["state"], "unfiltered": unfiltered}
        case "titled":
            jobs = connection.getJobs(which_jobs="not-completed", my_jobs=True, requested_attributes=["job-id", "job-name"])
            titles = tuple(question["titles"])
            again = tuple(f"{title}." for title in titles)
            names = {number: str(job.get("job-name", "")) for number, job in jobs.items()}
            return {"jobs": [number for number, name in names.items() if name in titles or name.startswith(again)]}
        case "cancel":
            connection.cancelJob(job, purge_job=True)
            return {}
    raise Failed("refused")


def _job(connection: Any, queue: str, job: int) -> dict[str, Any]:
    """``started``: CUPS has begun to work on it. ``ahead``: it waits, and another of this queue comes before it."""
    found = connection.getJobAttributes(job, requested_attributes=["job-state", "time-at-processing"])
    started = found.get("time-at-processing", 0) is not None  # a CUPS that does not tell is not one that has not begun
    ahead = False
    if not started and found["job-state"] == _PENDING:
        wanted = ["job-id", "job-printer-uri", "job-state"]
        others = connection.getJobs(which_jobs="not-completed", my_jobs=False, requested_attributes=wanted)
        ahead = any(
            number != job
            and str(other.get("job-printer-uri", "")).endswith(f"/{queue}")
            and (other.get("job-state") in (_AT_WORK, _STOPPED) or (number < job and other.get("job-state") == _PENDING))
            for number, other in others.items()
        )
    return {"state": found["job-state"], "started": started, "ahead": ahead}


class _Scheduler:
    def __init__(self) -> None:
        self._connection: Any = None

    def answer(self, ask: str, question: dict[str, Any], payload: bytes) -> dict[str, Any]:
        kept = self._connection is not None
        try:
            return self._answer(ask, question, payload)
        except Failed as failure:
            # On a connection from before the scheduler's restart the first question fails, however well the new one is.
            if not kept or str(failure) == "not-found" or ask in ("create", "send"):
                raise
        return self._answer(ask, question, payload)

    def _answer(self, ask: str, question: dict[str, Any], payload: bytes) -> dict[str, Any]:
        try:
            self._connection = self._connection or cups.Connection()
            return _on(self._connection, ask, question, payload)
        except cups.IPPError as error:
            self._connection = None  # a connection that failed once is not trusted again
            raise Failed(_WORDS.get(error.args[0], "refused")) from None
        except RuntimeError:  # pycups' word for a scheduler that it cannot connect to
            self._connection = None
            raise Failed("unreachable") from None


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1]:
        cups.setServer(sys.argv[1])
    serve(_Scheduler().answer)
