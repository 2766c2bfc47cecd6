"""The token in the address of a place: worked out anew whenever its code is printed, and stored nowhere but as a hash. Pure."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from uuid import UUID

BYTES = 18  # 144 bits: 24 letters, so that the code on the wall stays coarse enough for an old phone


def token_of(secret: bytes, tenant: UUID, place: UUID, serial: int) -> str:
    """The same for the same serial; nobody without the secret of this copy can tell it, or the next one."""
    told = hmac.digest(secret, b"voice:" + tenant.bytes + place.bytes + serial.to_bytes(4, "big"), "sha256")
    return urlsafe_b64encode(told[:BYTES]).decode()
