"""Whoever was asked has looked: the same is there, or it is not."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.findings.gate import LEADS, own_photo
from saas.findings.open_one import Found, open_one
from saas.refusals import Refused, not_found
from saas.reviews.gate import optional, required
from saas.words import N_
from tenants import current, db

ASKED = f"""
    select x.id, x.finding_id, x.unit_id, x.post_id, x.object_id, x.answer, f.kind, f.severity, f.title, f.detail_code, f.subject,
           f.state, held_on($1, $3, x.post_id, t.today) as holds, {LEADS.format(unit="f.unit_id")} as leads
      from extent_checks x
      join findings f on f.tenant_id = $1 and f.id = x.finding_id
      join (select id, ($4::timestamptz at time zone zone)::date as today from tenants) t on t.id = $1
     where x.tenant_id = $1 and x.id = $2"""  # noqa: S608 - pieces of the gate


async def look_elsewhere(
    extent: UUID, *, answer: str, note: str, photo: UUID | None, by: UUID, now: datetime
) -> UUID | None:  # fmt: skip
    """What is found opens a finding of its own, linked to the first one, and returns it; clear says it is not there.

    The asked post answers, once; a leader of the finding's line may drop the question with a reason. Refused: 404 for
    anybody else, 409 when it was answered before, 422 at its field.
    """
    await db().execute("select id from extent_checks where tenant_id = $1 and id = $2 for update", current(), extent)
    asked = await db().fetchrow(ASKED, current(), extent, by, now)
    if asked is None or not (asked["holds"] or asked["leads"]):
        raise not_found()
    if asked["answer"] is not None:
        raise Refused(409, N_("这一处已经回答过了。"))
    if answer not in (("found", "clear") if asked["holds"] else ()) + (("dropped",) if asked["leads"] else ()):
        raise Refused(422, N_("请选择查看的结果。"), field="answer")
    note = (optional if answer == "clear" and photo else required)(note, field="note")
    await own_photo(photo, by)
    child = await _open(asked, note, photo, by, now) if answer == "found" else None
    await db().execute(
        """update extent_checks set answer = $3, note = $4, photo_id = $5, answered_by = $6, answered_at = $7, child_id = $8
            where tenant_id = $1 and id = $2""",
        current(), extent, answer, note, photo, by, now, child,
    )  # fmt: skip
    await trail.record("look_elsewhere", "finding", asked["finding_id"], by=by, now=now, answer=answer)
    return child


async def _open(asked: Any, note: str, photo: UUID | None, by: UUID, now: datetime) -> UUID:
    found = Found(
        source="extent", kind=asked["kind"], severity=asked["severity"], title=asked["title"], unit=asked["unit_id"],
        post=asked["post_id"], object=asked["object_id"], detail=asked["detail_code"], subject=asked["subject"], found_at=now,
        found_by=by, note=note, photos=[photo] if photo else (), parent=asked["finding_id"], origin=f"extent:{asked['id']}",
    )  # fmt: skip
    return (await open_one(found, now=now)).id
