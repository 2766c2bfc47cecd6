"""Tell the readers of a version that there is something to read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.standards.reads import MUST_READ
from tenants import current, db, later

READERS = f"""
select s.number, s.effective_from, array_agg(distinct a.membership_id::text) as members
  from {MUST_READ} where r.tenant_id = $1 and r.standard_id = $3 group by s.number, s.effective_from"""  # noqa: S608 – a piece of our own


async def tell(standard: UUID, *, now: datetime) -> None:
    """Ask for a notice to each of them: one a version."""
    row = await db().fetchrow(READERS, current(), now.date(), standard)
    if row:
        await later(
            "notices.tell", kind="standard.reading", noun=str(standard), at=now.isoformat(), members=row["members"],
            words={"number": str(row["number"]), "due": str(row["effective_from"])}, slot="published",
        )  # fmt: skip
