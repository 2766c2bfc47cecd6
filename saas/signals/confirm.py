"""A person has read what is measured; asked again when the page changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from saas import trail
from saas.people.briefing import EDITION
from saas.refusals import Refused
from saas.told import UNREADABLE
from tenants import current, db

AWAY = timedelta(days=14)


@dataclass(frozen=True)
class Confirmed:
    """What a phone gets back; the receipt is the edition that was read."""

    receipt: str
    received_at: datetime


async def confirm(*, by: UUID, now: datetime, edition: int = EDITION, read_at: datetime | None = None) -> Confirmed:
    """Twice is once. `read_at`: by the phone's clock, at most two weeks ago. Refused 422 for an edition that never was."""
    if not 1 <= edition <= EDITION:
        raise Refused(422, UNREADABLE)
    at = min(max(read_at or now, now - AWAY), now)
    done = await db().fetchval(
        """insert into briefings (tenant_id, membership_id, edition, confirmed_at) values ($1, $2, $3, $4)
           on conflict do nothing returning edition""",
        current(), by, edition, at,
    )  # fmt: skip
    if done:
        await trail.record("confirm", "briefing", by, by=by, now=now, edition=edition)
    return Confirmed(str(edition), now)
