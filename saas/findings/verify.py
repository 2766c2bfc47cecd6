"""A leader looks whether the corrective action holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import standing as standing_of
from saas.refusals import Refused, not_found
from saas.reviews.gate import optional, required
from saas.words import N_
from tenants import current, db


async def verify(finding: UUID, *, outcome: str, note: str, by: UUID, now: datetime) -> UUID:
    """Close an acted finding (outcome verified) or reopen it with a note (reopened); returns the record's id.

    Refused: 404 outside the line of `by` (a leader), 403 for whoever acted or holds the responsible post,
    409 when it does not wait for verification (any more), 422 when reopened without a note.
    """
    standing = await standing_of(finding, by=by, now=now)
    if standing is None or not standing.leads:
        raise not_found()
    if standing.holds or standing.acted_by == by:
        raise Refused(403, N_("自己的整改由别人验收。"))
    if standing.state != "acted":
        raise Refused(409, N_("这个问题已经不在待验收，请刷新看现在的状态。"))
    if outcome not in ("verified", "reopened"):
        raise Refused(422, N_("请选择“验收”或“退回整改”。"), field="outcome")
    note = (required if outcome == "reopened" else optional)(note, field="note")
    await db().execute(
        """update findings set waiting_since = $4,
                  state = case when $3 = 'verified' then 'verified' else 'open' end,
                  closed_at = case when $3 = 'verified' then $4::timestamptz end
            where tenant_id = $1 and id = $2""",
        current(), finding, outcome, now,
    )  # fmt: skip
    done: UUID = await db().fetchval(
        """insert into verifications (tenant_id, finding_id, outcome, note, membership_id, verified_at)
           values ($1, $2, $3, nullif($4, ''), $5, $6) returning id""",
        current(), finding, outcome, note, by, now,
    )  # fmt: skip
    await trail.record("verify", "finding", finding, by=by, now=now, why=note or None, outcome=outcome)
    return done
