"""Measures as work: all of one's lines on a board or along time, one with its story, the owner's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans.reads import IN_LINE, MEASURE, PAGE, Measure, Text
from tenants import current, db

MOST = 300
BACK = timedelta(days=200)
COLUMNS = ("draft", "running", "overdue", "done", "judged")

WORK = f"""
    select m.id, m.plan_id, u.id as unit_id, u.name as unit, m.title, m.due_on, m.window_from, m.window_to, m.done_at, m.effort,
           o.name as owner, a.approved_at, p.drafted_at, e.verdict, w.outcome as lasted,
           case when m.done_at is null then coalesce(n.percent, 0) else 100 end as percent
      from measures m
      join plans p on p.tenant_id = $1 and p.id = m.plan_id
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      join posts o on o.tenant_id = $1 and o.id = m.post_id
      left join approvals a on a.tenant_id = $1 and a.plan_id = p.id
      left join effects e on e.tenant_id = $1 and e.measure_id = m.id
      left join measure_watches w on w.tenant_id = $1 and w.measure_id = m.id
      left join lateral (select x.percent from measure_notes x where x.tenant_id = $1 and x.measure_id = m.id
                          order by x.at desc, x.id desc limit 1) n on true
     where m.tenant_id = $1 and m.dropped_at is null and m.window_to >= $3 and {IN_LINE.format(unit="p.unit_id")}
       and ($4::uuid is null or p.unit_id = $4)
     order by m.due_on, u.position, m.position, m.id limit {MOST}"""  # noqa: S608 – pieces of our own
ONE = f"""
    select x.*, p.unit_id, u.name as unit, a.approved_at, t.name as approved_by, a.terms, a.signed,
           {IN_LINE.format(unit="p.unit_id")} as mine,
           (select coalesce(jsonb_agg(jsonb_build_object('percent', n.percent, 'note', n.note, 'photo', n.photo_id, 'at', n.at,
                       'by', b.name) order by n.at desc, n.id desc), '[]')
              from measure_notes n join memberships b on b.tenant_id = $1 and b.id = n.membership_id
             where n.tenant_id = $1 and n.measure_id = x.id) as notes,
           (select coalesce(jsonb_agg(jsonb_build_object('days', s.days, 'to', b.name, 'at', s.at) order by s.at, s.days), '[]')
              from measure_escalations s join memberships b on b.tenant_id = $1 and b.id = s.to_id
             where s.tenant_id = $1 and s.measure_id = x.id) as raised,
           (select d.draft_id from draft_reasons d join standard_drafts f on f.tenant_id = $1 and f.id = d.draft_id
             where d.tenant_id = $1 and d.source_id = x.id and f.ended_at is null limit 1) as draft
      from ({MEASURE} and m.id = $3) x
      join plans p on p.tenant_id = $1 and p.id = x.plan_id
      join units u on u.tenant_id = $1 and u.id = p.unit_id
      join approvals a on a.tenant_id = $1 and a.plan_id = p.id
      join memberships t on t.tenant_id = $1 and t.id = a.membership_id
     where p.tenant_id = $1 and ({IN_LINE.format(unit="p.unit_id")} or x.post_id = any ($4))"""  # noqa: S608 – the same
PAST = f"""{MEASURE} and m.post_id = any ($2) and m.done_at is not null
    order by m.done_at desc, m.id limit 10"""


@dataclass(frozen=True)
class Work:
    """A measure on the board; `percent` as its owner told it."""

    id: UUID
    plan_id: UUID
    unit_id: UUID
    unit: Text
    title: Text
    due_on: date
    window_from: date
    window_to: date
    done_at: datetime | None
    effort: Decimal
    owner: Text
    approved_at: datetime | None
    drafted_at: datetime
    verdict: str | None
    lasted: str | None
    percent: int

    def column(self, today: date) -> str:
        """Where it stands on the board."""
        if self.verdict:
            return "judged"
        if self.approved_at is None:
            return "draft"
        if self.done_at:
            return "done"
        return "overdue" if self.due_on < today else "running"


@dataclass(frozen=True)
class Story:
    """A signed measure with everything that happened to it. mine: the reader leads its unit."""

    measure: Measure
    unit_id: UUID
    unit: Text
    approved_at: datetime
    approved_by: str
    signed: bytes
    mine: bool
    notes: list[dict[str, Any]]
    raised: list[dict[str, Any]]
    draft: UUID | None


async def work(leads: Sequence[UUID], unit: UUID | None, today: date) -> list[Work]:
    """Measures of one's lines, or of one unit of them, whose window is not long over; the nearest date first."""
    rows = await db().fetch(WORK, current(), list(leads), today - BACK, unit)
    return [Work(**row) for row in rows]


async def story(measure: UUID, leads: Sequence[UUID], posts: Sequence[UUID]) -> Story | None:
    """For whoever leads its unit or holds its post; None for anybody else."""
    row = await db().fetchrow(ONE, current(), list(leads), measure, list(posts))
    if row is None:
        return None
    fields = {name: row[name] for name in Measure.__dataclass_fields__}
    notes, raised = (
        [{**each, "at": datetime.fromisoformat(each["at"])} for each in row[name]] for name in ("notes", "raised")
    )
    return Story(
        Measure(**fields), row["unit_id"], row["unit"], row["approved_at"], row["approved_by"], row["signed"], row["mine"],
        notes, raised, row["draft"],
    )  # fmt: skip


async def past(posts: Sequence[UUID]) -> list[Measure]:
    """What posts finished lately, with what came of it."""
    return [Measure(**row) for row in await db().fetch(PAST, current(), list(posts))]


async def photo_of(measure: UUID, photo: UUID) -> str | None:
    """Where a photo of a measure's progress lies."""
    found: str | None = await db().fetchval(
        """select o.path from measure_notes n join photos o on o.tenant_id = $1 and o.id = n.photo_id
            where n.tenant_id = $1 and n.measure_id = $2 and n.photo_id = $3 limit 1""",
        current(), measure, photo,
    )  # fmt: skip
    return found


__all__ = ["COLUMNS", "MOST", "PAGE", "Story", "Work", "past", "photo_of", "story", "work"]
