"""Take what checks and findings tell into the inputs that name it, and compute the periods a day lies in or has ended."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from saas.indicators import reads
from saas.indicators.compute import compute
from saas.indicators.figures import known_figure, told_by_post
from saas.indicators.note_values import Note, note_values
from saas.indicators.periods import Span, period


async def take_figures(day: date, *, now: datetime) -> int:
    """How many figures are new. The periods of the day before are read as well: on the first of a month the last one ends."""
    made = await reads.defined()
    ends = {one.id: {period(one.form.frequency, on) for on in (day, day - timedelta(days=1))} for one in made.values()}
    tree = await reads.subjects()
    notes = [
        Note(one.id, given.name, post, span[0], figure, provisional=span[1] >= day, why="from checks and findings")
        for one in made.values() for given in one.form.inputs if given.figure and known_figure(given.figure)
        for span in sorted(ends[one.id]) for post, figure in (await told_by_post(given.figure, *span)).items() if post in tree
    ]  # fmt: skip
    count = await note_values(notes, source="checks", by=None, now=now, today=day)
    spans: set[Span] = {span for found in ends.values() for span in found}
    for span in sorted(spans):
        await compute(*span, now=now, today=day)
    return count
