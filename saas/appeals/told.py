"""Who hears of an appeal: whoever has to decide or to choose who decides, and in the end whoever lodged it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas.calendar import business_date
from tenants import current, db, later


async def tell(what: str, appeal: UUID, *, now: datetime, why: str = "") -> None:
    """`what`: lodged (also when it was given to somebody else, or is late) or decided."""
    row = await db().fetchrow(
        """select a.membership_id, a.decider_id, a.decide_by, a.raised_at, p.name as post, t.zone
             from appeals a join posts p on p.tenant_id = $1 and p.id = a.post_id
             join tenants t on t.id = $1
            where a.tenant_id = $1 and a.id = $2""",
        current(), appeal,
    )  # fmt: skip
    kept: dict[str, Any] = {"noun": str(appeal), "at": now.isoformat()}
    if what == "decided":
        words = {"title": row["post"], "why": why}
        await later("notices.tell", kind="appeal.decided", words=words, members=[str(row["membership_id"])], **kept)
        return
    words = {"title": row["post"], "due": business_date(row["decide_by"], row["zone"]).isoformat()}
    whom = [str(row["decider_id"])] if row["decider_id"] else []
    roles = ["admin"] if not whom or row["raised_at"] else []
    await later("notices.tell", kind="appeal.filed", words=words, members=whom, roles=roles, **kept)
