"""After a cycle has closed: one drafted plan per unit that lost points, with the measures that should bring most for their
effort, given to posts that have hours left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from saas.plans import evidence, past, weigh
from saas.plans.choose import DEFAULT_EFFORT, Load, Offer, Option, ranked
from saas.plans.draft import NEUTRAL, Gap, ProposedMeasure, Window
from saas.plans.draft import propose as drafted
from saas.plans.learned import Lessons
from saas.scores.sheet import Sheet
from saas.words import LOCALES, N_, translator
from tenants import current, db

DAY = timedelta(days=1)
TO_DO_IT = timedelta(days=30)
SHORTEST_WINDOW = timedelta(days=28)
MEASURES = 3
GAP = Offer()
NEUTRAL_TITLE = N_("提高合格率：%(point)s")
Text = dict[str, str]


@dataclass(frozen=True)
class Term:
    """Until when a measure is to be done, and when its effect is measured."""

    due_on: date
    window: Window


@dataclass(frozen=True)
class Chosen:
    """A measure of a draft: what it is about, which one it is, and the post that has the hours for it."""

    drafted: ProposedMeasure
    option: Option
    post: str


@dataclass(frozen=True)
class Known:
    """What choosing goes by: measures by point, what was learned, texts of the points."""

    options: Mapping[str, Sequence[Option]]
    lessons: Lessons
    texts: Mapping[tuple[str, str], Text]


async def propose(cycle: UUID, *, now: datetime) -> int:
    """Write gaps and drafts of a closed cycle from its frozen sheet; returns the number of plans. Once per cycle."""
    sheet = await evidence.frozen(cycle)
    if sheet is None or await evidence.drafted(cycle):
        return 0
    after = await evidence.last_day(cycle)
    term = term_of(after, await evidence.end_of_next(after, cycle))
    gaps = await weigh.worth(cycle, sheet)
    await weigh.keep(cycle, sheet, gaps)
    known = await knowledge()
    load = await past.load()
    chosen = {unit: choose(gaps[unit], known, load, term.window) for unit in _nearest_first(sheet, gaps)}
    plans = await _insert_plans(cycle, [unit for unit, rows in chosen.items() if rows], now)
    await insert_measures([
        row_of(plans[unit], position, each, term) for unit, rows in chosen.items() for position, each in enumerate(rows, 1)
    ])  # fmt: skip
    return len(plans)


async def knowledge(points: Sequence[str] | None = None) -> Known:
    """Read once for all units; `points` narrows the measures to these."""
    return Known(await past.options(points), await past.lessons(), await evidence.point_texts())


def choose(gaps: Sequence[Gap], known: Known, load: Load, window: Window, top: int = MEASURES) -> list[Chosen]:
    """The `top` largest gaps that some post has hours for. A gap whose posts are all full is passed over."""
    rows: list[Chosen] = []
    for gap in gaps:
        option = best(gap, known)
        post = load.first_with_room(gap.posts, option.effort)
        if post is None:
            continue
        load.take(post, option.effort)
        (made,) = drafted([gap], {gap.point: option.code or NEUTRAL}, window, top=1)
        rows.append(Chosen(made, option, post))
        if len(rows) == top:
            break
    return rows


def best(gap: Gap, known: Known) -> Option:
    """The measure that should bring most by hour; where none fits, the point is named and nothing more."""
    options = known.options.get(gap.point, ())
    rows = ranked(gap.loss, gap.pass_share, gap.list, options, known.lessons)
    return rows[0].option if rows else Option(None, neutral(known.texts.get((gap.list, gap.point), {})), DEFAULT_EFFORT)


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


def _nearest_first(sheet: Sheet, gaps: Mapping[str, Sequence[Gap]]) -> list[str]:
    """Units that lost something, those below first: whoever is nearest to the work takes the hours. A unit over a single
    other one would repeat its plan word for word; the nearer one makes it.
    """
    parents = {unit.id: unit.parent for unit in sheet.units}
    repeated = {parents[unit] for unit in gaps if _same(gaps[unit], gaps.get(parents[unit] or "", ()))}
    depth: dict[str, int] = {}
    for unit, parent in parents.items():
        above, depth[unit] = parent, 0
        while above in parents:
            above, depth[unit] = parents[above], depth[unit] + 1
    return sorted((unit for unit in gaps if gaps[unit] and unit not in repeated), key=lambda unit: (-depth[unit], unit))


def _same(own: Sequence[Gap], parent: Sequence[Gap]) -> bool:
    rows = [[(gap.list, gap.point, gap.loss) for gap in side[:MEASURES]] for side in (own, parent)]
    return bool(rows[0]) and rows[0] == rows[1]


async def _insert_plans(cycle: UUID, units: list[str], now: datetime) -> dict[str, UUID]:
    rows = await db().fetch(
        """insert into plans (tenant_id, cycle_id, unit_id, drafted_at) select $1, $2, u, $3
               from unnest($4::uuid[]) as u
           returning id, unit_id""",
        current(), cycle, now, units,
    )  # fmt: skip
    return {str(row["unit_id"]): row["id"] for row in rows}


async def insert_measures(rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows as row_of makes them."""
    await db().executemany(
        """insert into measures (tenant_id, plan_id, position, list_code, point_code, title, gap, baseline,
               target, expected_gain, post_id, due_on, window_from, window_to, kind, effort, source, source_id, proposer_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)""",
        [(current(), *row) for row in rows],
    )


def row_of(plan: UUID, position: int, each: Chosen, term: Term, offer: Offer = GAP) -> tuple[Any, ...]:
    """A chosen measure as a row."""
    gap, made = each.drafted.gap, each.drafted
    return (
        plan, position, gap.list, gap.point, each.option.title, gap.loss, made.baseline, made.target, made.expected_gain,
        UUID(each.post), term.due_on, made.window.first, made.window.last, each.option.code, each.option.effort,
        offer.source, offer.source_id, offer.proposer,
    )  # fmt: skip


def neutral(point: Mapping[str, str]) -> Text:
    """A title where the library has none: raise this point, named in both languages."""
    say = {locale[:2]: translator(locale) for locale in LOCALES}
    return {language: told(NEUTRAL_TITLE, point=point.get(language) or point.get("zh", "")) for language, told in say.items()}
