"""The rhythms of a company: every month, quarter or year, or cycles of one's own; what is read of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.cycles.periods import MONTHS, Period, periods
from saas.words import N_
from tenants import current, db

Text = dict[str, str]
EVERY = {"month": N_("每月"), "quarter": N_("每季度"), "year": N_("每年"), "own": N_("自定起止")}
# Shorter ones are opened first: what is counted as checks come goes into the shortest.
RHYTHM = """
select r.id, r.every, r.name, r.code, r.title, r.sample_percent, r.ended_at, m.name as ended_by,
       c.last, c.first, c.drafts, c.cycles,
       (select coalesce(max(edition), 0) from revisions v
         where v.tenant_id = $1 and v.noun = 'rhythm' and v.noun_id = r.id) as edition
  from rhythms r
  left join memberships m on m.tenant_id = r.tenant_id and m.id = r.ended_by
 cross join lateral (
       select max(to_date) as last, min(from_date) as first, count(*) filter (where state = 'draft') as drafts, count(*) as cycles
         from cycles where tenant_id = $1 and rhythm_id = r.id) c
 where r.tenant_id = $1"""
ORDER = "array_position(array['month', 'own', 'quarter', 'year'], r.every), r.id"


@dataclass(frozen=True)
class Rhythm:
    """first and last: the days that its cycles hold, drafts among them; code and title: what its next cycles are called."""

    id: UUID
    every: str
    name: Text
    code: str
    title: Text
    sample_percent: int
    ended_at: datetime | None
    ended_by: str | None
    last: date | None
    first: date | None
    drafts: int
    cycles: int
    edition: int

    @property
    def by_calendar(self) -> bool:
        """Whether the calendar tells its next cycle."""
        return self.every in MONTHS

    def periods(self, first: date, last: date) -> Iterator[Period]:
        """Its periods that touch these days."""
        return periods({"every": self.every, "code": self.code, "name": self.title}, first, last)

    def next(self, day: date) -> Period:
        """The period after those it has; where it has none, the one that holds the day."""
        following = next(self.periods(day, day))
        return following._replace(first=max(following.first, day))


async def rhythms() -> list[Rhythm]:
    """All of the company: those that run, the shortest first, then those that have ended."""
    rows = await db().fetch(f"{RHYTHM} order by r.ended_at is not null, {ORDER}", current())
    return [Rhythm(**row) for row in rows]


async def rhythm(of: UUID) -> Rhythm | None:
    """One rhythm, None where there is none."""
    row: Any = await db().fetchrow(f"{RHYTHM} and r.id = $2", current(), of)
    return Rhythm(**row) if row else None
