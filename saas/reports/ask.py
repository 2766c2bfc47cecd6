"""Ask for the quarter on paper: an unchanged one is served again, a new one is set by the worker."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.reports import reads
from saas.reports.figures import Quarter
from saas.reports.look import Look, look
from saas.reports.paper import edition
from saas.words import N_
from tenants import current, db, later

MOST = 24


async def ask(
    cycle: UUID, unit: UUID | Sequence[UUID] | None, locale: str, *, by: UUID | None, now: datetime,
    leads: Sequence[UUID] | None = None,
) -> UUID:  # fmt: skip
    """The report of a closed cycle for one unit, or for several in one file: one of the same figures, else a new one.

    by: the membership that asks, None for the close itself. Refused: 404 for a cycle or unit out of reach, 422 for too many.
    """
    units = list(unit) if isinstance(unit, Sequence) else [unit]
    if len(units) > MOST:
        raise Refused(422, N_("一份合订本最多 %(n)s 个单元。"), field="unit", n=MOST)
    told = [await reads.quarter(cycle, one, leads) for one in units]
    quarters = [each for each in told if each is not None]
    if len(quarters) < max(1, len(units)):
        raise not_found()
    content = content_hash(quarters, await look(), locale)
    report = await reads.same(cycle, quarters[0].unit, locale, content)
    if report is None:
        report = await _order(quarters, locale, content, by, now)
        await trail.record("ask_for", "report", report, by=by, now=now, cycle=str(cycle), locale=locale, units=len(quarters))
    return report


def content_hash(quarters: Sequence[Quarter], own: Look, locale: str) -> str:
    """What a print depends on: the figures, the edition of template, style and words, the company's look, the language."""
    if len(quarters) == 1:
        return quarters[0].digest(edition(), own.digest(), locale)
    return hashlib.sha256(" ".join(each.digest(edition(), own.digest(), locale) for each in quarters).encode()).hexdigest()


async def _order(quarters: Sequence[Quarter], locale: str, content: str, by: UUID | None, now: datetime) -> UUID:
    first, units = quarters[0], [each.unit for each in quarters]
    report: UUID = await db().fetchval(
        """insert into reports (tenant_id, cycle_id, unit_id, units, locale, content_hash,
                                requested_by, requested_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8) returning id""",
        current(), first.cycle.id, first.unit, units if len(units) > 1 else None, locale, content, by, now,
    )  # fmt: skip
    await later("reports.render", key=str(report), report=str(report))
    return report
