"""After a cycle has closed: one drafted plan per unit that lost points, with measures from the company's library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.plans import evidence
from saas.plans.draft import NEUTRAL, ProposedMeasure, Window, draft
from saas.plans.draft import propose as largest
from saas.scores.score import score
from saas.words import LOCALES, N_, translator
from tenants import current, db

DAY = timedelta(days=1)
TO_DO_IT = timedelta(days=30)
SHORTEST_WINDOW = timedelta(days=28)
# Less than this many points of a score is not worth a measure.
WORTH = Decimal("0.05")
NEUTRAL_TITLE = N_("提高合格率：%(point)s")


@dataclass(frozen=True)
class Term:
    """Until when a measure is to be done, and when its effect is measured."""

    due_on: date
    window: Window


async def propose(cycle: UUID, *, now: datetime) -> int:
    """Write the drafts of a closed cycle from its frozen sheet; returns the number of plans. Once per cycle."""
    sheet = await evidence.frozen(cycle)
    if sheet is None or await evidence.drafted(cycle):
        return 0
    after = await evidence.last_day(cycle)
    term = term_of(after, await evidence.end_of_next(after))
    gaps = draft(sheet, score(sheet), await evidence.found(cycle))
    library = await evidence.library()
    codes = {point: entry.code for point, entry in library.items()}
    wanted = await evidence.planning_units()
    drafts = {
        unit: largest([gap for gap in rows if gap.loss >= WORTH], codes, term.window)
        for unit, rows in gaps.items() if unit in wanted
    }  # fmt: skip
    passed_on = {unit.parent for unit in sheet.units if _same(drafts.get(unit.id), drafts.get(unit.parent or ""))}
    drafts = {unit: rows for unit, rows in drafts.items() if rows and unit not in passed_on}
    plans = await _insert_plans(cycle, list(drafts), now)
    texts = await evidence.point_texts()
    await _insert_measures([
        _row(plans[unit], position, each, library, texts, term)
        for unit, rows in drafts.items() for position, each in enumerate(rows, 1)
    ])  # fmt: skip
    return len(plans)


def term_of(after: date, end: date | None) -> Term:
    """A month to do it, then the rest of the next cycle to see it;
    where that leaves too little, the whole cycle.
    """
    first = after + DAY
    last = end or after + 3 * TO_DO_IT
    due_on = min(after + TO_DO_IT, last)
    if last - due_on < SHORTEST_WINDOW:
        return Term(due_on, Window(first, last))
    return Term(due_on, Window(due_on + DAY, last))


def _same(own: list[ProposedMeasure] | None, parent: list[ProposedMeasure] | None) -> bool:
    """A unit over a single other one would repeat its plan word for word; the nearer one makes it."""
    rows = [[(each.gap.list, each.gap.point, each.gap.loss) for each in side or ()] for side in (own, parent)]
    return bool(rows[0]) and rows[0] == rows[1]


async def _insert_plans(cycle: UUID, units: list[str], now: datetime) -> dict[str, UUID]:
    rows = await db().fetch(
        """insert into plans (tenant_id, cycle_id, unit_id, drafted_at) select $1, $2, u, $3
               from unnest($4::uuid[]) as u
           returning id, unit_id""",
        current(), cycle, now, units,
    )  # fmt: skip
    return {str(row["unit_id"]): row["id"] for row in rows}


async def _insert_measures(rows: list[tuple[Any, ...]]) -> None:
    await db().executemany(
        """insert into measures (tenant_id, plan_id, position, list_code, point_code, title, gap, baseline,
               target,
                                 expected_gain, post_id, due_on, window_from, window_to)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)""",
        [(current(), *row) for row in rows],
    )


def _row(
    plan: UUID, position: int, each: ProposedMeasure, library: Mapping[str, evidence.Entry],
    texts: Mapping[tuple[str, str], dict[str, str]], term: Term,
) -> tuple[Any, ...]:  # fmt: skip
    gap = each.gap
    title = neutral(texts.get((gap.list, gap.point), {})) if each.measure == NEUTRAL else library[gap.point].title
    return (
        plan, position, gap.list, gap.point, title, gap.loss, each.baseline, each.target, each.expected_gain,
        UUID(each.owner_post), term.due_on, each.window.first, each.window.last,
    )  # fmt: skip


def neutral(point: Mapping[str, str]) -> dict[str, str]:
    """A title where the library has none: raise this point, named in both languages."""
    say = {locale[:2]: translator(locale) for locale in LOCALES}
    return {language: told(NEUTRAL_TITLE, point=point.get(language) or point.get("zh", "")) for language, told in say.items()}
