"""What a phone sends about findings."""

from __future__ import annotations

from uuid import UUID

from saas.findings.send_action import Written, send_action
from saas.refusals import not_found
from saas.told import told
from saas.visit import Visit
from saas.web import Data, act
from tenants import current, db


@act("PUT", "/findings/{finding}/actions/{action}", permit="finding.act")
async def put_action(visit: Visit, finding: UUID, action: UUID) -> Data:
    """Perhaps days later, perhaps twice."""
    body = await visit.request.body()
    if not await db().fetchval("select true from findings where tenant_id = $1 and id = $2", current(), finding):
        raise not_found()
    return Data(await send_action(finding, action, told(body, Written), by=visit.member, now=visit.now))
