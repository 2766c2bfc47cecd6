"""Run the gap check: what is new is found, what is mended goes, and the run is counted."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.duties.facts import facts
from saas.duties.rules import Gap, besides, gaps
from saas.duties.sources import told_by_others
from tenants import current, db

COLUMNS = ("kind", "key", "detail", "unit", "post", "other", "details", "process", "activity", "fault")


async def check(today: date, *, by: UUID | None, now: datetime) -> UUID:
    """The run's id. One run of a company at a time; checks that wait meanwhile are answered by this one."""
    await db().execute("select pg_advisory_xact_lock(hashtextextended($1::text, 15))", str(current()))
    await _answer_waiting(now)
    found = {(gap.kind, gap.key): gap for gap in besides(gaps(await facts(today)), await told_by_others(today))}
    rows = await db().fetch("select id, kind, key, details from gaps where tenant_id = $1 and gone_at is null", current())
    known = {(row["kind"], row["key"]): row for row in rows}
    fresh = [gap for name, gap in found.items() if name not in known]
    over = [row["id"] for name, row in known.items() if name not in found]
    run = await _count(found.values(), len(fresh), len(over), by, now)
    await _end(over, run, now)
    await _begin(fresh, run, now)
    await _recount([(row["id"], found[name].details) for name, row in known.items() if name in found])
    return run


async def _answer_waiting(now: datetime) -> None:
    """What others asked for before this statement, this run sees; a check that somebody runs right now is left alone."""
    await db().execute(
        """update jobs set state = 'done', finished_at = $2 where tenant_id = $1 and id in (
             select id from jobs where tenant_id = $1 and name = 'duties.check' and state = 'ready' for update skip locked)""",
        current(), now,
    )  # fmt: skip


async def _count(found: Any, fresh: int, over: int, by: UUID | None, now: datetime) -> UUID:
    kinds = Counter(gap.kind for gap in found)
    run: UUID = await db().fetchval(
        """insert into gap_runs (tenant_id, at, membership_id, total, counts, appeared, gone)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), now, by, sum(kinds.values()), dict(kinds), fresh, over,
    )  # fmt: skip
    return run


async def _end(over: list[UUID], run: UUID, now: datetime) -> None:
    await db().execute(
        "update gaps set gone_at = $3, gone_in = $4 where tenant_id = $1 and id = any ($2)", current(), over, now, run
    )


async def _begin(fresh: list[Gap], run: UUID, now: datetime) -> None:
    columns = [[getattr(gap, name) for gap in fresh] for name in COLUMNS]
    await db().execute(
        """insert into gaps (tenant_id, kind, key, detail_code, unit_id, post_id, other_post_id, details, process_id, activity,
                             fault, found_at, found_in)
           select $1, g.*, $12, $13
           from unnest($2::text[], $3::text[], $4::text[], $5::uuid[], $6::uuid[], $7::uuid[], $8::int[], $9::uuid[], $10::text[],
                       $11::text[]) g""",
        current(), *columns, now, run,
    )  # fmt: skip


async def _recount(standing: list[tuple[UUID, int]]) -> None:
    await db().execute(
        """update gaps g set details = c.details from unnest($2::uuid[], $3::int[]) c (id, details)
           where g.tenant_id = $1 and g.id = c.id and g.details <> c.details""",
        current(), [each for each, _ in standing], [count for _, count in standing],
    )  # fmt: skip
