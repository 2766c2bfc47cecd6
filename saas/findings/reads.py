"""The list of findings in the order in which they are to be looked at. One sees own posts', one's lines', and what one found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from saas.findings import rules
from saas.org.reads import pattern
from tenants import current, db

PAGE = 50
STATES = (*rules.WAITING, "verified", "withdrawn")
Whose = Literal["line", "mine", "found"]

# In whose hands: the person or the holder of the post that acts, then the nearest leader who is neither holder nor actor.
SEEN = """
    select f.id, f.number, f.state, f.kind, f.severity, f.source, f.title, f.due_on, f.found_at, f.waiting_since, f.closed_at,
           f.unit_id, f.post_id, f.check_id, f.found, f.times, f.reopened, f.customers, f.merged_id, f.parent_id, f.object_id,
           f.acting_post_id, f.acting_id, f.acting_due, u.name as unit_name, p.name as post_name, o.name as object_name,
           g.name as acting_name, d.name as found_by, e.name as raised_to, e.outside as raised_outside, e.at as raised_at,
           case f.state
               when 'open' then coalesce(
                   (select m.name from memberships m where m.tenant_id = $1 and m.id = f.acting_id and m.ended_at is null),
                   (select m.name from appointments a
                      join memberships m on m.tenant_id = $1 and m.id = a.membership_id
                     where a.tenant_id = $1 and a.post_id = coalesce(f.acting_post_id, f.post_id) and a.from_date <= $2
                       and (a.to_date is null or a.to_date >= $2) order by a.from_date desc limit 1))
               when 'acted' then (
                    select m.name from unit_lines l
                      join roles r on r.tenant_id = $1 and r.unit_id = l.ancestor_id
                       and r.role in ('leader', 'executive')
                      join memberships m on m.tenant_id = $1 and m.id = r.membership_id and m.ended_at is null
                     where l.tenant_id = $1 and l.unit_id = f.unit_id
                       and not exists (select from appointments a
                                        where a.tenant_id = $1 and a.post_id = f.post_id
                                          and a.membership_id = m.id and a.to_date is null)
                       and m.id is distinct from (
                           select a.membership_id from corrective_actions a
                            where a.tenant_id = $1 and a.finding_id = f.id order by a.done_at desc limit 1)
                     order by l.depth, m.name limit 1)
           end as waits_for
      from findings f
      join units u on u.tenant_id = $1 and u.id = f.unit_id
      join posts p on p.tenant_id = $1 and p.id = f.post_id
      left join posts g on g.tenant_id = $1 and g.id = f.acting_post_id
      left join memberships d on d.tenant_id = $1 and d.id = f.found_by
      left join objects o on o.tenant_id = $1 and o.id = f.object_id
      left join lateral (
          select e.at, e.outside, m.name from escalations e left join memberships m on m.tenant_id = $1 and m.id = e.to_id
           where e.tenant_id = $1 and e.finding_id = f.id and e.due_on = f.due_on
           order by e.days desc, e.at desc limit 1) e on f.state in ('open', 'acted')"""

# $3 posts, $4 units at the head of lines, $5 the reader.
LINE = """exists (select from unit_lines l
                   where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = any ($4))"""
MINE = "(f.post_id = any ($3) or f.acting_post_id = any ($3) or f.acting_id = $5)"
FOUND = "f.found_by = $5"
# What the reader still has to look at blind is not told by what was found there.
OPENLY = """not exists (select from spot_checks b join checks c on c.tenant_id = $1 and c.due_id = b.due_id
                         where b.tenant_id = $1 and b.state = 'open' and c.id = f.check_id
                           and (b.membership_id = $5 or b.post_id = any ($3)))"""

# $6 to $12 are the filters, $13 whose; what customers are unhappy with stands first, then what is overdue.
CHOSEN = f"""
        select f.id, f.number, f.due_on, f.severity, f.customers, f.acting_due, f.closed_at, f.state,
               f.state in ('open', 'acted') as waits,
               f.state in ('open', 'acted') and f.due_on < $2 as late
          from findings f
         where f.tenant_id = $1 and f.state = any ($6)
           and case $13 when 'line' then {LINE} when 'mine' then {MINE} else {FOUND} end and {OPENLY}
           and ($7::bool is null or (f.merged_id is not null) = $7)
           and ($8::uuid is null or exists (
               select from unit_lines l
                where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = $8))
           and ($9::text is null or f.severity = $9) and ($10::text is null or f.source = $10)
           and ($11::text = '' or lower(f.title::text) like $11 or f.number::text = $12)"""  # noqa: S608 - the pieces above
FIRST = """c.waits desc, (c.waits and c.customers) desc, c.late desc,
           case c.severity when 'veto' then 0 when 'major' then 1 else 2 end, c.due_on, c.number"""

LIST = f"""
    with chosen as ({CHOSEN}
    ), page as (
        select c.*, row_number() over (order by {FIRST}) as n from chosen c order by n limit $14 offset $15
    )
    select h.total, h.late as late_total, case when coalesce(page.n, $15 + 1) = $15 + 1 then (
               select jsonb_agg(jsonb_build_array(u.id, u.name) order by u.position, u.code) from units u
                where u.tenant_id = $1 and u.closed_on is null and exists (
                      select from unit_lines l
                       where l.tenant_id = $1 and l.unit_id = u.id and l.ancestor_id = any ($4))) end as units,
           case when coalesce(page.n, $15 + 1) = $15 + 1 then (
               select jsonb_agg(jsonb_build_object('finding', f.id, 'number', f.number, 'title', f.title, 'unit', u.name,
                                                   'due', x.due_on, 'object', o.name) order by x.due_on, f.number)
                 from extent_checks x join findings f on f.tenant_id = $1 and f.id = x.finding_id
                 join units u on u.tenant_id = $1 and u.id = x.unit_id
                 left join objects o on o.tenant_id = $1 and o.id = x.object_id
                where x.tenant_id = $1 and x.post_id = any ($3) and x.answer is null) end as asked,
           s.*
      from (select count(*) as total, count(*) filter (where late) as late from chosen) h
      left join page on true
      left join ({SEEN} where f.tenant_id = $1 and f.id in (select id from page)) s on s.id = page.id
     order by page.n"""  # noqa: S608 - constants


@dataclass(frozen=True)
class Seen:
    """A finding with its names. `waits_for`: in whose hands it lies, None where nobody holds the post; `raised_to`: up to
    whom it went because it is overdue.
    """

    id: UUID
    number: int
    state: str
    kind: str
    severity: str
    source: str
    title: Mapping[str, str]
    due_on: date
    found_at: datetime
    waiting_since: datetime
    closed_at: datetime | None
    unit_id: UUID
    post_id: UUID
    check_id: UUID | None
    found: Mapping[str, Any]
    times: int
    reopened: int
    customers: bool
    merged_id: UUID | None
    parent_id: UUID | None
    object_id: UUID | None
    acting_post_id: UUID | None
    acting_id: UUID | None
    acting_due: date | None
    unit_name: Mapping[str, str]
    post_name: Mapping[str, str]
    object_name: Mapping[str, str] | None
    acting_name: Mapping[str, str] | None
    found_by: str | None
    raised_to: str | None
    raised_outside: Mapping[str, str] | None
    raised_at: datetime | None
    waits_for: str | None

    @property
    def waits(self) -> bool:
        return self.state in rules.WAITING

    @property
    def column(self) -> str:
        """Where it stands on the board; an open one is being acted on once its action is planned."""
        if self.merged_id:
            return "merged"
        return "acting" if self.state == "open" and self.acting_due else self.state

    def overdue(self, today: date) -> bool:
        return rules.overdue(self.state, self.due_on, today)


@dataclass(frozen=True)
class Page:
    """Fifty findings in order. `units`: (id, name) to filter by; `asked`: where the reader's posts have to look elsewhere."""

    rows: tuple[Seen, ...]
    total: int
    late: int
    units: tuple[tuple[str, Mapping[str, str]], ...]
    asked: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see: whose, in these states; `merged` None for all."""

    posts: Sequence[UUID]
    leads: Sequence[UUID]
    member: UUID
    whose: Whose = "line"
    states: Sequence[str] = rules.WAITING
    merged: bool | None = None
    unit: UUID | None = None
    severity: str | None = None
    source: str | None = None
    words: str = ""
    page: int = 1

    def args(self, today: date) -> list[Any]:
        """$2 to $13."""
        return [
            today, list(self.posts), list(self.leads), self.member, list(self.states), self.merged, self.unit, self.severity,
            self.source, pattern(self.words) if self.words else "", self.words, self.whose,
        ]  # fmt: skip


async def findings(asked: Asked, *, today: date) -> Page:
    """One page of the list in one statement, however many findings there are."""
    rows = await db().fetch(LIST, current(), *asked.args(today), PAGE, PAGE * (asked.page - 1))
    head = rows[0]
    units = tuple((unit, name) for unit, name in head["units"] or ())
    return Page(
        tuple(seen(row) for row in rows if row["id"]), head["total"], head["late_total"], units, timed(head["asked"] or ())
    )


def seen(row: Any) -> Seen:
    return Seen(**{field.name: row[field.name] for field in fields(Seen)})


def timed(rows: Sequence[Any]) -> list[Any]:
    """Maps that came as JSON, their days (due) and moments (at) as such again; anything else as it is."""
    return [_timed(row) if isinstance(row, dict) else row for row in rows]


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    told = dict(row)
    if told.get("due"):
        told["due"] = date.fromisoformat(told["due"])
    if told.get("at"):
        told["at"] = datetime.fromisoformat(told["at"])
    return told
