"""A company that has lived: quarters of checks and findings, closed in turn, with plans signed in between."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from saas.cycles.close import close
from saas.findings.register import register
from saas.plans.approve import approve
from saas.plans.prepare import prepare
from tenants import current, db, inside
from tests.cast import Firm
from tests.cycles.fill import fill

WEEK = timedelta(days=7)


async def quarter(
    firm: Firm, code: str, first: date, last: date, *, percent: int, seed: int, days: int = 2, plans: int = 6
) -> UUID:
    """Fill some days of every week, register and mend what was found, close the cycle, sign some of its plans."""
    now = datetime(last.year, last.month, last.day, 16, tzinfo=UTC) + timedelta(hours=20)
    async with inside(firm.id):
        cycle = await db().fetchval(
            "update cycles set from_date = $3, to_date = $4 where tenant_id = $1 and code = $2 returning id",
            firm.id, code, first, last,
        )  # fmt: skip
    day, week = first, 0
    while day <= last:
        async with inside(firm.id):
            # No two weeks alike: the share that fails sways a little around the quarter's.
            sway = (0, 1, 0, -1, 1, 0)[week % 6]
            await fill(day, min(last, day + timedelta(days=days - 1)), member=firm.admin.member, now=now,
                       percent=max(1, percent + sway), seed=seed + week)  # fmt: skip
        day, week = day + WEEK, week + 1
    async with inside(firm.id):
        await even_out(first, last)
        await find(first, last, firm)
        await close(cycle, by=firm.executive.member, now=now)
        await prepare(cycle, now=now)
        await sign(cycle, firm, plans, now)
    return cycle


async def find(first: date, last: date, firm: Firm) -> None:
    """Findings of all failed answers; of ten, seven are mended within days, one late, two still open."""
    checks = await db().fetch(
        """select id, received_at from checks where tenant_id = $1 and failed > 0 and business_date between $2 and $3
            order by id""",
        current(), first, last,
    )  # fmt: skip
    for check in checks:
        await register(check["id"], now=check["received_at"] + timedelta(minutes=1))
    # One in seven was seen by a leader first.
    await db().execute(
        "update findings set source = 'leader' where tenant_id = $1 and source = 'self' and number % 7 = 0",
        current(),
    )
    await db().execute(
        """insert into corrective_actions (tenant_id, finding_id, cause, action, membership_id, done_at)
           select $1, f.id, '早班没有看温度', '调温并当班复核', $4, f.found_at + case when g < 70 then interval '3 days' else interval '9 days' end
             from findings f cross join lateral (select abs(hashtextextended(f.id::text, 3)) % 100 as g) g
             join checks c on c.tenant_id = $1 and c.id = f.check_id and c.business_date between $2 and $3
            where f.tenant_id = $1 and g < 80""",
        current(), first, last, firm.staff.member,
    )  # fmt: skip
    await db().execute(
        """update findings f set state = 'verified', closed_at = a.done_at + interval '6 hours' from corrective_actions a
            where f.tenant_id = $1 and a.tenant_id = $1 and a.finding_id = f.id and f.state = 'open'""",
        current(),
    )


async def even_out(first: date, last: date) -> None:
    """Checks that were filled carry full marks; their day sums get what their answers earned."""
    await db().execute(
        """update tallies t set score_sum = round(t.scored * 100 * x.earned / x.applied, 2)
             from (select post_id, version_id, business_date, (select sum(e) from unnest(earned_e4) e) / 10000.0 as earned,
                          (select sum(a) from unnest(applied) a) as applied from tallies where tenant_id = $1) x
            where t.tenant_id = $1 and t.post_id = x.post_id and t.version_id = x.version_id
              and t.business_date = x.business_date and x.applied > 0 and t.business_date between $2 and $3""",
        current(), first, last,
    )  # fmt: skip


async def sign(cycle: UUID, firm: Firm, most: int, now: datetime) -> None:
    """Sign the plans of the units that lost most."""
    rows = await db().fetch(
        """select p.id, p.unit_id from plans p join measures m on m.tenant_id = p.tenant_id and m.plan_id = p.id
            where p.tenant_id = $1 and p.cycle_id = $2 group by p.id, p.unit_id order by sum(m.gap) desc, p.id limit $3""",
        current(), cycle, most,
    )  # fmt: skip
    for row in rows:
        await approve(row["id"], leads=[row["unit_id"]], by=firm.executive.member, now=now)
