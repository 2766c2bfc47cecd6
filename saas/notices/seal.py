"""Addresses and secrets of endpoints at rest: sealed with a key of this copy of the product, each for its own row."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12


def seal(secret: bytes, text: str, *, tenant: UUID, thing: UUID) -> bytes:
    """AES-256-GCM. Bound to tenant and thing: put into another row it does not open."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + _cipher(secret).encrypt(nonce, text.encode(), tenant.bytes + thing.bytes)


def unseal(secret: bytes, sealed: bytes, *, tenant: UUID, thing: UUID) -> str:
    """Raises cryptography's InvalidTag where the key is another one or the row is not its own."""
    return _cipher(secret).decrypt(sealed[:NONCE], sealed[NONCE:], tenant.bytes + thing.bytes).decode()


def _cipher(secret: bytes) -> AESGCM:
    return AESGCM(hashlib.sha256(b"endpoints\0" + secret).digest())
