"""Take back papers that put units in order by what is no longer ranked: the file goes, the order stays and says so."""

from __future__ import annotations

from datetime import datetime

from saas import trail
from saas.reports.reads import NOT_RANKED
from tenants import current, db

WITHDRAW = f"""
with gone as (
    select r.id, r.path from reports r join tenants t on t.id = r.tenant_id
     where r.tenant_id = $1 and r.state = 'ready' and r.withdrawn_at is null and {NOT_RANKED} for update of r)
update reports r set withdrawn_at = $2, path = null from gone
 where r.tenant_id = $1 and r.id = gone.id returning r.id, gone.path"""  # noqa: S608 – names of our own


async def withdraw(*, now: datetime) -> list[str]:
    """Mark every paper with a place that is switched off now; returns the paths of files to remove after the commit."""
    rows = await db().fetch(WITHDRAW, current(), now)
    for row in rows:
        await trail.record("withdraw", "report", row["id"], by=None, now=now)
    return [row["path"] for row in rows if row["path"]]
