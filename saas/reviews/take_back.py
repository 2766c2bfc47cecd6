"""Undo of an acceptance, within minutes and only while nothing was built on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.reviews.gate import hold
from saas.reviews.ledger import put_back
from saas.words import N_
from tenants import current, db

WINDOW = timedelta(minutes=10)


async def take_back(batch: UUID, *, by: UUID, now: datetime) -> tuple[UUID, ...]:
    """Checks of one own act go back to the queue and their counts leave the book; returns those checks.

    A check that was corrected since, or whose figure a later count replaced, stays accepted.
    Refused: 404 for an act of somebody else, 409 when the ten minutes are over or nothing can go back.
    """
    mine = await db().fetch(
        """select check_id, decided_at from reviews
            where tenant_id = $1 and batch_id = $2 and membership_id = $3 and decision = 'accepted'""",
        current(), batch, by,
    )  # fmt: skip
    if not mine:
        raise not_found()
    if mine[0]["decided_at"] < now - WINDOW:
        raise Refused(409, N_("已过 10 分钟，不能撤销。需要时请更正或退回。"))
    await hold([row["check_id"] for row in mine], by=by, now=now)
    untouched = await _untouched(batch)
    if not untouched:
        raise Refused(409, N_("之后又有改动，不能撤销。"))
    await put_back(untouched)
    await _undo(untouched, batch, by=by, now=now)
    return tuple(untouched)


async def _untouched(batch: UUID) -> list[UUID]:
    rows = await db().fetch(
        """select c.id from reviews r join checks c on c.tenant_id = $1 and c.id = r.check_id
            where r.tenant_id = $1 and r.batch_id = $2 and c.state = 'accepted'
              and not exists (select from corrections k where k.tenant_id = $1 and k.check_id = c.id
                                 and k.corrected_at >= r.decided_at)
              and not exists (select from jsonb_object_keys(r.ledger_was) code
                                join ledger_figures l on l.tenant_id = $1 and l.object_id = c.object_id
                                 and l.point_code = code
                               where l.source_check is distinct from c.id)
            order by c.id""",
        current(), batch,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def _undo(checks: list[UUID], batch: UUID, *, by: UUID, now: datetime) -> None:
    await db().execute("delete from reviews where tenant_id = $1 and check_id = any($2)", current(), checks)
    await db().execute(
        "update checks set state = 'received' where tenant_id = $1 and id = any($2)", current(), checks
    )
    await trail.record_all("take_back", "check", checks, by=by, now=now, batch=str(batch))
