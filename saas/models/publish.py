"""Make a draft the model's next version."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.models.gate import open_draft, usable
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

WHY_MOST = 500
VERSION = """
    insert into model_versions (tenant_id, model_id, number, body, published_at, published_by, why)
    select $1, d.model_id, 1 + (select coalesce(max(v.number), 0) from model_versions v
                                 where v.tenant_id = $1 and v.model_id = d.model_id), d.body, $3, $4, $5
      from model_drafts d where d.tenant_id = $1 and d.id = $2 returning id"""


async def publish(model: UUID, *, why: str, by: UUID, now: datetime) -> UUID:
    """The new version's id; it never changes again.

    Refused: 404 no such model, 409 without a draft, 422 without a why, while a formula is wrong or without a result.
    """
    if not why.strip() or len(why) > WHY_MOST:
        raise Refused(422, N_("请写为什么改，最多 500 字。"), field="why")
    _, draft, body = await open_draft(model)
    usable(body)
    version: UUID = await db().fetchval(VERSION, current(), draft, now, by, why.strip())
    await db().execute("delete from model_drafts where tenant_id = $1 and id = $2", current(), draft)
    await db().execute("update models set retired_on = null where tenant_id = $1 and id = $2", current(), model)
    await trail.record("publish", "model", model, by=by, now=now, why=why.strip(), version=str(version))
    return version
