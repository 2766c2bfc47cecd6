"""Every SELECT of the cycles, but for the sheet itself (saas.scores.gather)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from tenants import current, db

JOB = "cycles.close"


@dataclass(frozen=True)
class Cycle:
    """A cycle and, once it is closed, who closed it and when. `asked` and `plans`: state of the job that
    closes it and of the one that drafts its plans, None if nobody asked. `others`: names of the other open
    cycles that share days with it.
    """

    id: UUID
    rhythm_id: UUID
    rhythm: dict[str, str]
    every: str
    code: str
    name: dict[str, str]
    from_date: date
    to_date: date
    state: str
    sample_percent: int = 0
    edition: int = 0
    others: Sequence[dict[str, str]] = ()
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
        if self.state == "draft":
            return "cycle_draft"
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
select c.id, c.rhythm_id, h.name as rhythm, h.every, c.code, c.name, c.from_date, c.to_date, c.state, c.sample_percent,
    k.closed_at, m.name as closed_by, k.reason, k.appeals_until,
    (select locked_at from cycle_locks y where y.tenant_id = c.tenant_id and y.cycle_id = c.id) as locked_at,
    (select count(*) from appeals a where a.tenant_id = c.tenant_id and a.cycle_id = c.id) as appeals,
    (select count(*) from restatements r
      where r.tenant_id = c.tenant_id and r.cycle_id = c.id and r.kind <> 'before') as restated,
    j.state as asked, d.state as plans
  from cycles c
  join rhythms h on h.tenant_id = c.tenant_id and h.id = c.rhythm_id
  left join closures k on k.tenant_id = c.tenant_id and k.cycle_id = c.id
  left join memberships m on m.tenant_id = c.tenant_id and m.id = k.closed_by
  left join jobs j on j.tenant_id = c.tenant_id and j.name = 'cycles.close' and j.key = c.id::text
  left join jobs d on d.tenant_id = c.tenant_id and d.name = 'plans.prepare' and d.key = c.id::text
 where c.tenant_id = $1"""


async def cycle(cycle_id: UUID) -> Cycle | None:
    """One cycle, None when there is none."""
    row = await db().fetchrow(
        f"""select c.*, (select coalesce(max(edition), 0) from revisions v
                          where v.tenant_id = $1 and v.noun = 'cycle' and v.noun_id = c.id) as edition,
                   array(select o.name from cycles o where o.tenant_id = $1 and o.id <> c.id and o.state = 'open'
                            and o.from_date <= c.to_date and o.to_date >= c.from_date order by o.from_date) as others
              from ({CYCLE} and c.id = $2) c""",  # noqa: S608 - our piece
        current(), cycle_id,
    )  # fmt: skip
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
             order by c.from_date desc, c.to_date limit 50""",  # noqa: S608
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


async def newest_scheme() -> UUID | None:
    """The scheme that new cycles follow."""
    newest = "select id from schemes where tenant_id = $1 order by number desc limit 1"
    found: UUID | None = await db().fetchval(newest, current())
    return found
