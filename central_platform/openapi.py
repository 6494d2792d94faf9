"""docs/openapi.json, made from the API itself: ``python -m central_platform.openapi [--check]``."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

FILE = Path(__file__).parents[1] / "docs" / "openapi.json"


def document() -> str:
    """The contract as JSON text, keys sorted: the same code gives the same text. Django must be set up."""
    from central_platform.api import api

    whole = api.get_openapi_schema(path_prefix="/api")
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True, default=str) + "\n"


def main() -> int:
    """Write the document or, with ``--check``, compare it: 1 where it is not what the API says."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["PLATFORM_HOME"] = home  # nothing of a platform in use is needed or touched
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "central_platform.settings")
        import django

        django.setup()
        text = document()
    if "--check" in sys.argv[1:]:
        if not FILE.is_file() or FILE.read_text(encoding="utf-8") != text:
            sys.stderr.write("docs/openapi.json is not what the API says; run: python -m central_platform.openapi\n")
            return 1
        return 0
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
