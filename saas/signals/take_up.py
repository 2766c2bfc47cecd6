"""Somebody decides about a proposal: its change goes into a draft of the list, or it is declined with a reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.checklists import reads
from saas.checklists.begin import begin
from saas.checklists.drafted import DraftPoint
from saas.checklists.gate import open_draft
from saas.checklists.remove_point import remove_point
from saas.refusals import Refused, not_found
from saas.reviews.gate import required
from saas.words import N_
from tenants import current, db

GONE = N_("草稿里已经没有这一项，没有改动。")
# What is left to samples: looked at by a leader once a month instead of by everybody every day.
SAMPLE = """
    insert into supervision_rules (tenant_id, code, text, every, does, position)
    select $1, $2, $3, 'month', 'look', (select coalesce(max(position), 0) + 1 from supervision_rules where tenant_id = $1)
    on conflict (tenant_id, code) do nothing"""


async def take_up(proposal: UUID, *, by: UUID, now: datetime) -> UUID:
    """The list, with the change in its draft; rewording is left to the editor. Nothing is in force before it is published.

    Refused: 404 no such proposal, 409 when it is decided already or the draft has the point no more.
    """
    row = await _decide(proposal, "accepted", "", by, now)
    checklist: UUID = row["checklist_id"]
    await begin(checklist, by=by, now=now)
    draft = await open_draft(checklist)
    point = next((one for one in await reads.points(draft.id, now.date()) if one.code == row["point_code"]), None)
    if point is None:
        raise Refused(409, GONE)
    if row["kind"] != "reword":
        await _take_out(point, row["kind"], draft.code, by, now)
    await trail.record("accept", "list_proposal", proposal, by=by, now=now)
    return checklist


async def decline(proposal: UUID, reason: str, *, by: UUID, now: datetime) -> None:
    """Refused: 404 no such proposal, 409 when it is decided already, 422 without a sentence."""
    # What is not there comes before what is not said; a refusal takes the decision back.
    await _decide(proposal, "declined", reason.strip(), by, now)
    reason = required(reason, field="reason", longest=300)
    await trail.record("decline", "list_proposal", proposal, by=by, now=now, why=reason)


async def _decide(proposal: UUID, state: str, reason: str, by: UUID, now: datetime) -> Any:
    row = await db().fetchrow(
        """update list_proposals set state = $3, reason = $4, decided_by = $5, decided_at = $6
            where tenant_id = $1 and id = $2 and state = 'open' returning checklist_id, point_code, kind""",
        current(), proposal, state, reason, by, now,
    )  # fmt: skip
    if row is None:
        if await db().fetchval("select true from list_proposals where tenant_id = $1 and id = $2", current(), proposal):
            raise Refused(409, N_("这条建议已经有人处理。"))
        raise not_found()
    return row


async def _take_out(point: DraftPoint, kind: str, code: str, by: UUID, now: datetime) -> None:
    if point.id is None:
        raise Refused(409, GONE)
    if kind == "sample":
        await db().execute(SAMPLE, current(), f"{code}-{point.code}"[:40], point.text)
    await remove_point(point.id, seen=point.edition, by=by, now=now)
