"""That an answer is whole, and to this very request.

TLS sees to that as far as it goes; where a proxy ends it, a broken or a caching one would give one person another's answer.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode

REQUEST_ID = "Terminal-Request-Id"  # of the request: drawn anew for each
ANSWER_DIGEST = "Answer-Digest"  # of the answer
EPOCH = "Platform-Epoch"  # of the answer: code of the platform's newest epoch (`kiosk.messages.models.Epoch`)
LONGEST_ID = 64  # characters

# In JSON: a whole surrogate pair, half of one, or any other escape (so that a backslash which is itself escaped begins none).
_PAIR, _HALF = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}", rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
_ESCAPES = re.compile(_PAIR + rb"|(" + _HALF + rb")|\\.", re.DOTALL)


def answer_digest(request_id: str, body: bytes) -> str:
    """Base64url, without padding, of the SHA-256 of the request's id, a line feed, and the body."""
    return urlsafe_b64encode(hashlib.sha256(request_id.encode() + b"\n" + body).digest()).decode().rstrip("=")


def readable(body: bytes) -> bytes:
    """A JSON text with U+FFFD for each half of a surrogate pair, escaped or as bytes: parsers refuse the whole text for one.

    A platform that cuts its texts by UTF-16 units sends them, and would be one that never answers. What is digested is what came.
    """
    try:
        body.decode()
    except UnicodeDecodeError:
        body = body.decode(errors="replace").encode()
    if b"\\ud" not in body and b"\\uD" not in body:
        return body
    return _ESCAPES.sub(lambda escape: b"\\ufffd" if escape[1] else escape[0], body)
