"""One entry of a kind goes a place up or down."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.objects.held import hold_kind
from saas.objects.write_part import at_place, entries, write


async def place_part(kind: UUID, part: str, at: int, step: str, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """One place up or down: segments and stages are read from the top. Raises 404, Stale."""
    held = await hold_kind(kind)
    rows = list(entries(held)[part])
    other = at + (1 if step == "down" else -1)
    if not 0 <= other < len(rows):
        return
    rows[at], rows[other] = at_place(rows, other), at_place(rows, at)
    await write(held, part, rows, seen, by=by, now=now, today=today)
