"""A new token for another system."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from saas import trail
from saas.api import tokens
from saas.api.scopes import known
from saas.refusals import Problem, Refused
from saas.shield import token_hash
from saas.words import N_
from tenants import current, db

LONGEST_NAME, MOST = 60, 20
DAYS = (30, 90, 365)


async def grant(name: str, scopes: list[str], days: int, *, by: UUID, now: datetime) -> str:
    """The token's text, which is told this once. Raises Refused 422 at the fields, 409 where the company has enough of them."""
    problems = []
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        problems.append(Problem("name", N_("请写明给哪个系统用，最多 %(longest)s 个字。"), {"longest": LONGEST_NAME}))
    if not known(scopes):
        problems.append(Problem("scopes", N_("至少选一项权限。")))
    if days not in DAYS:
        problems.append(Problem("days", N_("请选择有效期。")))
    if problems:
        raise Refused.all(problems)
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 42))", str(current()))
    working = await db().fetchval(
        "select count(*) from api_tokens where tenant_id = $1 and revoked_at is null and expires_at > $2", current(), now
    )
    if working >= MOST:
        raise Refused(409, N_("已有 %(most)s 个有效令牌。请先停用不用的。"), most=MOST)
    return await _keep(name, known(scopes), now + timedelta(days=days), by, now)


async def _keep(name: str, scopes: list[str], expires: datetime, by: UUID, now: datetime) -> str:
    token = tokens.new(current())
    made = await db().fetchval(
        """insert into api_tokens (tenant_id, name, hash, hint, scopes, made_by, made_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id""",
        current(), name, token_hash(token), token[-4:], scopes, by, now, expires,
    )  # fmt: skip
    await trail.record("grant", "api_token", made, by=by, now=now, scopes=scopes)
    return token
