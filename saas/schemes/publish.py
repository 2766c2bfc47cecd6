"""Make the draft the next version of the scheme: cycles that begin from now on follow it, open and closed ones keep theirs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.refusals import Refused
from saas.schemes import reads
from saas.schemes.gate import open_draft, sound
from saas.schemes.lint import lint
from saas.words import N_
from tenants import current, db

WHY_MOST = 500
PUBLISH = """
    insert into schemes (tenant_id, number, name, body, created_at, published_by, why)
    select $1, 1 + (select max(number) from schemes where tenant_id = $1), d.name, d.body, $3, $4, $5
      from scheme_drafts d where d.tenant_id = $1 and d.id = $2 returning id"""


async def publish(*, why: str, by: UUID, now: datetime, today: date) -> UUID:
    """The new version's id; it never changes again.

    Refused: 409 without a draft, 422 without a why or while the lint finds something that cannot be meant.
    """
    why = why.strip()
    if not why or len(why) > WHY_MOST:
        raise Refused(422, N_("请写为什么改，最多 500 字。"), field="why")
    draft = await open_draft()
    notes = lint(sound(draft.body), (await reads.known(today)).facts)
    if any(note.weight == "wrong" for note in notes):
        raise Refused(422, N_("体检里还有必须改的地方，改好后再发布。"), field="lint")
    made: UUID = await db().fetchval(PUBLISH, current(), draft.id, now, by, why)
    await db().execute("delete from scheme_drafts where tenant_id = $1 and id = $2", current(), draft.id)
    await trail.record("publish", "scheme", made, by=by, now=now, why=why)
    return made
