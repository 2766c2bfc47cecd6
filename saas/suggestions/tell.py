"""Whoever a suggestion waits for, or came from, is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.suggestions.rules import title
from tenants import current, db, later

ABOUT = "select number, text, due_on, unit_id, membership_id from suggestions where tenant_id = $1 and id = $2"


async def tell(
    kind: str, suggestion: UUID, *, now: datetime, members: Sequence[UUID] | None = None, why: str = "",
    what: Mapping[str, str] | None = None, slot: str = "", at: datetime | None = None,
) -> None:  # fmt: skip
    """Ask for the notice: to these members, else to the proposer. Nobody to tell: nothing is asked."""
    row = await db().fetchrow(ABOUT, current(), suggestion)
    told = [row["membership_id"]] if members is None else members
    if not told:
        return
    words: dict[str, Any] = {
        "number": str(row["number"]), "title": dict(title(row["text"])), "due": str(row["due_on"]), "why": why,
        "what": dict(what or {}),
    }  # fmt: skip
    await later(
        "notices.tell", kind=f"suggestion.{kind}", noun=str(suggestion), at=(at or now).isoformat(), words=words,
        members=[str(member) for member in told], unit=str(row["unit_id"]), slot=slot,
    )  # fmt: skip
