"""Ask for the quarter on paper: an unchanged one is served again, a new one is set by the worker."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import not_found
from saas.reports import reads
from saas.reports.figures import Quarter
from saas.reports.paper import edition
from tenants import current, db, later


async def ask(
    cycle: UUID, unit: UUID | None, locale: str, *, by: UUID | None, now: datetime,
    leads: Sequence[UUID] | None = None,
) -> UUID:  # fmt: skip
    """The report of a closed cycle for one unit: one of the same figures, else a new one.

    by: the membership that asks, None for the close itself. Refused: 404 for a cycle or unit out of reach.
    """
    quarter = await reads.quarter(cycle, unit, leads)
    if quarter is None:
        raise not_found()
    content = content_hash(quarter, locale)
    report = await reads.same(cycle, quarter.unit, locale, content)
    if report is None:
        report = await _order(quarter, locale, content, by, now)
        await trail.record("ask_for", "report", report, by=by, now=now, cycle=str(cycle), locale=locale)
    return report


def content_hash(quarter: Quarter, locale: str) -> str:
    """What a print depends on: the figures, the edition of template, style and words, and the language."""
    return quarter.digest(edition(), locale)


async def _order(quarter: Quarter, locale: str, content: str, by: UUID | None, now: datetime) -> UUID:
    report: UUID = await db().fetchval(
        """insert into reports (tenant_id, cycle_id, unit_id, locale, content_hash,
                                requested_by, requested_at)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), quarter.cycle.id, quarter.unit, locale, content, by, now,
    )  # fmt: skip
    await later("reports.render", key=str(report), report=str(report))
    return report
