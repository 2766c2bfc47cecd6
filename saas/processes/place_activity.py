"""Move an activity of a draft one place up or down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

import msgspec

from saas import trail
from saas.processes.gate import held, save


async def place_activity(activity: UUID, *, step: Literal["up", "down"], by: UUID, now: datetime, today: date) -> UUID:
    """The order in lists and tables; where work goes on is said by the ways, which stay. Returns the process.

    At the end nothing happens. Refused: 404 for an unknown activity, 409 without an open draft.
    """
    draft, known, one = await held(activity, today)
    at = known.index(one)
    to = at + (1 if step == "down" else -1)
    if 0 <= to < len(known):
        known.insert(to, known.pop(at))
        for n, each in enumerate(known, 1):
            if each.position != n:
                await save(msgspec.structs.replace(each, position=n))
        await trail.record("move", "draft_activity", activity, by=by, now=now)
    return draft.process
