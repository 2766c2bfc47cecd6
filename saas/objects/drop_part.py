"""One entry of a kind is taken out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas.objects.held import hold_kind
from saas.objects.parts import named_by
from saas.objects.write_part import at_place, entries, write
from saas.refusals import Refused
from saas.words import N_


async def drop_part(kind: UUID, part: str, at: int, seen: int, *, by: UUID, now: datetime, today: date) -> None:
    """Take one entry out. What objects hold of an attribute stays with them. Raises 404, Stale, 409 where a rule names it."""
    held = await hold_kind(kind)
    rows = entries(held)[part]
    if named_by(part, at_place(rows, at).get("code", ""), entries(held)):
        raise Refused(409, N_("别的规则还在用它。请先改那些规则。"))
    await write(held, part, [one for n, one in enumerate(rows) if n != at], seen, by=by, now=now, today=today)
