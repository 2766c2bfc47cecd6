"""The demo says how its scores come to money: a pool for the representatives, shared by score and paid after each quarter."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from saas.models.open_model import open_model
from saas.models.publish import publish
from saas.schemes.set_pay import set_pay
from saas.schemes.settle import settle
from tenants import db, inside

EXECUTIVE = "select membership_id from roles where tenant_id = $1 and role = 'executive' order by membership_id limit 1"
POOL: dict[str, Any] = {
    "name": {"zh": "季度津贴池", "en": "Quarterly allowance pool"}, "results": ["allowance"],
    "inputs": [
        {"name": "pool", "title": {"zh": "津贴池", "en": "Pool"}, "uom": "元", "value": "24000"},
        {"name": "mine", "title": {"zh": "本岗得分", "en": "Score of the post"}, "uom": "", "value": None},
        {"name": "all", "title": {"zh": "全部得分之和", "en": "All scores together"}, "uom": "", "value": None},
    ],
    "formulas": [
        {"name": "part", "title": {"zh": "占比", "en": "Part"}, "uom": "%", "formula": "mine / all"},
        {"name": "allowance", "title": {"zh": "津贴", "en": "Allowance"}, "uom": "元", "formula": "pool * part"},
    ],
}  # fmt: skip


async def promise(tenant: UUID, *, by: UUID, now: datetime) -> None:
    """Before the first quarter ends: everybody can read it."""
    async with inside(tenant):
        model = await open_model(POOL["name"], "allowance_pool", by=by, now=now, body=POOL)
        await publish(model, why="按得分分津贴", by=by, now=now)
        given = {"name": "季度津贴", "kind": "post", "title": "sales_rep", "bindings": "mine = score\nall = score_sum"}
        await set_pay(given | {"result": f"{model}/allowance"}, "zh", by=by, now=now)


async def reward(tenant: UUID, cycle: UUID, *, now: datetime) -> None:
    async with inside(tenant):
        by = await db().fetchval(EXECUTIVE, tenant)
        await settle(cycle, by=by, now=now)
