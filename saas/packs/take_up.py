"""Take up an industry pack: everything a company is born with, in its own tables, its own to change."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.checks.adopt import adopt
from saas.objects.classify import classify
from saas.packs import (
    rows,
    rows_findings,
    rows_flows,
    rows_indicators,
    rows_models,
    rows_parts,
    rows_rollout,
    rows_times,
    rows_work,
)
from saas.packs.documents import Documents, keep_documents
from saas.packs.format import Pack
from saas.packs.rows import Batch, Birth, Ids
from saas.packs.shelf import documents_named, pack_named
from tenants import current, db


@dataclass(frozen=True)
class TakenUp:
    """What stands there now: the unit at the top, and the number of rows by table."""

    root: UUID
    counts: dict[str, int]


async def take_up(pack: str | Pack, *, by: UUID, now: datetime, first_day: date | None = None, number: int = 1,
                  documents: Documents | None = None) -> TakenUp:
    """Write a pack, or the one of this key, into the tenant of the open transaction, for the membership `by`.

    Standards, lists, schedules and cycles hold from `first_day` (default: today in the pack's time zone);
    an earlier day opens every cycle from then on. Raises Refused 422 for an unknown pack. Once per tenant:
    a second time breaks the unique codes.
    `documents`: those of the pack, where they are kept already. `number` is that of the first version of standards and scheme.
    """
    chosen = await pack_named(pack) if isinstance(pack, str) else pack
    if documents is None:
        documents = await keep_documents(chosen, documents_named(pack) if isinstance(pack, str) else {}, by=by, now=now)
    today = business_date(now, chosen.pack.timezone)
    ids = Ids(now, secrets.randbits(50))
    birth = Birth(chosen, ids, by, now, min(first_day or today, today), today, documents, number)
    counts: dict[str, int] = {}
    for batch in _batches(birth):
        await _write(batch)
        counts[batch.table] = len(batch.rows)
    await classify(by=by, now=now, today=birth.first_day, telling=False)
    await adopt()
    await trail.record("take_up", "tenant", current(), by=by, now=now, pack=chosen.pack.key, version=chosen.pack.version)
    top = next(unit.code for unit in chosen.organisation.units if unit.parent is None)
    return TakenUp(ids("unit", top), counts)


def _batches(birth: Birth) -> Iterator[Batch]:
    return chain(
        rows.company(birth), rows.standards(birth),
        rows_work.responsibilities(birth), rows_work.objects(birth),
        rows_work.checklists(birth), rows_work.schedules(birth),
        rows_work.scheme_and_cycles(birth, secrets.randbits(62)), rows_work.library(birth),
        rows_times.timetables(birth), rows_flows.processes(birth), rows_indicators.indicators(birth), rows_models.models(birth),
        rows_parts.supervision(birth), rows_findings.findings(birth), rows_rollout.rollout(birth),
        rows_parts.parts(birth),
    )  # fmt: skip


async def _write(batch: Batch) -> None:
    """One statement a table: COPY is not open to roles under row security, and triggers run once."""
    if not batch.rows:
        return
    columns = batch.columns.split(", ")
    rows = [dict(zip(columns, row, strict=True)) for row in batch.rows]
    await db().execute(
        f"""insert into {batch.table} (tenant_id, {batch.columns})
            select $1, {batch.columns} from jsonb_populate_recordset(null::{batch.table}, $2)""",  # noqa: S608  our own names
        current(), rows,
    )  # fmt: skip
