"""That an answer is whole, and to this very request.

TLS sees to that as far as it goes; where a proxy ends it, a broken or a caching one would give one person another's answer.
"""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

REQUEST_ID = "Terminal-Request-Id"  # of the request: drawn anew for each
ANSWER_DIGEST = "Answer-Digest"  # of the answer
LONGEST_ID = 64  # characters


def answer_digest(request_id: str, body: bytes) -> str:
    """Base64url, without padding, of the SHA-256 of the request's id, a line feed, and the body."""
    return urlsafe_b64encode(hashlib.sha256(request_id.encode() + b"\n" + body).digest()).decode().rstrip("=")
