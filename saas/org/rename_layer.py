"""Rename a layer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.refusals import not_found
from saas.revisions import revise
from tenants import current, db


async def rename_layer(layer: UUID, given: Given, seen: int, *, by: UUID, now: datetime) -> None:
    """Fields name_zh, name_en. Raises 404, Stale, 422 at the fields."""
    was = await db().fetchval("select name from layers where tenant_id = $1 and id = $2 for update", current(), layer)
    if was is None:
        raise not_found()
    name = given.name()
    given.done()
    before = {"name_zh": was.get("zh", ""), "name_en": was.get("en", "")}
    after = {"name_zh": name.get("zh", ""), "name_en": name.get("en", "")}
    await revise("layer", layer, seen, after, by=by, now=now, before=before)
    await db().execute("update layers set name = $3 where tenant_id = $1 and id = $2", current(), layer, name)
    await trail.record("rename", "layer", layer, by=by, now=now)
