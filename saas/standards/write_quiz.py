"""Write the quiz of a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from saas.revisions import revise, titles
from saas.standards.gate import writable
from saas.standards.quiz import written
from saas.words import N_
from tenants import current, db

titles("standard_draft", {"quiz": N_("小测")}, word=N_("标准草稿"))


async def write_quiz(draft: UUID, given: Mapping[str, str], seen: int, *, by: UUID, now: datetime) -> None:
    """Refused: 404, 409 as the gate says, 422 naming the fields. Stale when somebody saved it first."""
    await writable(draft)
    quiz = written(given)
    told = msgspec.json.encode(quiz).decode()
    await revise("standard_draft", draft, seen, {"quiz": told}, by=by, now=now)
    await db().execute("update standard_drafts set quiz = $3 where tenant_id = $1 and id = $2", current(), draft, quiz)
