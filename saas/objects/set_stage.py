"""A stage of life set by hand, or given back to the rule."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from saas import trail
from saas.objects.classify import classify
from saas.objects.held import hold_active
from saas.objects.tell import tell
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db


async def set_stage(thing: UUID, stage: str | None, *, why: str, by: UUID, now: datetime, today: date) -> None:
    """None gives it back to the rules of the kind. Raises 404, 409 where it is retired, 422 for a stage that may not follow."""
    held = await hold_active(thing)
    if stage is None:
        await db().execute("update objects set stage_by_hand = false where tenant_id = $1 and id = $2", current(), thing)
        await classify(objects=[thing], by=by, now=now, today=today)
        await trail.record("free_stage", "object", thing, by=by, now=now, why=why)
        return
    chosen = next((one for one in held.stages if one["code"] == stage), None)
    if chosen is None:
        raise Refused(422, N_("请从列表中选择。"), field="stage")
    if held.stage == stage and held.stage_by_hand:
        raise Refused(422, N_("它已经在这个阶段。"), field="stage")
    if held.stage not in (None, stage) and chosen.get("after") and held.stage not in chosen["after"]:
        raise Refused(422, N_("这个阶段不能直接接在现在的阶段之后。"), field="stage")
    await db().execute(
        """update objects set stage = $3, stage_by_hand = true, stage_next = null, stage_next_since = null
            where tenant_id = $1 and id = $2""",
        current(), thing, stage,
    )  # fmt: skip
    reached = await db().fetchval(
        """insert into object_stages (tenant_id, object_id, stage, from_date, by_rule, membership_id, at, why)
           values ($1, $2, $3, $4, false, $5, $6, $7) returning id""",
        current(), thing, stage, today, by, now, why,
    )  # fmt: skip
    if held.stage != stage:
        await tell("object_stage", [reached], now=now)
    await trail.record("stage", "object", thing, by=by, now=now, why=why, stage=stage)
