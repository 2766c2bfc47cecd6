"""Somebody says why a thing of the day is not done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.days import reads
from saas.refusals import Refused, not_found
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db

LONGEST = timedelta(days=31)


@dataclass(frozen=True)
class Thing:
    """One thing of a day: a due check, a turn, or a version of the standards with the post that has to read it."""

    kind: str
    id: UUID
    post: UUID | None
    day: date


@dataclass(frozen=True)
class Giver:
    """Who explains: a membership, its posts, and the units in whose lines it decides."""

    member: UUID
    posts: Sequence[UUID]
    heads: Sequence[UUID]


async def give_reason(thing: Thing, reason: str, *, until: date | None = None, by: Giver, now: datetime) -> UUID:
    """A fact: who, when, why, for this day or until a later one (a part is missing until Friday). The last one counts.

    Refused: 404 for what is neither of the own posts nor in the lines that `by` leads, 409 for what is done, 422 without a
    sentence or with an impossible day.
    """
    found = await reads.one(thing.kind, thing.id, thing.post, thing.day, now)
    if found is None or not (thing.post in by.posts or await _leads(found["unit_id"], by.heads)):
        raise not_found()
    if found["done"]:
        raise Refused(409, N_("这一项已经做完，不用再写原因。"))
    reason = required(reason, field="reason", longest=200)
    until = until or thing.day
    if not thing.day <= until <= thing.day + LONGEST:
        raise Refused(422, N_("到哪天为止：不早于当天，最多 31 天。"), field="until")
    made: UUID = await db().fetchval(
        """insert into day_reasons (tenant_id, kind, thing_id, post_id, unit_id, day, until, reason, membership_id, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id""",
        current(), thing.kind, thing.id, thing.post, found["unit_id"], thing.day, until, reason, by.member, now,
    )  # fmt: skip
    await trail.record("explain", thing.kind, thing.id, by=by.member, now=now, why=reason, day=thing.day.isoformat())
    return made


async def _leads(unit: UUID, heads: Sequence[UUID]) -> bool:
    return await db().fetchval(
        "select exists (select from unit_lines where tenant_id = $1 and unit_id = $2 and ancestor_id = any ($3))",
        current(), unit, list(heads),
    )  # fmt: skip
