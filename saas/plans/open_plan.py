"""A plan that may still change, for a unit: the one that is open, or a further one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db


async def open_plan(
    unit: UUID, *, leads: Sequence[UUID], by: UUID, now: datetime, cycle: UUID | None = None
) -> UUID:  # fmt: skip
    """The unit's newest unsigned plan of a closed cycle (None: the one closed last); without one a further plan is opened.

    Refused: 404 for a unit outside the line or a cycle that is not closed, 422 while no cycle has been closed at all.
    """
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1, 4))", f"{current()}/{unit}")
    row = await db().fetchrow(
        """select exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = $2
                                  and l.ancestor_id = any ($3)) as mine,
                  (select s.cycle_id from closures s join cycles c on c.tenant_id = $1 and c.id = s.cycle_id
                    where s.tenant_id = $1 and ($4::uuid is null or s.cycle_id = $4)
                    order by c.to_date desc limit 1) as cycle""",
        current(), unit, list(leads), cycle,
    )  # fmt: skip
    if not row["mine"] or (cycle is not None and row["cycle"] is None):
        raise not_found()
    if row["cycle"] is None:
        raise Refused(422, N_("还没有结算过的周期，量不出差距。第一个周期结算以后再列措施。"), field="plan")
    return await _open(unit, row["cycle"]) or await _further(unit, row["cycle"], by, now)


async def _open(unit: UUID, cycle: UUID) -> UUID | None:
    found: UUID | None = await db().fetchval(
        """select p.id from plans p where p.tenant_id = $1 and p.cycle_id = $2 and p.unit_id = $3
              and not exists (select from approvals a where a.tenant_id = $1 and a.plan_id = p.id)
            order by p.number desc limit 1""",
        current(), cycle, unit,
    )  # fmt: skip
    return found


async def _further(unit: UUID, cycle: UUID, by: UUID, now: datetime) -> UUID:
    made: UUID = await db().fetchval(
        """insert into plans (tenant_id, cycle_id, unit_id, drafted_at, number, opened_by)
           select $1, $2, $3, $4, 1 + coalesce(max(p.number), 0), $5 from plans p
            where p.tenant_id = $1 and p.cycle_id = $2 and p.unit_id = $3 returning id""",
        current(), cycle, unit, now, by,
    )  # fmt: skip
    await trail.record("open", "plan", made, by=by, now=now)
    return made
