"""Suggestions as their pages tell them: one's own, those of one's lines, and one with all that belongs to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas.suggestions.rules import COLUMNS, USUAL, Rules, stands, title
from tenants import current, db

Text = Mapping[str, str]
PAGE, A_COLUMN = 50, 25
SHOWN, LOOK_BACK = timedelta(days=180), timedelta(days=90)

ROW = """
    select s.id, s.number, s.gain, s.text, s.photos, s.named, s.membership_id, s.received_at, s.due_on, s.withdrawn_at,
           s.unit_id, u.name as unit, o.name as object, case when s.named then m.name end as proposer, s.detail_code,
           s.finding_id, s.list_code, s.point_code, a.decision, a.text as answer, a.at as answered_at, b.name as answered_by,
           x.measure_id, t.title as measure, t.plan_id, t.done_at, e.verdict,
           case when s.withdrawn_at is not null then 'withdrawn' when a.decision is null then 'waiting'
                when a.decision = 'declined' then 'declined' when x.measure_id is null then 'adopted'
                else coalesce(e.verdict, case when t.done_at is null then 'measure' else 'done' end) end as stands,
           (select max(r.at) from suggestion_raises r where r.tenant_id = $1 and r.suggestion_id = s.id) as raised_at
      from suggestions s
      join units u on u.tenant_id = $1 and u.id = s.unit_id
      join memberships m on m.tenant_id = $1 and m.id = s.membership_id
      left join objects o on o.tenant_id = $1 and o.id = s.object_id
      left join suggestion_answers a on a.tenant_id = $1 and a.suggestion_id = s.id
      left join memberships b on b.tenant_id = $1 and b.id = a.membership_id
      left join suggestion_measures x on x.tenant_id = $1 and x.suggestion_id = s.id
      left join measures t on t.tenant_id = $1 and t.id = x.measure_id
      left join effects e on e.tenant_id = $1 and e.measure_id = x.measure_id
     where s.tenant_id = $1"""
# $2 heads of the reader's lines, null for those the reader ($3) proposed; $4 states, $5 gain, $6 unit, $7 words.
CHOSEN = f"""
    select r.*, r.stands = 'waiting' as waits from ({ROW}) r
     where case when $2::uuid[] is null then r.membership_id = $3 else exists (
                select from unit_lines l where l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = any ($2)) end
       and ($4::text[] is null or r.stands = any ($4)) and ($5::text is null or r.gain = $5)
       and ($6::uuid is null or exists (
            select from unit_lines l where l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = $6))
       and ($7 = '' or r.text ilike '%' || $7 || '%' or r.number::text = $7)"""  # noqa: S608 - our piece
# Those that wait come first, the oldest first.
ORDER = "waits desc, case when waits then due_on end, received_at desc, number desc"
LIST = f"""
    select c.*, count(*) over () as total from ({CHOSEN}) c order by {ORDER} limit {PAGE} offset $8"""  # noqa: S608
BOARD = f"""
    select * from (select c.*, count(*) over (partition by k.n) as total, k.n as place,
                          row_number() over (partition by k.n order by {ORDER}) as nth
                     from ({CHOSEN}) c
                     join (select o.key as state, o.value::int as n from jsonb_each_text($8) o) k on k.state = c.stands
                    where c.waits or c.received_at >= $9) p
     where p.nth <= {A_COLUMN} order by p.place, p.nth"""  # noqa: S608 - our pieces
# The reader's own, or of the reader's lines ($3).
ONE = f"""
    select r.*, exists (select from unit_lines l
                         where l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = any ($3)) as led,
           f.number as finding, f.title as finding_title, d.name as detail,
           (select p.text from checklists c join checklist_versions v on v.tenant_id = $1 and v.checklist_id = c.id
              join points p on p.tenant_id = $1 and p.version_id = v.id and p.code = r.point_code
             where c.tenant_id = $1 and c.code = r.list_code order by v.number desc limit 1) as point
      from ({ROW}) r
      left join findings f on f.tenant_id = $1 and f.id = r.finding_id
      left join lateral (select n.name from standard_nodes n join standards s on s.tenant_id = $1 and s.id = n.standard_id
                          where n.tenant_id = $1 and n.code = r.detail_code and s.published_at is not null
                          order by s.number desc limit 1) d on true
     where r.id = $2 and (r.membership_id = $4 or exists (
           select from unit_lines l where l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = any ($3)))"""  # noqa: S608
# What it may belong to: points that failed in the unit's line, most often first, then the others its lists ask; open findings.
CHOICES = """
    select jsonb_build_object(
        'points', (select json_agg(json_build_array(x.list || '/' || x.code, x.name, x.text, x.times)) from (
            select c.code as list, p.code, c.name, p.text, (
                   select count(*) from findings f join unit_lines l on l.tenant_id = $1 and l.unit_id = f.unit_id
                      and l.ancestor_id = $2
                    where f.tenant_id = $1 and f.subject = p.detail_code and f.found_at >= $3) as times
              from checklists c
              join lateral (select v.id from checklist_versions v
                             where v.tenant_id = $1 and v.checklist_id = c.id and v.published_at is not null
                             order by v.number desc limit 1) v on true
              join points p on p.tenant_id = $1 and p.version_id = v.id and p.weight > 0
             where c.tenant_id = $1 and c.retired_on is null and exists (
                   select from schedules s join posts o on o.tenant_id = $1 and o.id = s.post_id
                     join unit_lines l on l.tenant_id = $1 and l.unit_id = o.unit_id and l.ancestor_id = $2
                    where s.tenant_id = $1 and s.checklist_id = c.id)
             order by times desc, c.code, p.position limit 200) x),
        'findings', (select json_agg(json_build_array(x.number, x.title)) from (
            select f.number, f.title from findings f join unit_lines l on l.tenant_id = $1 and l.unit_id = f.unit_id
               and l.ancestor_id = $2
             where f.tenant_id = $1 and f.state in ('open', 'acted') order by f.number desc limit 100) x))"""


@dataclass(frozen=True)
class Asked:
    """`leads` None: those the reader proposed."""

    leads: Sequence[UUID] | None
    member: UUID
    states: Sequence[str] | None = None
    gain: str | None = None
    unit: UUID | None = None
    words: str = ""
    page: int = 1

    def args(self) -> tuple[Any, ...]:
        leads = None if self.leads is None else list(self.leads)
        states = None if self.states is None else list(self.states)
        return leads, self.member, states, self.gain, self.unit, self.words.replace("%", r"\%").replace("_", r"\_")


@dataclass(frozen=True)
class Seen:
    """One suggestion. `proposer` None where no name was wished for; `stands`: the furthest it came."""

    id: UUID
    number: int
    gain: str
    text: str
    photos: Sequence[UUID]
    named: bool
    membership_id: UUID
    received_at: datetime
    due_on: date
    unit_id: UUID
    unit: Text
    object: Text | None
    proposer: str | None
    decision: str | None
    answer: str | None
    answered_at: datetime | None
    answered_by: str | None
    measure_id: UUID | None
    measure: Text | None
    plan_id: UUID | None
    done_at: datetime | None
    verdict: str | None
    withdrawn_at: datetime | None
    raised_at: datetime | None
    detail_code: str | None
    finding_id: UUID | None
    list_code: str | None
    point_code: str | None

    @property
    def title(self) -> Text:
        return title(self.text)

    @property
    def stands(self) -> str:
        return stands(
            self.decision, withdrawn=self.withdrawn_at is not None, measure=self.measure_id is not None,
            done=self.done_at is not None, verdict=self.verdict,
        )  # fmt: skip

    def overdue(self, today: date) -> bool:
        return self.stands == "waiting" and self.due_on < today


@dataclass(frozen=True)
class One:
    """One with the names of what it belongs to; `led`: of the reader's lines."""

    seen: Seen
    led: bool
    finding: int | None
    finding_title: Text | None
    detail: Text | None
    point: Text | None


@dataclass(frozen=True)
class Column:
    name: str
    total: int
    rows: Sequence[Seen]


async def rules_now() -> Rules:
    row = await db().fetchrow("select answer_days, raise_days from suggestion_rules where tenant_id = $1", current())
    return Rules(**row) if row else USUAL


async def rules_edition() -> tuple[Rules, int]:
    """The rules, and the edition a form is opened with."""
    edition = await db().fetchval(
        "select coalesce(max(edition), 0) from revisions where tenant_id = $1 and noun = 'suggestion_rules'", current()
    )
    return await rules_now(), edition


async def suggestions(asked: Asked) -> tuple[list[Seen], int]:
    """Fifty, and how many there are."""
    rows = await db().fetch(LIST, current(), *asked.args(), PAGE * (asked.page - 1))
    return [_seen(row) for row in rows], rows[0]["total"] if rows else 0


async def board(asked: Asked, now: datetime) -> list[Column]:
    """By where they stand: all that wait, the others of the last half year."""
    order = {state: str(n) for n, states in enumerate(COLUMNS.values()) for state in states}
    rows = await db().fetch(BOARD, current(), *asked.args(), order, now - SHOWN)
    return [
        Column(name, next((row["total"] for row in rows if row["place"] == n), 0),
               [_seen(row) for row in rows if row["place"] == n])
        for n, name in enumerate(COLUMNS)
    ]  # fmt: skip


async def one(suggestion: UUID, leads: Sequence[UUID], member: UUID) -> One | None:
    row = await db().fetchrow(ONE, current(), suggestion, list(leads), member)
    return One(_seen(row), *(row[name] for name in ("led", "finding", "finding_title", "detail", "point"))) if row else None


async def choices(unit: UUID, now: datetime) -> Mapping[str, Any]:
    """{"points": [[list/point, list's name, text, times it failed]], "findings": [[number, title]]}"""
    told: Mapping[str, Any] = await db().fetchval(CHOICES, current(), unit, now - LOOK_BACK)
    return {name: told[name] or [] for name in ("points", "findings")}


def _seen(row: Any) -> Seen:
    return Seen(**{name: row[name] for name in Seen.__dataclass_fields__})
