"""Count what the pictures are drawn from: work done by day, unit and list, and the running cycle as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import msgspec
from msgspec import Struct

from saas.plans.draft import Gap, draft
from saas.scores.bridge import Bridge, bridges
from saas.scores.gather import gather
from saas.scores.score import Score, Scores, score
from saas.scores.sheet import Sheet, from_json
from saas.scores.told import KeptBridge, Seen, keep_bridge
from saas.scores.unswept import unswept
from saas.values import ZERO, exact
from tenants import current, db

LARGEST = 30
COLUMNS = "unit_id uuid, score numeric, shown numeric, grade text, bridge jsonb, losses jsonb"

# What was due until now; what nobody has to do any more does not count. A day that is taken back is taken out again.
WORK = """
    with now as materialized (
        select d.business_date as day, d.unit_id, v.checklist_id, count(*)::int as due,
               (count(*) filter (where d.state = 'done'))::int as done,
               (count(*) filter (where d.state = 'done' and d.late))::int as late
          from due_checks d join checklist_versions v on v.tenant_id = $1 and v.id = d.version_id
         where d.tenant_id = $1 and d.business_date between $2 and $3 and d.state <> 'relieved'
           and (d.state <> 'open' or d.late_until <= $4)
         group by 1, 2, 3
    ), gone as (
        delete from work_days w where w.tenant_id = $1 and w.day between $2 and $3 and not exists (
               select from now n where n.day = w.day and n.unit_id = w.unit_id and n.checklist_id = w.checklist_id)
    )
    insert into work_days as w (tenant_id, day, unit_id, checklist_id, due, done, late)
    select $1, n.* from now n
    on conflict (tenant_id, day, unit_id, checklist_id) do update
       set due = excluded.due, done = excluded.done, late = excluded.late
     where (w.due, w.done, w.late) is distinct from (excluded.due, excluded.done, excluded.late)"""
# The cycle of today into which submits count, and the closed one of its rhythm that ended last before it.
RUNNING = """
    select c.id, b.id as since, b.sheet from cycles c left join lateral (
           select e.id, k.sheet from cycles e join closures k on k.tenant_id = $1 and k.cycle_id = e.id
            where e.tenant_id = $1 and e.rhythm_id = c.rhythm_id and e.to_date < c.from_date
            order by e.to_date desc limit 1) b on true
     where c.tenant_id = $1 and c.from_date <= $2 and c.state <> 'draft' and not exists (
           select from closures k where k.tenant_id = $1 and k.cycle_id = c.id)
     order by c.tallied desc, c.from_date desc limit 1"""
KEEP = f"""
    with told as (select * from jsonb_to_recordset($3::jsonb) as s ({COLUMNS})),
    gone as (
        delete from interim_scores i where i.tenant_id = $1
           and (i.cycle_id <> $2 or i.unit_id not in (select t.unit_id from told t))
    )
    insert into interim_scores as i (tenant_id, cycle_id, unit_id, score, shown, grade, bridge, losses)
    select $1, $2, t.* from told t
    on conflict (tenant_id, cycle_id, unit_id) do update
       set score = excluded.score, shown = excluded.shown, grade = excluded.grade, bridge = excluded.bridge,
           losses = excluded.losses"""  # noqa: S608 - columns of our own


class _Losses(Struct, frozen=True):
    whole: Decimal
    rows: list[tuple[str, str, Decimal, Decimal, Decimal, str]]


class _Row(Struct, frozen=True):
    unit_id: str
    score: Decimal | None
    shown: Decimal | None
    grade: str | None
    bridge: KeptBridge | None
    losses: _Losses


async def count(today: date, *, days: int, now: datetime) -> None:
    """Of the last `days` and of the cycle that runs. Inside the caller's transaction; counting twice tells the same."""
    await db().execute(WORK, current(), today - timedelta(days=days), today, now)
    running = await _running(today, now)
    await db().execute(
        """insert into look_counts (tenant_id, counted_at, cycle_id, since_id) values ($1, $2, $3, $4)
           on conflict (tenant_id) do update set counted_at = excluded.counted_at, cycle_id = excluded.cycle_id,
              since_id = excluded.since_id""",
        current(), now, *running,
    )  # fmt: skip


async def _running(today: date, now: datetime) -> tuple[UUID | None, UUID | None]:
    """Keep how every unit stands; (the cycle that runs, the one it is held against)."""
    row = await db().fetchrow(RUNNING, current(), today)
    if row is None:
        await db().execute("delete from interim_scores where tenant_id = $1", current())
        return None, None
    sheet = await gather(row["id"], now=now)
    with exact(), unswept():
        told = list(_rows(sheet, score(sheet), row["since"], from_json(row["sheet"]) if row["since"] else None))
        text = msgspec.json.encode(told).decode()
    await db().execute(KEEP, current(), row["id"], text)
    return row["id"], row["since"]


def _rows(sheet: Sheet, scores: Scores, since: UUID | None, before: Sheet | None) -> Iterator[_Row]:
    gaps = draft(sheet, scores, {})
    moves = _moves(before, sheet, scores) if before else {}
    seen = Seen()
    for unit, told in scores.units.items():
        moved = moves.get(unit)
        yield _row(unit, told, keep_bridge(moved, str(since), seen) if moved else None, gaps.get(unit, ()))


def _moves(before: Sheet, after: Sheet, scores: Scores) -> dict[str, Bridge]:
    return {subject: moved for (kind, subject), moved in bridges(before, after, scores) if kind == "unit"}


def _row(unit: str, told: Score, moved: KeptBridge | None, gaps: Sequence[Gap]) -> _Row:
    rows = [(g.list, g.point, g.loss, g.pass_share, g.applied, g.owner_post) for g in gaps[:LARGEST]]
    losses = _Losses(sum((g.loss for g in gaps), ZERO), rows)
    return _Row(unit, told.figure, told.shown, told.grade, moved, losses)

