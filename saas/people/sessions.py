"""Sessions of our own: a random token in the cookie, its hash in the table, a new one at every sign-in."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from saas.shield import new_token, token_hash
from tenants import db

LIFETIME = timedelta(days=30)
HASHER = PasswordHasher()
# One hash takes 64 MiB: fifty sign-ins at once would take three gigabytes.
_AT_ONCE = asyncio.Semaphore(4)


async def start_session(person: UUID, *, now: datetime) -> str:
    """A fresh session in the open transaction; returns the token for the cookie."""
    token = new_token()
    await db().execute(
        "insert into sessions (token_hash, person_id, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)",
        token_hash(token), person, now, now + LIFETIME,
    )  # fmt: skip
    return token


async def end_session(token: str) -> None:
    await db().execute("delete from sessions where token_hash = $1", token_hash(token))


async def end_all_sessions(person: UUID) -> None:
    """After a change of password: every device signs in again."""
    await db().execute("delete from sessions where person_id = $1", person)


async def hash_password(password: str) -> str:
    async with _AT_ONCE:
        return await asyncio.to_thread(HASHER.hash, password)


async def verify_password(stored: str | None, password: str) -> bool:
    """False for a wrong password; takes as long for a person who does not exist or has none yet."""
    async with _AT_ONCE:
        return await asyncio.to_thread(_matches, stored, password)


def _matches(stored: str | None, password: str) -> bool:
    nobody = _nobody()
    try:
        return HASHER.verify(stored or nobody, password) and stored is not None
    except (VerifyMismatchError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash that no password has, made when it is first wanted: a process starts without it."""
    return HASHER.hash(new_token())
