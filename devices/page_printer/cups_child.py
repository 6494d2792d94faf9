"""The child process in which libcups runs: it can hang, and then the parent kills this and nothing else.

stdin: one JSON line for each question, followed by ``size`` raw bytes where it has that key. stdout: one JSON line for each
answer, with ``error`` if it failed: ``not-found`` (no such queue or job), ``unreachable`` (no scheduler), ``refused``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import cups


def _answer(connection: Any, question: dict[str, Any], payload: bytes) -> dict[str, Any]:
    queue, job = str(question.get("queue", "")), int(question.get("job", 0))
    match question["ask"]:
        case "queue":
            wanted = ["device-uri", "printer-state", "printer-state-reasons", "printer-is-accepting-jobs"]
            found = connection.getPrinterAttributes(queue, requested_attributes=wanted)
            return {
                "uri": found["device-uri"],
                "state": found["printer-state"],
                "reasons": [reason for reason in found["printer-state-reasons"] if reason != "none"],
                "accepting": found["printer-is-accepting-jobs"],
            }
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
    return {"error": "refused"}


def main() -> None:
    server = sys.argv[1] if len(sys.argv) > 1 else ""
    if server:
        cups.setServer(server)
    connection = None
    source, sink = sys.stdin.buffer, sys.stdout
    while line := source.readline():
        question = json.loads(line)
        payload = source.read(int(question.get("size", 0)))
        try:
            connection = connection or cups.Connection()
            answer = _answer(connection, question, payload)
        except cups.IPPError as error:
            answer = {"error": "not-found" if error.args[0] == cups.IPP_NOT_FOUND else "refused", "status": error.args[0]}
        except RuntimeError:  # pycups' word for a scheduler that it cannot connect to
            answer = {"error": "unreachable"}
        if "error" in answer:
            connection = None  # a connection that failed once is not trusted again
        sink.write(json.dumps(answer) + "\n")
        sink.flush()


if __name__ == "__main__":
    main()
