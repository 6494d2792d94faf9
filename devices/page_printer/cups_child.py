"""The child process in which libcups runs (`devices.child`).

Its words for a failure: ``not-found`` (no such queue or job), ``unreachable`` (no scheduler), ``refused``.
"""

from __future__ import annotations

import sys
from typing import Any

import cups

from devices.child_side import Failed, serve


def _on(connection: Any, ask: str, question: dict[str, Any], payload: bytes) -> dict[str, Any]:
    queue, job = str(question.get("queue", "")), int(question.get("job", 0))
    match ask:
        case "queue":
            wanted = ["device-uri", "printer-state", "printer-state-reasons", "printer-is-accepting-jobs"]
            found = connection.getPrinterAttributes(queue, requested_attributes=wanted)
            return {
                "uri": found["device-uri"],
                "state": found["printer-state"],
                "reasons": [reason for reason in found["printer-state-reasons"] if reason != "none"],
                "accepting": found["printer-is-accepting-jobs"],
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
            return {"state": connection.getJobAttributes(job, requested_attributes=["job-state"])["job-state"]}
        case "cancel":
            connection.cancelJob(job, purge_job=True)
            return {}
    raise Failed("refused")


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
            raise Failed("not-found" if error.args[0] == cups.IPP_NOT_FOUND else "refused") from None
        except RuntimeError:  # pycups' word for a scheduler that it cannot connect to
            self._connection = None
            raise Failed("unreachable") from None


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1]:
        cups.setServer(sys.argv[1])
    serve(_Scheduler().answer)
