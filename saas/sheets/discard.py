"""Give a dry run up: nothing was written, nothing will be."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.sheets import reads
from saas.words import N_
from tenants import current, db


async def discard(imported: UUID, *, by: UUID, now: datetime) -> str:
    """The key of its list. Raises 404, and 409 where it is being written or was written."""
    one = await reads.found(imported)
    if one is None:
        raise not_found()
    done = await db().fetchval(
        """update imports set state = 'discarded', finished_at = $3
            where tenant_id = $1 and id = $2 and state in ('reading', 'planned') returning id""",
        current(), imported, now,
    )  # fmt: skip
    if done is None:
        raise Refused(409, N_("这次导入已经处理过了。"))
    await db().execute("delete from import_rows where tenant_id = $1 and import_id = $2", current(), imported)
    await trail.record("discard", "import", imported, by=by, now=now, sheet=one.sheet)
    return one.sheet
