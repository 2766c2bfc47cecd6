"""Standard photos get a print, so that one of them shown as evidence is known again."""

from __future__ import annotations

import asyncio
from datetime import datetime

from saas import files
from saas.prints import print_of
from tenants import current, db

# A night takes so many; the rest waits for the next.
A_NIGHT = 50
WITHOUT = """
    select id, path from standard_files
     where tenant_id = $1 and kind = 'photo' and printed_at is null order by kept_at limit $2"""


async def print_standards(*, now: datetime) -> int:
    """How many were looked at. What cannot be read or has no contrast is noted as looked at, too."""
    rows = await db().fetch(WITHOUT, current(), A_NIGHT)
    for row in rows:
        body = await files.get(current(), row["path"])
        made = await asyncio.to_thread(print_of, body) if body else None
        await db().execute(
            "update standard_files set phash = $3, dhash = $4, printed_at = $5 where tenant_id = $1 and id = $2",
            current(), row["id"], made and made.phash, made and made.dhash, now,
        )  # fmt: skip
    return len(rows)
