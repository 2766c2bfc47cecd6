"""Make a draft the indicator's next version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.indicators import reads
from saas.indicators.gate import open_draft, sound, usable
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

WHY_MOST = 500
VERSION = """
    insert into indicator_versions (tenant_id, indicator_id, number, body, published_at, published_by, why)
    select $1, d.indicator_id, 1 + (select coalesce(max(v.number), 0) from indicator_versions v
                                     where v.tenant_id = $1 and v.indicator_id = d.indicator_id), d.body, $3, $4, $5
      from indicator_drafts d where d.tenant_id = $1 and d.id = $2 returning id"""


async def publish(indicator: UUID, *, why: str, by: UUID, now: datetime) -> UUID:
    """The new version's id; it never changes again.

    Refused: 404 no such indicator, 409 without a draft, 422 without a why, while the formula is wrong, goes in a circle,
    or floor, target and stretch do not follow the direction.
    """
    if not why.strip() or len(why) > WHY_MOST:
        raise Refused(422, N_("请写为什么改，最多 500 字。"), field="why")
    known, draft, body = await open_draft(indicator)
    others = {code: one.form for code, one in (await reads.defined()).items() if code != known.code}
    usable(known.code, sound(body), others)
    version: UUID = await db().fetchval(VERSION, current(), draft, now, by, why.strip())
    await db().execute("delete from indicator_drafts where tenant_id = $1 and id = $2", current(), draft)
    await db().execute("update indicators set retired_on = null where tenant_id = $1 and id = $2", current(), indicator)
    await trail.record("publish", "indicator", indicator, by=by, now=now, why=why.strip(), version=str(version))
    return version
