"""Put a training, a meeting or another date on the programme's calendar."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.org.given import Given
from saas.values import as_id
from saas.words import N_
from tenants import current, db

KINDS = {"training": N_("培训"), "meeting": N_("会议"), "other": N_("其他")}
LONGEST = 200


async def set_date(given: Given, *, by: UUID, now: datetime) -> UUID:
    """Its id. Raises 422 at the fields."""
    kind, day, text, unit = given.text("kind"), given.day("day"), given.text("text"), as_id(given.text("unit"))
    if kind not in KINDS:
        given.wrong("kind", N_("请选择是什么。"))
    if not text or len(text) > LONGEST:
        given.wrong("text", N_("请用一句话写明。"))
    known = await db().fetchval("select exists (select from units where tenant_id = $1 and id = $2)", current(), unit)
    if given.text("unit") and not known:
        given.wrong("unit", N_("请选择单位。"))
    given.done()
    made: UUID = await db().fetchval(
        """insert into programme_dates (tenant_id, kind, day, text, unit_id, membership_id, at)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), kind, day, text, unit, by, now,
    )  # fmt: skip
    await trail.record("set", "programme_date", made, by=by, now=now)
    return made
