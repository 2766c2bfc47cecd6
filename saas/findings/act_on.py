"""The responsible post says what was wrong and what it did about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import standing as standing_of
from saas.refusals import Refused, not_found
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db


async def act_on(finding: UUID, *, cause: str, action: str, photo: UUID | None, by: UUID, now: datetime) -> UUID:
    """Record a corrective action: open → acted; now it waits for the leader. Returns the action's id.

    Only who holds the responsible post today may act. Refused: 404 when neither holder nor leader of the
    line, 403 for a leader, 409 when it is not open (any more), 422 without cause or action, or with a photo
    of somebody else.
    """
    standing = await standing_of(finding, by=by, now=now)
    if standing is None or not (standing.holds or standing.leads):
        raise not_found()
    if not standing.holds:
        raise Refused(403, N_("由责任岗位整改；你可以在整改后验收。"))
    if standing.state != "open":
        raise Refused(409, N_("这个问题已经不在待整改，请刷新看现在的状态。"))
    cause, action = required(cause, field="cause"), required(action, field="action")
    if photo is not None:
        await _require_own_photo(photo, by)
    await db().execute(
        "update findings set state = 'acted', waiting_since = $3 where tenant_id = $1 and id = $2",
        current(), finding, now,
    )  # fmt: skip
    done: UUID = await db().fetchval(
        """insert into corrective_actions (tenant_id, finding_id, cause, action, photo_id, membership_id,
                                           done_at)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), finding, cause, action, photo, by, now,
    )  # fmt: skip
    await trail.record("act_on", "finding", finding, by=by, now=now)
    return done


async def _require_own_photo(photo: UUID, by: UUID) -> None:
    kept = await db().fetchval(
        "select id from photos where tenant_id = $1 and id = $2 and membership_id = $3",
        current(), photo, by,
    )  # fmt: skip
    if kept is None:
        raise Refused(422, N_("照片还没有传到，请稍等再交。"), field="photo")
