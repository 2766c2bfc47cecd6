"""A leader notes what was seen on a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db


async def note_round(round_: UUID, *, note: str, by: UUID, posts: Sequence[UUID], now: datetime) -> None:
    """The round is done, by whom, when, with a sentence of what was seen.

    Refused: 404 for a round of another post, 409 when it is over, done already or nothing to note, 422 without a sentence.
    """
    held = await db().fetchrow(
        """select o.done_at, r.does, o.to_date < ($4::timestamptz at time zone t.zone)::date as over
             from supervision_rounds o
             join supervision_rules r on r.tenant_id = $1 and r.id = o.rule_id join tenants t on t.id = $1
            where o.tenant_id = $1 and o.id = $2 and o.post_id = any ($3) for update of o""",
        current(), round_, list(posts), now,
    )  # fmt: skip
    if held is None:
        raise not_found()
    if held["done_at"] is not None or held["over"] or held["does"] != "look":
        raise Refused(409, N_("这一轮已经记过或已过期，没有改动。"))
    note = required(note, field="note")
    await db().execute(
        "update supervision_rounds set done_at = $3, done_by = $4, note = $5 where tenant_id = $1 and id = $2",
        current(), round_, now, by, note,
    )  # fmt: skip
    await trail.record("note", "supervision_round", round_, by=by, now=now)
