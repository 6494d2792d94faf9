"""The algorithm names of the wire, in one place, so that a deployment with SM2/SM3/SM4 hardware changes them here.

Sealing: ECDH-ES over X25519 with A256GCM (RFC 7518 4.6, RFC 8037). Signing: Ed25519 (RFC 8032, named as in RFC 9864).
"""

from typing import Final

SEAL_KEY_AGREEMENT = "ECDH-ES"
SEAL_CONTENT = "A256GCM"
SEAL_CURVE: Final = "X25519"
SIGNATURE = "Ed25519"
SIGNATURE_CURVE: Final = "Ed25519"
