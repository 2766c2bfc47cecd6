"""The checklists in force, as everybody sees them. Every SELECT of their table."""

from __future__ import annotations

from datetime import date, time
from uuid import UUID

import msgspec

from tenants import current, db

LISTS_MARK = "select who.lists::text"

# The lists in force on the day $2 with a summary of their schedules; each a text of its own, as with today's lines.
LISTS = """
    select json_agg(json_build_array(v.id, v.number, l.code, l.name, v.scoring, p.points, p.vetoes,
                                     s.schedules, s.posts, s.opens_at, s.closes_at, s.weekdays, s.month_days, s.months,
                                     s.turns, s.called) order by l.position, l.code)
      from checklists l
      join lateral (select v.id, v.number, v.scoring from checklist_versions v
                     where v.tenant_id = $1 and v.checklist_id = l.id and v.effective_from <= $2
                     order by v.effective_from desc, v.number desc limit 1) v on true
      join lateral (select count(*) as points, count(*) filter (where p.veto) as vetoes from points p
                     where p.tenant_id = $1 and p.version_id = v.id) p on true
      join lateral (
           with running as materialized (
               select s.post_id, s.weekdays, s.month_days, s.months, s.called, s.cycle_days > 0 as turns,
                      case when not s.called then s.opens_at end as opens_at,
                      case when not s.called then s.closes_at end as closes_at
                 from schedules s
                where s.tenant_id = $1 and s.checklist_id = l.id and s.from_date <= $2
                  and (s.to_date is null or s.to_date between $2 and 'infinity'))
           select count(*) as schedules, count(distinct r.post_id) as posts, min(r.opens_at) as opens_at,
                  max(r.closes_at) as closes_at,
                  array(select distinct d from running w, unnest(w.weekdays) d
                         where not w.called and not w.turns and w.month_days = '{}' order by d) as weekdays,
                  array(select distinct d from running w, unnest(w.month_days) d order by d) as month_days,
                  array(select distinct d from running w, unnest(w.months) d order by d) as months,
                  coalesce(bool_or(r.turns), false) as turns, coalesce(bool_or(r.called), false) as called
             from running r) s on true
     where l.tenant_id = $1 and coalesce(l.retired_on, 'infinity') > $2"""


class ListSeen(msgspec.Struct, frozen=True, array_like=True):
    """One list in force; `schedules` counts its lines of the calendar, `posts` whom it is for."""

    version: UUID
    number: int
    code: str
    name: dict[str, str]
    scoring: str
    points: int
    vetoes: int
    schedules: int
    posts: int
    opens_at: time | None
    closes_at: time | None
    weekdays: list[int]
    month_days: list[int]
    months: list[int]
    turns: bool
    called: bool


async def lists(today: date) -> list[msgspec.Raw]:
    """The lists in force, each a ListSeen not yet decoded."""
    told = await db().fetchval(LISTS, current(), today)
    return msgspec.json.decode(told, type=list[msgspec.Raw]) if told else []
