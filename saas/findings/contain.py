"""Correction at once: it does no more harm, before its cause is mended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import at_work, own_photo
from saas.reviews.gate import required
from tenants import current, db


async def contain(finding: UUID, *, what: str, photo: UUID | None, by: UUID, now: datetime) -> UUID:
    """Tell what was done at once; it stays open until the corrective action. Returns the record's id.

    Whoever mends it or leads its line. Refused: 404 for anybody else, 409 when it is not open, 422 without words.
    """
    await at_work(finding, by=by, now=now, leader=True)
    what = required(what, field="what")
    await own_photo(photo, by)
    done: UUID = await db().fetchval(
        """insert into containments (tenant_id, finding_id, what, photo_id, membership_id, at)
           values ($1, $2, $3, $4, $5, $6) returning id""",
        current(), finding, what, photo, by, now,
    )  # fmt: skip
    await trail.record("contain", "finding", finding, by=by, now=now)
    return done
