"""Two findings are the same thing: one goes into the other, which is kept; undone, it goes on where it stood."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import LEADS, led
from saas.refusals import Refused
from saas.reviews.gate import optional
from saas.words import N_
from tenants import current, db

# Both in one order, so that two leaders who merge crosswise wait for each other.
HOLD = "select id from findings where tenant_id = $1 and (id = $2 or number = $3) order by id for update"
KEPT = f"""
    select f.id from findings f where f.tenant_id = $1 and f.number = $2 and f.state <> 'withdrawn' and f.id <> $4
       and {LEADS.format(unit="f.unit_id")}"""  # noqa: S608 - the piece of the gate
HAS_OTHERS = "select true from mergers where tenant_id = $1 and into_id = $2 and undone_at is null limit 1"
ENDED = N_("只有未关闭的问题可以并入别的问题。")


async def merge(finding: UUID, *, into: int, why: str, by: UUID, now: datetime) -> UUID:
    """This finding goes into the one with this number and no longer counts; its story stays readable. Returns the kept one.

    A leader of both lines. Refused: 404 outside the line, 409 when it does not wait, 422 at `into` for itself, an unknown,
    withdrawn or merged one, or where others were merged into this one.
    """
    await db().execute(HOLD, current(), finding, into)
    held = await led(finding, by=by, now=now, states=("open", "acted"), otherwise=ENDED)
    kept: UUID | None = await db().fetchval(KEPT, current(), into, by, finding)
    if kept is None:
        raise Refused(422, N_("请填写另一个还在的问题的编号。"), field="into")
    if await db().fetchval(HAS_OTHERS, current(), finding):
        raise Refused(422, N_("已有问题并入了这一个；请把这一个作为保留的。"), field="into")
    why = optional(why, field="why")
    await db().execute(
        """insert into mergers (tenant_id, finding_id, into_id, was_state, was_waiting, why, membership_id, at)
           values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        current(), finding, kept, held.state, held.waiting_since, why, by, now,
    )  # fmt: skip
    await db().execute(
        """update findings set state = 'withdrawn', merged_id = $3, closed_at = $4, waiting_since = $4
            where tenant_id = $1 and id = $2""",
        current(), finding, kept, now,
    )  # fmt: skip
    await trail.record("merge", "finding", finding, by=by, now=now, why=why or None, into=into)
    return kept
