"""Let a post differ from the duties of its job title: a line more, a line worded otherwise, a line less."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.duties.lines import LEVELS, wording
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

KINDS = ("added", "worded", "left_out")


async def deviate(post: UUID, duty: UUID, kind: str, given: Mapping[str, str], *, by: UUID, now: datetime) -> UUID:
    """The deviation's id; a second wording of the same line takes the place of the first.

    Raises 404 for a post or a line that is none of this job title, 422 at the field.
    """
    level = await db().fetchval(
        """select d.level from posts p join duties d on d.tenant_id = p.tenant_id and d.job_title = p.job_title
           where p.tenant_id = $1 and p.id = $2 and p.closed_on is null and d.id = $3 for update of p""",
        current(), post, duty,
    )  # fmt: skip
    if level is None:
        raise not_found()
    if kind not in KINDS:
        raise Refused(422, N_("请选择增加、改写或不适用。"), field="kind")
    if kind == "added" and level == LEVELS[-1]:
        raise Refused(422, N_("细节下面不再分。"), field="kind")
    text = None if kind == "left_out" else wording(given)
    made: UUID = await db().fetchval(
        """insert into duty_deviations (tenant_id, post_id, duty_id, kind, text, position)
           values ($1, $2, $3, $4, $5, (select count(*) from duty_deviations where tenant_id = $1 and post_id = $2))
           on conflict (tenant_id, post_id, duty_id) where kind <> 'added'
           do update set kind = excluded.kind, text = excluded.text
           returning id""",
        current(), post, duty, kind, text,
    )  # fmt: skip
    await trail.record("deviate", "post", post, by=by, now=now, kind=kind, duty=str(duty), text=text)
    return made
