"""Guesses are counted before they are tried: per account and per address, in PostgreSQL, for every web process."""

from __future__ import annotations

from datetime import datetime, timedelta

from saas.refusals import Refused
from saas.words import N_
from tenants import db, lobby

SLOT = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_ADDRESS = 100


async def count_attempt(key: str, *, now: datetime, limit: int) -> None:
    """Count one attempt in a transaction of its own, so that a refusal later cannot take it back. Raises 429."""
    slot = now - timedelta(seconds=now.timestamp() % SLOT.total_seconds())
    async with lobby():
        count = await db().fetchval(
            """insert into attempts (key, slot, count) values ($1, $2, 1)
               on conflict (key, slot) do update set count = attempts.count + 1 returning count""",
            key, slot,
        )  # fmt: skip
        await db().execute("delete from attempts where slot < $1", now - timedelta(days=1))
    if count > limit:
        minutes = -((now - slot - SLOT) // timedelta(minutes=1))
        raise Refused(429, N_("尝试次数太多，请在 %(minutes)s 分钟后再试。"), minutes=minutes)


async def forget(key: str) -> None:
    """A successful sign-in clears the account's counter. Inside the open transaction."""
    await db().execute("delete from attempts where key = $1", key)


async def give_back(key: str, *, now: datetime) -> None:
    """A successful sign-in was no guess: a depot behind one address must not lock itself out. Inside the open transaction."""
    slot = now - timedelta(seconds=now.timestamp() % SLOT.total_seconds())
    await db().execute("update attempts set count = count - 1 where key = $1 and slot = $2 and count > 0", key, slot)
