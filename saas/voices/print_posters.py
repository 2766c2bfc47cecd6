"""Set one order of posters, a page each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import files
from saas.press import Rendered, render
from tenants import db, inside

ORDER = "select state, path from voice_posters where tenant_id = $1 and id = $2"


async def print_posters(tenant: UUID, posters: UUID, *, now: datetime) -> None:
    """From what was laid down to a stored PDF; run again it does nothing to a ready one. Opens its own transactions."""
    async with inside(tenant):
        order = await db().fetchrow(ORDER, tenant, posters)
    if order["state"] == "ready":
        return
    html = await files.get(tenant, order["path"])
    try:
        printed = await render((html or b"").decode())
    except Exception:
        await _done(tenant, posters, "failed", order["path"], None, now)
        raise
    path = await files.put(tenant, f"labels/{posters}.pdf", printed.body)
    await _done(tenant, posters, "ready", path, printed, now)
    await files.remove(tenant, order["path"])


async def _done(tenant: UUID, posters: UUID, state: str, path: str, printed: Rendered | None, now: datetime) -> None:
    async with inside(tenant):
        await db().execute(
            "update voice_posters set state = $3, path = $4, pages = $5, finished_at = $6 where tenant_id = $1 and id = $2",
            tenant, posters, state, path, printed.pages if printed else 0, now,
        )  # fmt: skip
