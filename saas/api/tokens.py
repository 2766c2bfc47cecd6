"""The text of a token: it names its company, so that nothing has to be looked up past the wall. Pure."""

from __future__ import annotations

import binascii
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

PREFIX = "jj_"
ID, SECRET = 22, 43  # characters: 128 bits of the company's id, 256 random ones


def new(tenant: UUID) -> str:
    """A token of a company; shown once, kept as a hash."""
    return f"{PREFIX}{urlsafe_b64encode(tenant.bytes).decode()[:ID]}{secrets.token_urlsafe(32)}"


def company(token: str) -> UUID | None:
    """Whose token it says it is; the secret behind it is still to be looked up there."""
    if not token.startswith(PREFIX) or len(token) != len(PREFIX) + ID + SECRET:
        return None
    try:
        return UUID(bytes=urlsafe_b64decode(token[len(PREFIX) : len(PREFIX) + ID].encode("ascii") + b"=="))
    except (ValueError, binascii.Error):
        return None
