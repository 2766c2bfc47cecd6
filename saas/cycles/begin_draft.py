"""A cycle begun by hand: the next one of a rhythm, as a draft."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas.cycles.periods import Period
from saas.cycles.propose import DAY, draft
from saas.cycles.rhythms import Rhythm
from saas.cycles.rhythms import rhythm as of
from saas.refusals import Refused, not_found
from saas.words import N_

FORTNIGHT = timedelta(days=13)


async def begin_draft(rhythm: UUID, *, by: UUID, now: datetime, today: date) -> UUID:
    """The draft's id. Refused: 404 unknown, 409 where the rhythm has ended, has a draft already, or there is no scheme."""
    chosen = await of(rhythm)
    if chosen is None:
        raise not_found()
    if chosen.ended_at:
        raise Refused(409, N_("这种周期已经停用。"))
    if chosen.drafts:
        raise Refused(409, N_("已经有一个草稿，请先把它开启或丢弃。"))
    made = await draft(chosen, _next(chosen, today), by=by, now=now)
    if made is None:
        raise Refused(409, N_("还没有考核方案，或者这一天已经有同种周期。"))
    return made


def _next(rhythm: Rhythm, today: date) -> Period:
    """By the calendar the period that follows; of one's own, two weeks from tomorrow or from the end of the last one."""
    first = max(rhythm.last or today, today) + DAY
    if rhythm.by_calendar:
        return rhythm.next(rhythm.last + DAY if rhythm.last else first)
    # Own cycles are worded by the month they begin in, and numbered.
    (month,) = Rhythm.periods(_monthly(rhythm), first, first)
    number = rhythm.cycles + 1
    return Period(f"{month.code}-{number}", month.name, first, first + FORTNIGHT)


def _monthly(rhythm: Rhythm) -> Rhythm:
    return Rhythm(**{**rhythm.__dict__, "every": "month"})
