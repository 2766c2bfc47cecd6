"""The owner of a measure says how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.findings.gate import own_photo
from saas.plans.finish import finish, held
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

LONGEST = 500
WHOLE = 100


async def note_progress(
    measure: UUID, percent: int | None, note: str, photo: UUID | None, *, posts: Sequence[UUID], by: UUID, now: datetime
) -> UUID:  # fmt: skip
    """Add a line of progress; a hundred percent is done. `posts`: what the person holds today.

    Refused: 404 unless one of the posts owns it and its plan is signed, 409 when it is done already, 422 for no share, a
    note that is too long, or a photo of somebody else.
    """
    await held(measure, posts)
    if percent is None or not 0 <= percent <= WHOLE:
        raise Refused(422, N_("请选择做到哪里了。"), field="percent")
    if len(note) > LONGEST:
        raise Refused(422, N_("说明最多 %(most)s 个字。"), field="note", most=LONGEST)
    await own_photo(photo, by)
    made: UUID = await db().fetchval(
        """insert into measure_notes (tenant_id, measure_id, percent, note, photo_id, membership_id, at)
           values ($1, $2, $3, $4, $5, $6, $7) returning id""",
        current(), measure, percent, note.strip() or None, photo, by, now,
    )  # fmt: skip
    if percent == WHOLE:
        await finish(measure, posts=posts, by=by, now=now)
    else:
        await trail.record("note", "measure", measure, by=by, now=now, percent=percent)
    return made
