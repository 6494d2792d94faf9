"""The platform as one process: ``python -m central_platform.serve --home DIR --port N [--sample-data] [--attended]``.

Prints one JSON line on stdout once it listens: ``{"ready": true, "port": ..., "pid": ..., "url": ...}``. Ends on SIGTERM or SIGINT
with code 0.

With ``--attended`` whoever started it does staff's part, for demo and tests: JSON lines on stdin, ``{"do": "pair"}`` and ``{"do":
"confirm", "terminal": ..., "fingerprint": ...}``, each answered by one on stdout, ``{"pairing_code": ...}``, ``{"confirmation":
...}`` or ``{"refused": true}``. A holder's phone is played there, too: ``{"do": "present", "number": ..., "licence_type": ...,
"age": seconds}`` is answered by the ``{"code": ...}`` that it showed so long ago.

No secret is printed unasked, where a journal would keep it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

THREADS = 8
SAMPLE_SITE = ("样板区梧桐街道社区事务受理服务中心", "Wutong Street Community Affairs Centre, Model District")


def main() -> int:
    """Serve until SIGTERM or SIGINT; the exit code, which is 0 then."""
    options = _options()
    os.umask(0o077)
    if options.home:
        os.environ["PLATFORM_HOME"] = options.home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")
    import django

    django.setup()
    _prepare(options.sample_data, options.staff)

    from django.conf import settings
    from waitress.server import create_server

    from central_platform.wsgi import application

    server = create_server(
        application,
        listen=f"{options.host}:{options.port}",
        threads=THREADS,
        max_request_body_size=settings.LARGEST_REQUEST,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    signal.signal(signal.SIGTERM, _stop)
    port = int(server.effective_port)
    line = {"ready": True, "port": port, "pid": os.getpid(), "url": f"http://{options.host}:{port}"}
    _say(line)
    if options.attended:
        threading.Thread(target=_attend, daemon=True).start()
    try:
        server.run()  # returns on SystemExit and KeyboardInterrupt, after its threads are done
    finally:
        server.close()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m central_platform.serve")
    parser.add_argument("--home", help="folder of database, keys and packs (or PLATFORM_HOME)")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8700, help="0: any free port")
    parser.add_argument("--sample-data", action="store_true", help="load the people of the model district")
    parser.add_argument("--staff", action="store_true", help="make an account of the console for each role")
    parser.add_argument("--attended", action="store_true", help="do on stdin what staff do; for demo and tests")
    return parser.parse_args()


def _prepare(samples: bool, staff: bool) -> None:
    """Tables, keys, the published catalogue, and what was asked for."""
    from django.core.management import call_command

    from central_platform.core import clock, keys
    from central_platform.distribution import repositories

    call_command("migrate", verbosity=0, interactive=False)
    keys.key_ring()
    repositories.maintain(clock.now())
    if samples or staff:
        call_command("load_sample_data", with_staff=staff, stdout=sys.stderr)


def _attend() -> None:
    for line in sys.stdin:
        _say(_staff(json.loads(line)))


def _staff(asked: dict[str, str]) -> dict[str, Any]:
    from django.db import connection

    from central_platform.core import clock
    from central_platform.enrolment.services import new_pairing_code
    from central_platform.licences import presenting
    from central_platform.terminals import services as terminals
    from kiosk.domain.text import LocalizedText

    try:
        if asked["do"] == "pair":
            site = LocalizedText(*SAMPLE_SITE)
            return {"pairing_code": new_pairing_code(site, site, clock.now())}
        if asked["do"] == "present":
            return {"code": presenting.present(asked["number"], asked["licence_type"], clock.now() - int(asked.get("age", 0)))}
        return {"confirmation": terminals.confirm(asked["terminal"], asked["fingerprint"], clock.now())}
    except (terminals.NotConfirmed, presenting.NothingToPresent):
        return {"refused": True}
    finally:
        connection.close()


def _say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    sys.exit(main())
