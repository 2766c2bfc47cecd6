"""Every SELECT of the cycles, but for the sheet itself (saas.scores.gather)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants import current, db

JOB = "cycles.close"


@dataclass(frozen=True)
class Cycle:
    """A cycle and, once it is closed, who closed it and when. `asked` and `plans`: state of the job that
    closes it and of the one that drafts its plans, None if nobody asked.
    """

    id: UUID
    code: str
    name: dict[str, str]
    from_date: date
    to_date: date
    state: str
    closed_at: datetime | None = None
    closed_by: str | None = None
    reason: str | None = None
    asked: str | None = None
    plans: str | None = None
    appeals_until: datetime | None = None
    locked_at: datetime | None = None
    appeals: int = 0
    restated: int = 0

    @property
    def pill(self) -> str:
        """The word for its state, with a closing that somebody asked for."""
        if self.state == "open":
            return "closing" if self.asked == "ready" else "cycle_open"
        return self.state

    def over(self, today: date) -> bool:
        """Its last day has passed."""
        return self.to_date < today


@dataclass(frozen=True)
class Progress:
    """How far an open cycle is: what was due until now, done and missed,
    and what still waits for somebody.
    """

    due: int
    done: int
    missed: int
    to_review: int
    findings: int


@dataclass(frozen=True)
class Line:
    """The company's result of one closed cycle."""

    cycle: Cycle
    score: Decimal | None
    grade: dict[str, str] | None
    top: UUID | None
    drafts: int
    approved: int


CYCLE = """
select c.id, c.code, c.name, c.from_date, c.to_date, c.state, k.closed_at, m.name as closed_by, k.reason, k.appeals_until,
    (select locked_at from cycle_locks y where y.tenant_id = c.tenant_id and y.cycle_id = c.id) as locked_at,
    (select count(*) from appeals a where a.tenant_id = c.tenant_id and a.cycle_id = c.id) as appeals,
    (select count(*) from restatements r
      where r.tenant_id = c.tenant_id and r.cycle_id = c.id and r.kind <> 'before') as restated,
    j.state as asked, d.state as plans
  from cycles c
  left join closures k on k.tenant_id = c.tenant_id and k.cycle_id = c.id
  left join memberships m on m.tenant_id = c.tenant_id and m.id = k.closed_by
  left join jobs j on j.tenant_id = c.tenant_id and j.name = 'cycles.close' and j.key = c.id::text
  left join jobs d on d.tenant_id = c.tenant_id and d.name = 'plans.prepare' and d.key = c.id::text
 where c.tenant_id = $1"""


async def cycle(cycle_id: UUID) -> Cycle | None:
    """One cycle, None when there is none."""
    row = await db().fetchrow(f"{CYCLE} and c.id = $2", current(), cycle_id)
    return Cycle(**row) if row else None


async def lines() -> list[Line]:
    """Every cycle, newest first, with the score of the company's topmost unit and the plans it led to."""
    rows = await db().fetch(
        f"""select c.*, s.shown as score,
                   (select g.value -> 'name' from schemes h cross
                       join lateral jsonb_array_elements(h.body -> 'grades') g (value)
                     where h.tenant_id = $1 and h.id = s.scheme_id and g.value ->> 'key' = s.grade) as grade,
                   s.subject_id as top, coalesce(p.plans, 0) as drafts, coalesce(p.approved, 0) as approved
              from ({CYCLE}) c
              left join units top on top.tenant_id = $1 and top.parent_id is null and top.closed_on is null
              left join scores s on s.tenant_id = $1 and s.cycle_id = c.id and s.subject_kind = 'unit'
                  and s.subject_id = top.id
              left join (select p.cycle_id, count(*) as plans, count(a.plan_id) as approved
                           from plans p left join approvals a on a.tenant_id = p.tenant_id
                               and a.plan_id = p.id
                          where p.tenant_id = $1 group by 1) p on p.cycle_id = c.id
             order by c.from_date desc limit 50""",  # noqa: S608
        current(),
    )
    figures = ("score", "grade", "top", "drafts", "approved")
    return [Line(Cycle(**{k: v for k, v in row.items() if k not in figures}), *(row[name] for name in figures)) for row in rows]


async def progress(of: Cycle, *, now: datetime) -> Progress:
    """Counts of a cycle until `now`; one statement."""
    row = await db().fetchrow(
        """select (select count(*) from due_checks where tenant_id = $1 and business_date between $2
               and $3 and opens_at <= $4 and state <> 'relieved') as due,
                  (select count(*) from due_checks where tenant_id = $1 and business_date between $2
                      and $3 and state = 'done') as done,
                  (select count(*) from due_checks where tenant_id = $1 and business_date between $2 and $3
                      and (state = 'missed' or (state = 'open' and late_until <= $4))) as missed,
                  (select count(*) from checks where tenant_id = $1 and business_date between $2 and $3
                      and state = 'received' and risk > 0) as to_review,
                  (select count(*) from findings where tenant_id = $1 and due_on between $2 and $3
                      and state in ('open', 'acted')) as findings""",
        current(), of.from_date, of.to_date, now,
    )  # fmt: skip
    return Progress(**row)


async def overdue(today: date) -> list[UUID]:
    """Open cycles whose last day has passed."""
    rows = await db().fetch(
        "select id from cycles where tenant_id = $1 and state = 'open' and to_date < $2 order by to_date",
        current(),
        today,
    )
    return [row["id"] for row in rows]


async def zone() -> str:
    """The company's time zone."""
    return str(await db().fetchval("select zone from tenants where id = $1", current()))


async def last_day() -> date | None:
    """The last day that any cycle covers."""
    last: date | None = await db().fetchval("select max(to_date) from cycles where tenant_id = $1", current())
    return last


async def newest_scheme() -> tuple[UUID, dict[str, Any]] | None:
    """The scheme that new cycles follow, with the rules of the cycles in its body."""
    row = await db().fetchrow("select id, body from schemes where tenant_id = $1 order by number desc limit 1", current())
    return (row["id"], row["body"]) if row else None
