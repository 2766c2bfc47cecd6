"""Whoever mends it says what was wrong and what was done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.causes import cause as told_cause
from saas.findings.causes import explanation
from saas.findings.gate import at_work, own_photo
from saas.reviews.gate import required
from tenants import current, db


@dataclass(frozen=True)
class Phone:
    """What a phone names itself: the action's id, the digest of what it sent, and when it was written by its own clock."""

    action: UUID
    content: bytes
    told_at: datetime | None


async def act_on(  # noqa: PLR0913 - the fields of its form
    finding: UUID, *, cause: str, action: str, photo: UUID | None, by: UUID, now: datetime, category: UUID | None = None,
    whys: Sequence[str] = (), phone: Phone | None = None,
) -> UUID:  # fmt: skip
    """Record a corrective action: open → acted; now it waits for the leader. Returns the action's id.

    The cause is told in words, by a chain of whys, or by a category; what was explained before stands where nothing is told.
    Only who holds the responsible post today may act, or for whom the action was planned. Refused: 404 for anybody else, 403
    for a leader, 409 when it is not open (any more), 422 without cause or action, or with a photo of somebody else.
    """
    await at_work(finding, by=by, now=now)
    await explanation(finding, category, whys, by=by, now=now)
    cause, action = required(await told_cause(finding, cause), field="cause"), required(action, field="action")
    await own_photo(photo, by)
    named = (phone.action, phone.content, phone.told_at) if phone else (None, None, None)
    await db().execute(
        "update findings set state = 'acted', waiting_since = $3 where tenant_id = $1 and id = $2", current(), finding, now
    )
    done: UUID = await db().fetchval(
        """insert into corrective_actions (tenant_id, finding_id, cause, action, photo_id, membership_id, done_at, id, content,
                                           told_at)
           values ($1, $2, $3, $4, $5, $6, $7, coalesce($8, uuidv7()), $9, $10) returning id""",
        current(), finding, cause, action, photo, by, now, *named,
    )  # fmt: skip
    await trail.record("act_on", "finding", finding, by=by, now=now)
    return done
