"""Verified, and yet it is there again: opened anew, with a reason and a new date."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import led
from saas.findings.rules import due_on
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db


async def reopen(finding: UUID, *, why: str, by: UUID, now: datetime) -> UUID:
    """From verified to open; due as many days from today as its severity has. It counts, and it shows. Returns the record's id.

    A leader of its line. Refused: 404 outside the line, 409 when it is not verified, 422 without a reason.
    """
    held = await led(finding, by=by, now=now, states=("verified",), otherwise=N_("只有已验收的问题可以重新打开。"))
    why = required(why, field="why")
    due = due_on(held.today, held.rule.days)
    await db().execute(
        """update findings set state = 'open', closed_at = null, waiting_since = $3, due_on = $4, reopened = reopened + 1,
                  acting_post_id = null, acting_id = null, acting_due = null
            where tenant_id = $1 and id = $2""",
        current(), finding, now, due,
    )  # fmt: skip
    done: UUID = await db().fetchval(
        """insert into reopenings (tenant_id, finding_id, why, was_due, due_on, membership_id, at)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), finding, why, held.due_on, due, by, now,
    )  # fmt: skip
    await trail.record("reopen", "finding", finding, by=by, now=now, why=why)
    return done
