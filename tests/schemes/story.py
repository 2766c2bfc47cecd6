"""A company says how scores come to money, and settles a closed cycle."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas.schemes.set_pay import set_pay
from saas.schemes.settle import settle
from tenants import db
from tests.cast import Firm


async def rewarded(firm: Firm, cycle: UUID, *, now: datetime) -> dict[str, UUID]:
    """The rule, and what one post is due; inside the company."""
    model = await db().fetchval("select id from models where tenant_id = $1 and code = 'distributor_profit'", firm.id)
    given = {"name": "季度奖励", "kind": "post", "title": "sales_rep", "result": f"{model}/profit", "bindings": "quarterly = score"}
    rule = await set_pay(given, "zh", by=firm.executive.member, now=now)
    await settle(cycle, by=firm.executive.member, now=now)
    payout = await db().fetchval("select id from payouts where tenant_id = $1 and rule_id = $2 limit 1", firm.id, rule)
    return {"pay_rule": rule, "payout": payout}
