"""Every SELECT of the quarter and its reports: the page and the paper come from the same `quarter`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.reports.build import build, named_points, named_posts
from saas.reports.figures import Quarter
from saas.reports.frozen import Kept, Known, Sorted, freeze
from saas.reports.marks import Text
from saas.reports.statements import FACTS, FRAME, LATEST, SHEETS
from saas.scores.sheet import from_json
from tenants import current, db

MEASURES = 8
_kept = Kept()


async def quarter(
    cycle: UUID, unit: UUID | None = None, leads: Sequence[UUID] | None = None
) -> Quarter | None:
    """A closed cycle as one unit sees it, None where there is none in reach. Three statements at most.

    unit: None for the topmost one in reach; leads: units at the head of the reader's lines, None for all.
    """
    told = await db().fetchval(FRAME, current(), cycle, unit, None if leads is None else list(leads))
    if told is None:
        return None
    frame = msgspec.json.decode(told)
    since = frame["since"]
    asked = {cycle: frame["edition"]} | ({UUID(since["id"]): since["edition"]} if since else {})
    known = await _frozen(asked)
    frozen = known[cycle].units[frame["unit"]]
    facts = await db().fetchval(
        FACTS, current(), cycle, UUID(frame["unit"]), _day(frame["first"]), _day(frame["last"]),
        datetime.fromisoformat(frame["closed_at"]), frame["zone"],
        named_points(frame, frozen), named_posts(frozen), MEASURES,
    )  # fmt: skip
    return build(frame, known[cycle], msgspec.json.decode(facts), known[UUID(since["id"])] if since else None)


async def latest() -> UUID | None:
    """The last closed cycle."""
    cycle: UUID | None = await db().fetchval(LATEST, current())
    return cycle


async def sorted_points(cycle: UUID) -> Sorted:
    """Which system of the standard each point belonged to on the last day of a closed cycle."""
    row = await db().fetchrow(SHEETS, current(), [cycle])
    return _sorted(row)


async def _frozen(asked: dict[UUID, int]) -> dict[UUID, Known]:
    """Cycle → what its frozen sheet says; cycles by their last restatement."""
    found = {cycle: known for cycle, edition in asked.items() if (known := _kept.get(current(), cycle, edition))}
    missing = [cycle for cycle in asked if cycle not in found]
    for row in await db().fetch(SHEETS, current(), missing) if missing else ():
        found[row["id"]] = freeze(from_json(row["sheet"]), _sorted(row))
        _kept.keep(current(), row["id"], asked[row["id"]], found[row["id"]])
    return found


def _sorted(row: Any) -> Sorted:
    return Sorted({(list_, point): system for list_, point, system in row["points"]}, dict(row["names"]))


def _day(text: str) -> Any:
    return datetime.fromisoformat(text).date()


@dataclass(frozen=True)
class Report:
    """An order for a PDF. state: waiting, working, ready, failed; step: what is done, or why it failed."""

    id: UUID
    cycle_id: UUID
    unit_id: UUID
    locale: str
    state: str
    percent: int
    step: str
    content_hash: str | None
    path: str | None
    pages: int | None
    bytes: int | None
    requested_at: datetime
    finished_at: datetime | None
    company: str
    cycle: Text
    unit: Text
    whole: bool
    units: list[UUID] | None
    gone: bool

    @property
    def title(self) -> Text:
        return {"zh": self.company} if self.whole else self.unit


# Puts units in order by what is not ranked today. Papers of before this was kept may do so by any measure.
NOT_RANKED = """exists (
    select from unnest(coalesce(r.places, '{score,checks,on_time,findings,reviews,own}')) p (measure)
     where not coalesce((select b.ranking from benchmark_rules b where b.tenant_id = $1 and b.subject = 'all'
                          order by b.set_at desc, b.id desc limit 1), r.places is null or t.industry <> 'bank')
        or not coalesce((select b.ranking from benchmark_rules b where b.tenant_id = $1 and b.subject = p.measure
                          order by b.set_at desc, b.id desc limit 1), true))"""
REPORT = f"""
select r.id, r.cycle_id, r.unit_id, r.locale, r.state, r.percent, r.step, r.content_hash, r.path, r.pages,
       r.bytes, r.units, r.requested_at, r.finished_at, t.name as company, c.name as cycle, u.name as unit,
       u.parent_id is null as whole, r.withdrawn_at is not null or r.state = 'ready' and {NOT_RANKED} as gone
  from reports r join tenants t on t.id = r.tenant_id
  join cycles c on c.tenant_id = r.tenant_id and c.id = r.cycle_id
  join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
 where r.tenant_id = $1"""  # noqa: S608 – names of our own


async def report(report_id: UUID, leads: Sequence[UUID] | None = None) -> Report | None:
    """One report in the lines of `leads` (None: in all), None where there is none."""
    row = await db().fetchrow(
        f"""{REPORT} and r.id = $2 and ($3::uuid[] is null or exists (select from unit_lines l
             where l.tenant_id = $1 and l.unit_id = r.unit_id and l.ancestor_id = any ($3)))
             and ($3::uuid[] is null or not exists (select from unnest(r.units) p (id) where not exists (
                  select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.id and l.ancestor_id = any ($3))))""",  # noqa: S608 – names of our own
        current(), report_id, None if leads is None else list(leads),
    )  # fmt: skip
    return Report(**row) if row else None


async def same(cycle: UUID, unit: UUID, locale: str, content_hash: str) -> UUID | None:
    """A report of the same content that is ready or on its way; its units as they are ranked today."""
    found: UUID | None = await db().fetchval(
        """select id from reports where tenant_id = $1 and cycle_id = $2 and unit_id = $3 and locale = $4
              and content_hash = $5 and state <> 'failed' and withdrawn_at is null order by requested_at desc limit 1""",
        current(), cycle, unit, locale, content_hash,
    )  # fmt: skip
    return found
