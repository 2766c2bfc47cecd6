"""A check is to be looked at sooner, for a reason that its answers do not tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from tenants import current, db


async def raise_risk(check: UUID, reason: str, *, now: datetime, **params: Any) -> bool:
    """Put a check that waits in front of the queue's remainder, right behind the vetoes, with the reason in words.

    `reason` is a msgid and `params` its figures as plain JSON: the reader's language is chosen when it is shown. The same
    reason is told once. False where nothing was to be done: decided meanwhile, told before, or not there.
    """
    raised = await db().fetchval(
        """update checks set raised = coalesce(raised, '[]') || $3
            where tenant_id = $1 and id = $2 and state = 'received'
              and not coalesce(raised, '[]') @> $4 returning id""",
        current(), check, [{"say": reason, "params": params}], [{"say": reason}],
    )  # fmt: skip
    if raised:
        await trail.record("raise", "check", check, by=None, now=now, why=reason, **params)
    return raised is not None
