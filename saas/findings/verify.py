"""A leader looks whether the corrective action holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import Standing, led, own_photo
from saas.findings.tell import tell
from saas.refusals import Refused
from saas.reviews.gate import optional, required
from saas.words import N_
from tenants import current, db

GONE = N_("这个问题已经不在待验收，请刷新看现在的状态。")


async def verify(
    finding: UUID, *, outcome: str, note: str, by: UUID, now: datetime, photo: UUID | None = None
) -> UUID:  # fmt: skip
    """Close an acted finding (outcome verified) or reopen it with a note (reopened); returns the record's id.

    Where the company asks for evidence, whoever verifies writes or shows what was seen; and all places that were asked to
    look elsewhere have answered. Refused: 404 outside the line of `by` (a leader), 403 for whoever acted or mends it, 409
    when it does not wait for verification (any more) or others still look, 422 at its field.
    """
    held = await led(finding, by=by, now=now, states=("open", "acted", "verified", "withdrawn"), otherwise=GONE)
    if held.mends or held.acted_by == by:
        raise Refused(403, N_("自己的整改由别人验收。"))
    if held.state != "acted":
        raise Refused(409, GONE)
    if outcome not in ("verified", "reopened"):
        raise Refused(422, N_("请选择“验收”或“退回整改”。"), field="outcome")
    note = (required if outcome == "reopened" else optional)(note, field="note")
    await own_photo(photo, by)
    if outcome == "verified":
        _require_all(held, note, photo)
    await _write(finding, outcome, now)
    done: UUID = await db().fetchval(
        """insert into verifications (tenant_id, finding_id, outcome, note, photo_id, membership_id, verified_at)
           values ($1, $2, $3, nullif($4, ''), $5, $6, $7) returning id""",
        current(), finding, outcome, note, photo, by, now,
    )  # fmt: skip
    await trail.record("verify", "finding", finding, by=by, now=now, why=note or None, outcome=outcome)
    await tell("returned" if outcome == "reopened" else "verified", finding, but=by, now=now, why=note)
    return done


def _require_all(held: Standing, note: str, photo: UUID | None) -> None:
    if held.asked:
        raise Refused(409, N_("举一反三还有 %(n)s 处没有回答，回答后才能验收。"), n=held.asked)
    if held.rule.evidence and not note and photo is None:
        raise Refused(422, N_("请写明你看到了什么，或附一张照片。"), field="note")


async def _write(finding: UUID, outcome: str, now: datetime) -> None:
    await db().execute(
        """update findings set waiting_since = $4, reopened = reopened + ($3 = 'reopened')::int,
                  state = case when $3 = 'verified' then 'verified' else 'open' end,
                  closed_at = case when $3 = 'verified' then $4::timestamptz end
            where tenant_id = $1 and id = $2""",
        current(), finding, outcome, now,
    )  # fmt: skip
