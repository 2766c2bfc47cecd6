"""Who asks: a token's company, scopes and how often it asked in this minute, in one short transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas.api import tokens
from saas.api.limits import minute_of
from saas.refusals import Refused, not_found
from saas.shield import token_hash
from saas.words import N_
from tenants import current, db, inside

NOBODY = N_("访问令牌无效、已过期或已停用。请在“接口”页生成新的令牌。")

# The count is read and raised in one statement: many processes share it. What is lost with the machine is one minute's count.
KNOWN = """
with known as (
    select k.id, k.scopes, k.made_by, t.slug, t.zone from api_tokens k join tenants t on t.id = k.tenant_id
     where k.tenant_id = $1 and k.hash = $2 and k.revoked_at is null and k.expires_at > $3 and t.suspended_at is null
), used as (
    insert into api_uses (tenant_id, token_id, minute, requests) select $1, id, $4, 1 from known
    on conflict (tenant_id, token_id) do update set minute = excluded.minute,
        requests = case when api_uses.minute = excluded.minute then api_uses.requests + 1 else 1 end
    returning requests
)
select known.*, used.requests from known, used"""


@dataclass(frozen=True)
class Caller:
    """A token that was let in."""

    tenant: UUID
    token: UUID
    by: UUID
    zone: str
    scopes: frozenset[str]
    requests: int


async def admit(given: str | None, slug: str, *, now: datetime) -> Caller:
    """Let a token in and count the request. Raises Refused 401 without a valid one, 404 at another company's address."""
    token = given or ""
    tenant = tokens.company(token)
    if tenant is None:
        raise Refused(401, NOBODY)
    async with inside(tenant):
        await db().execute("set local synchronous_commit to off")
        row = await db().fetchrow(KNOWN, current(), token_hash(token), now, minute_of(now))
    if row is None:
        raise Refused(401, NOBODY)
    if row["slug"] != slug:
        raise not_found()
    return Caller(tenant, row["id"], row["made_by"], row["zone"], frozenset(row["scopes"]), row["requests"])
