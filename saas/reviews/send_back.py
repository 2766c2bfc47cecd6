"""A leader returns a check to be filled again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.reviews.gate import already_decided, hold_to_decide, require_open_cycle, required, spent
from tenants import current, db, later


async def send_back(check: UUID, *, reason: str, by: UUID, now: datetime) -> None:
    """Return a received check with a reason; it counts as it is until the post has filled it again.

    Refused: 404 outside the line of `by`, 403 on own work, 409 when decided already or the cycle is closed
    (nobody could fill it again), 422 without a reason.
    """
    held = await hold_to_decide(check, by=by, now=now)
    reason = required(reason, field="reason")
    if held.state != "received":
        raise already_decided(held)
    await require_open_cycle(held.business_date)
    await db().execute(
        "update checks set state = 'returned' where tenant_id = $1 and id = $2", current(), check
    )
    await db().execute(
        """insert into reviews (tenant_id, check_id, membership_id, decision, reason, decided_at, seconds)
           values ($1, $2, $3, 'returned', $4, $5, $6)""",
        current(), check, by, reason, now, spent(held, now),
    )  # fmt: skip
    await trail.record("send_back", "check", check, by=by, now=now, why=reason)
    await _tell(check, reason, by, now)


async def _tell(check: UUID, reason: str, by: UUID, now: datetime) -> None:
    """Whoever filled it, and whoever has the post now."""
    row = await db().fetchrow(
        """select c.membership_id, c.post_id, c.unit_id, c.business_date, l.name from checks c
             join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
             join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
            where c.tenant_id = $1 and c.id = $2""",
        current(), check,
    )  # fmt: skip
    words = {"title": row["name"], "day": str(row["business_date"]), "why": reason}
    await later(
        "notices.tell", kind="check.returned", noun=str(check), at=now.isoformat(), words=words, but=str(by),
        members=[str(row["membership_id"])], posts=[str(row["post_id"])], unit=str(row["unit_id"]),
    )  # fmt: skip
