"""Whoever mends a finding, or has to know of it, is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tenants import current, db, later

ABOUT = """
    select number, title, due_on, unit_id, severity, coalesce(acting_post_id, post_id) as post_id from findings
     where tenant_id = $1 and id = $2"""


async def tell(
    kind: str, finding: UUID, *, but: UUID | None, now: datetime, members: Sequence[UUID] = (), why: str = "", days: int = 0
) -> None:  # fmt: skip
    """Ask for the notice: to these members, else to whoever has the post that mends it. A failed veto is a kind of its own."""
    row = await db().fetchrow(ABOUT, current(), finding)
    if kind == "assigned" and row["severity"] == "veto":
        kind = "grave"
    posts = [] if members else [str(row["post_id"])]
    words = {"number": str(row["number"]), "title": row["title"], "due": str(row["due_on"]), "why": why, "days": str(days)}
    await later(
        "notices.tell", kind=f"finding.{kind}", noun=str(finding), at=now.isoformat(), words=words, posts=posts,
        members=[str(member) for member in members], unit=str(row["unit_id"]), but=str(but) if but else None,
    )  # fmt: skip
