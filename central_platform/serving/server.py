"""The processes of one role: ``python -m central_platform.serving.server api --port 8700 --processes 2``.

Holds as many connections as the system gives it files. A process that ends by itself is started again.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys

from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from central_platform.serving.routes import Role
from kiosk.process import end_with_parent

HEAD_TIMEOUT = 20_000  # milliseconds for the head of a request, and for a connection that says nothing
LONGEST_HEAD = 32 * 1024  # bytes
CONNECTIONS = 10_000  # of a process
BACKLOG = 2048
LARGEST_PROCESS = 768  # MiB; one that has grown beyond is replaced when its requests are done
STOP_TIMEOUT = 5  # seconds for requests that are being worked on
_TO_STDERR = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"_granian": {"handlers": ["stderr"], "level": "ERROR", "propagate": False}},
}


def main() -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m central_platform.serving.server")
    parser.add_argument("role", choices=[role.value for role in Role])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--child", action="store_true", help="end with whoever started this, and begin when it says so on stdin")
    options = parser.parse_args()
    if options.child:
        end_with_parent()
    os.umask(0o077)
    os.environ["PLATFORM_ROLE"] = options.role
    # Here, so that the serving processes share it, and one that is replaced is there at once.
    import central_platform.serving.worker  # noqa: F401

    os.register_at_fork(after_in_child=end_with_parent)
    if options.child and not sys.stdin.readline():
        return 1
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    Server(
        "central_platform.serving.worker:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGINL,
        workers=options.processes,
        loop=Loops.asyncio,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=CONNECTIONS,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_TIMEOUT, max_buffer_size=LONGEST_HEAD),
        log_level=LogLevels.error,
        log_dictconfig=_TO_STDERR,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_max_rss=LARGEST_PROCESS,
        workers_kill_timeout=STOP_TIMEOUT,
    ).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
