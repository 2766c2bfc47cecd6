"""A rollout that has begun, for who tries every address."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.org.given import Given
from saas.rollout.begin import begin
from saas.rollout.decide import Wish, decide
from saas.rollout.note_criterion import note_criterion
from saas.rollout.set_date import set_date
from tenants import db
from tests.cast import Firm


async def rolled(firm: Firm, *, now: datetime) -> dict[str, UUID]:
    """At the last stage, its entry forced; a criterion noted, a training on the calendar."""
    today, boss = now.date(), firm.executive
    stage = await db().fetchval("select id from rollout_stages where tenant_id = $1 and code = 'S4'", firm.id)
    await begin(stage, by=boss.member, today=today, now=now)
    criterion = await db().fetchval("select id from rollout_criteria where tenant_id = $1 and code = 'S3-paid'", firm.id)
    await note_criterion(criterion, met=True, note="三月奖励按模型付清", by=firm.admin.member, now=now)
    name = await db().fetchval("select name from memberships where tenant_id = $1 and id = $2", firm.id, boss.member)
    await decide(stage, "entry", Wish(name, "总公司要求年底前全部铺开", force=True), by=boss.member, today=today, now=now)
    given = Given({"kind": "training", "day": str(today), "text": "新标准培训"})
    return {"stage": stage, "criterion": criterion, "date": await set_date(given, by=firm.admin.member, now=now)}
