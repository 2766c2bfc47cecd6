"""Save what the draft of the scheme says; publishing is where it must hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.revisions import revise
from saas.schemes.gate import open_draft, sound
from saas.schemes.told import told
from tenants import current, db


async def edit_draft(name: Mapping[str, str], body: Mapping[str, Any], *, seen: int, by: UUID, now: datetime) -> None:
    """Refused: 409 without a draft or Stale, 422 where `body` is no scheme."""
    draft = await open_draft()
    sound(body)
    await revise("scheme_draft", draft.id, seen, told(name, body), by=by, now=now, before=told(draft.name, draft.body))
    await db().execute(
        "update scheme_drafts set name = $3, body = $4 where tenant_id = $1 and id = $2",
        current(),
        draft.id,
        dict(name),
        dict(body),
    )
