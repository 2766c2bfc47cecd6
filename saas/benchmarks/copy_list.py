"""Take over how a better unit checks: its list as a draft of one's own, in one step."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas.checklists.create import create
from saas.refusals import not_found
from tenants import current, db

LONGEST, MOST = 20, 100
KNOWN = """
    select l.code, l.name, array(select o.code from checklists o where o.tenant_id = $1) as taken
      from checklists l where l.tenant_id = $1 and l.id = $2"""


async def copy_list(checklist: UUID, *, by: UUID, now: datetime) -> UUID:
    """The id of the new list; it asks nobody anything until it is published. Refused: 404 no such list."""
    row: Any = await db().fetchrow(KNOWN, current(), checklist)
    if row is None:
        raise not_found()
    name = {locale: f"{text}{'（借鉴）' if locale == 'zh' else ' (copied)'}" for locale, text in row["name"].items() if text}
    return await create(name, _free(row["code"], set(row["taken"])), checklist, by=by, now=now)


def _free(code: str, taken: set[str]) -> str:
    """C1 → C1-b2: the first that no list has."""
    tails = (f"-b{n}" for n in range(2, MOST))
    return next(new for tail in tails if (new := code[: LONGEST - len(tail)] + tail) not in taken)
