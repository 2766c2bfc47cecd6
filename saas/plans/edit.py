"""Change a measure of a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.plans import reads
from saas.plans.gate import draft_in_line, measure_of
from saas.plans.owner import require_post
from saas.plans.wanted import Wanted
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


class Changed(Refused):
    """Somebody else saved the measure first; `now` is how it stands, `wanted` what was to be saved."""

    def __init__(self, now: reads.Measure, wanted: Wanted) -> None:
        super().__init__(409, N_("这项措施刚被别人改过。请对照后再保存。"))
        self.now = now
        self.wanted = wanted


async def edit(
    plan: UUID, measure: UUID, wanted: Wanted, *,
    version: int, locale: str, leads: Sequence[UUID], by: UUID, now: datetime,
) -> None:  # fmt: skip
    """Save what a leader wants; `version` is the one they saw. Gap, baseline and metric stay as drafted.

    Refused: 404 outside the line, 409 signed, Changed (409) when the version is not the stored one, 422
    for a post
    outside the unit's line.
    """
    chosen = await draft_in_line(plan, leads)
    before = await measure_of(plan, measure)
    await require_post(wanted.owner, chosen.unit_id)
    stored = await db().fetchval(
        """update measures set title = $5, post_id = $6, target = $7, due_on = $8, window_from = $9,
               window_to = $10, effort = coalesce($11, effort), kind = case when title = $5 then kind end,
                  version = version + 1
            where tenant_id = $1 and plan_id = $2 and id = $3 and version = $4
                and dropped_at is null returning version""",
        current(), plan, measure, version, retitled(before.title, wanted.title, locale), wanted.owner,
        wanted.target, wanted.due_on, wanted.window_from, wanted.window_to, wanted.effort,
    )  # fmt: skip
    if stored is None:
        raise Changed(before, wanted)
    await trail.record("edit", "measure", measure, by=by, now=now, version=stored)


def retitled(before: dict[str, str], title: str, locale: str) -> dict[str, str]:
    """A title in the writer's language. Changed words lose the other language: it would say something
    else.
    """
    language = locale[:2]
    return before if before.get(language) == title else {language: title}
