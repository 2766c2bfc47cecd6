"""Sign in: throttle, verify, a new session token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas.people.sessions import start_session, verify_password
from saas.people.throttle import PER_ACCOUNT, PER_ADDRESS, count_attempt, forget, give_back
from saas.refusals import Refused
from saas.words import N_
from tenants import db, lobby


@dataclass(frozen=True)
class SignedIn:
    """The session's token and the companies this person belongs to: (slug, name)."""

    token: str
    person: UUID
    tenants: list[tuple[str, str]]


async def sign_in(login: str, password: str, *, address: str, now: datetime) -> SignedIn:
    """One sentence for every failure: it does not tell whether the login exists. Raises Refused 422 or 429."""
    login = login.strip().lower()
    await count_attempt(f"address:{address}", now=now, limit=PER_ADDRESS)
    await count_attempt(f"login:{login[:120]}", now=now, limit=PER_ACCOUNT)
    async with lobby():
        row = await db().fetchrow("select id, password_hash from persons where login = $1 and disabled_at is null", login)
    if not await verify_password(row and row["password_hash"], password):
        raise Refused(422, N_("账号或密码不对。"), field="password")
    async with lobby():
        await forget(f"login:{login[:120]}")
        await give_back(f"address:{address}", now=now)
        token = await start_session(row["id"], now=now)
        found = await db().fetch("select slug, name from tenants_of($1)", row["id"])
    return SignedIn(token, row["id"], [(company["slug"], company["name"]) for company in found])
