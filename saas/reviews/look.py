"""A reviewer opens a check; from that moment the review takes time."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.refusals import not_found
from saas.reviews.reads import FOUND, SHOWN, Reviewer, Shown
from tenants import current, db

# Whoever may decide on a check that waits has opened it at $7, unless it is theirs to fill in blind first.
LOOK = f"""
    with {FOUND}, opened as (
        insert into review_openings (tenant_id, check_id, membership_id, opened_at)
        select $1, f.id, $4, $7 from found f where f.decidable and f.state = 'received' and f.spot is null
            on conflict (tenant_id, check_id, membership_id) do update set opened_at = excluded.opened_at
    )
    {SHOWN}"""  # noqa: S608 - the two pieces of reads


async def look(check: UUID, by: Reviewer, *, now: datetime) -> Shown:
    """One check of the reviewer's lines, opened now; not found outside them."""
    row = await db().fetchrow(LOOK, current(), check, list(by.leads), by.member, list(by.posts), list(by.decides), now)
    if row is None:
        raise not_found()
    return Shown(**row)
