"""Keep an eye on measures that worked, for a quarter after their window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from saas.plans import evidence
from saas.plans.effect import Count
from saas.plans.lasting import Outcome, lasting, summed
from saas.plans.tell import tell_back
from saas.plans.terms import SignedMeasure, Span
from tenants import current, db

WATCH, DAY = timedelta(days=90), timedelta(days=1)


async def watch(today: date, *, now: datetime) -> list[UUID]:
    """Write what fell back or held by now; returns the measures that fell back. Safe to run again."""
    worked = [each for each in await evidence.worked(today) if each.window.last + DAY < today]
    since = [replace(each, before=each.window, window=Span(each.window.last + DAY, _until(each, today))) for each in worked]
    before, after = await evidence.counts_of(worked), await evidence.counts_of(since)
    found: list[tuple[SignedMeasure, Outcome, list[Count]]] = []
    for each in worked:
        pairs = [
            summed([counts[each.measure, post] for post in each.treated if (each.measure, post) in counts])
            for counts in (before, after)
        ]
        counts = [pairs[0][0], pairs[0][1], pairs[1][1]]
        outcome = lasting(counts[0], counts[1], counts[2], over=today > each.window.last + WATCH)
        if outcome:
            found.append((each, outcome, counts))
    await _keep(found, today, now)
    back = [each.measure for each, outcome, _ in found if outcome == "back"]
    await tell_back(back, now=now)
    return back


def _until(each: SignedMeasure, today: date) -> date:
    return min(today - DAY, each.window.last + WATCH)


async def _keep(found: list[tuple[SignedMeasure, Outcome, list[Count]]], today: date, now: datetime) -> None:
    await db().executemany(
        """insert into measure_watches (tenant_id, measure_id, outcome, since, until, figures, at)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing""",
        [
            (current(), each.measure, outcome, each.window.last + DAY, _until(each, today), _figures(counts), now)
            for each, outcome, counts in found
        ],
    )


def _figures(counts: list[Count]) -> dict[str, list[str]]:
    """Passed and applied before, in the window, since."""
    return {
        name: [str(count.passed), str(count.applied)]
        for name, count in zip(("before", "window", "since"), counts, strict=True)
    }
