"""Word a duty otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.duties.held_line import NOUN, hold, told
from saas.duties.lines import wording
from saas.revisions import revise
from tenants import current, db


async def reword(duty: UUID, given: Mapping[str, str], seen: int, *, by: UUID, now: datetime) -> None:
    """Raises 404, Stale, 422 at the text."""
    was = await hold(duty)
    text = wording(given)
    await revise(NOUN, duty, seen, told(text), by=by, now=now, before=told(was["text"]))
    await db().execute("update duties set text = $3 where tenant_id = $1 and id = $2", current(), duty, text)
    await trail.record("reword", NOUN, duty, by=by, now=now)
