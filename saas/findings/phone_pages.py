"""What a phone sends about findings."""

from __future__ import annotations

from uuid import UUID

import msgspec

from saas.findings.send_action import Written, send_action
from saas.refusals import Refused, not_found
from saas.visit import Visit
from saas.web import Data, act
from saas.words import N_
from tenants import current, db

UNREADABLE = N_("内容读不出来，没有保存。")
NUL = b"\x00"


@act("PUT", "/findings/{finding}/actions/{action}", permit="finding.act")
async def put_action(visit: Visit, finding: UUID, action: UUID) -> Data:
    """Perhaps days later, perhaps twice."""
    body = await visit.request.body()
    if not await db().fetchval("select true from findings where tenant_id = $1 and id = $2", current(), finding):
        raise not_found()
    try:
        written = msgspec.json.decode(body, type=Written)
        msgspec.json.encode(written)
    except (msgspec.DecodeError, UnicodeError):
        raise Refused(422, UNREADABLE) from None
    if NUL in body or b"\\u0000" in body:
        raise Refused(422, UNREADABLE)
    return Data(await send_action(finding, action, written, by=visit.member, now=visit.now))
