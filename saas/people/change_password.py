"""Change one's own password: every session ends, this browser gets a new one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.people.credentials import check_password
from saas.people.sessions import end_all_sessions, hash_password, start_session, verify_password
from saas.people.throttle import PER_ACCOUNT, count_attempt, forget
from saas.refusals import Refused
from saas.words import N_
from tenants import db, lobby


async def change_password(person: UUID, old: str, new: str, *, now: datetime) -> str:
    """The token of the new session. Raises Refused 422 at the field, 429 after too many wrong passwords."""
    async with lobby():
        row = await db().fetchrow("select login, password_hash from persons where id = $1", person)
    await count_attempt(f"login:{row['login']}", now=now, limit=PER_ACCOUNT)
    if not await verify_password(row["password_hash"], old):
        raise Refused(422, N_("原密码不对。"), field="old")
    problem = check_password(new, row["login"])
    if problem:
        raise Refused.all([problem])
    if new == old:
        raise Refused(422, N_("新密码与原密码相同，请换一个。"), field="password")
    hashed = await hash_password(new)
    async with lobby():
        await db().execute("update persons set password_hash = $2 where id = $1", person, hashed)
        await end_all_sessions(person)
        await forget(f"login:{row['login']}")
        return await start_session(person, now=now)
