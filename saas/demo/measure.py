"""Figures from the other systems of the demo's company: sales, deliveries and temperatures, week by week and month by month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from saas.indicators.note_values import Note, note_values
from saas.indicators.periods import Span, between
from saas.links.reads import Link, kept, lines
from tenants import current, db, inside

Figure = tuple[str, str, int, int, int]
# A cold store stood still for two days in this week before the last: its readings are out of what is usual.
BROKEN = 5
A_DAY, A_WEEK, NOON = timedelta(days=1), timedelta(days=7), time(4)
# Indicator → its inputs: the whole, and the part of it in thousandths with the spread of one period.
WEEKLY = {"K05": ("sold", "direct", 1_680, 668, 14), "K11": ("readings", "in_limit", 336, 985, 4)}
MONTHLY = {"K01": ("task", "actual", 224_000, 985, 30), "K16": ("delivered", "lost", 480_000, 3, 1)}
# Prices found in line follow the labels of the week before: of a hundred labels missing so many outlets are off the list.
PRICES, LABELS, OUTLETS, FOLLOWS = "K08", "C1-08", 60, 55


async def measure(tenant: UUID, *, by: UUID, first: date, today: date, seed: int, now: datetime) -> None:
    """Of every zone, from the first whole period on; the figures of areas and of the company follow from them."""
    dice = Random(seed)
    async with inside(tenant):
        rows = await db().fetch("select code, id from indicators where tenant_id = $1", current())
        units = await db().fetch("select id from units where tenant_id = $1 and code ~ '^Z[0-9]$' order by code", current())
        known = {row["code"]: row["id"] for row in rows}
        notes = [
            note
            for frequency, made in (("week", WEEKLY), ("month", MONTHLY)) for code, figure in made.items()
            for unit in units for note in _course(known[code], figure, unit["id"], between(frequency, first, today), dice)
        ]  # fmt: skip
        spans = between("week", first, today)
        notes += await _prices(known[PRICES], [unit["id"] for unit in units], spans, dice)
        await _note(notes, [*spans, *between("month", first, today)], {known[code] for code in MONTHLY}, by=by, now=now)


async def _note(notes: Sequence[Note], spans: Sequence[Span], monthly: Collection[UUID], *, by: UUID, now: datetime) -> None:
    """Figures come in when their period is over, so that a day tells what was known on it."""
    for first, last in sorted(spans, key=lambda span: span[1]):
        some = [note for note in notes if note.day == first and (note.indicator in monthly) == (last - first > A_WEEK)]
        at = min(now, datetime.combine(last + A_DAY, NOON, UTC))
        await note_values(some, source="sheet", by=by, now=at, today=at.date())


def _course(indicator: UUID, figure: Figure, unit: UUID, spans: Sequence[Span], dice: Random) -> list[Note]:
    whole, part, size, share, spread = figure
    notes = []
    for at, (first, _) in enumerate(spans):
        broken = whole == "readings" and at == len(spans) - BROKEN
        many = size * (950 + dice.randrange(100)) // 1_000
        some = many * (share - 60 * broken - spread + dice.randrange(2 * spread + 1)) // 1_000
        notes += [Note(indicator, whole, unit, first, Decimal(many)), Note(indicator, part, unit, first, Decimal(some))]
    return notes


async def _prices(indicator: UUID, units: Sequence[UUID], spans: Sequence[Span], dice: Random) -> list[Note]:
    """What the supervisors find in line with the price list, where labels were looked at the week before."""
    above, missing, whole = await lines(), Counter[tuple[UUID, int]](), Counter[tuple[UUID, int]]()
    for row in await kept([Link(indicator, "point", "", LABELS, 1)], list(spans)):
        for unit in above[row.unit_id]:
            missing[unit, row.period] += row.whole - row.part
            whole[unit, row.period] += row.whole
    notes = []
    for unit in units:
        for at, (first, _) in enumerate(spans):
            if whole[unit, at]:
                off = OUTLETS * FOLLOWS * missing[unit, at] // (100 * whole[unit, at]) + dice.randrange(2)
                figures = {"checked": OUTLETS, "in_line": OUTLETS - off}
                notes += [Note(indicator, name, unit, first, Decimal(figure)) for name, figure in figures.items()]
    return notes
