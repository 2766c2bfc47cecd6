"""An adopted suggestion becomes a measure, under the proposer's name if they wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.plans.add import add
from saas.plans.choose import Offer
from saas.plans.open_plan import open_plan
from saas.refusals import Refused
from saas.suggestions.become import become
from saas.suggestions.gate import in_line
from saas.words import N_
from tenants import current, db

TITLE_LONGEST = 200


@dataclass(frozen=True)
class Idea:
    """`unit`: whose plan takes it; `measure`: one that is there already, and then no other is made."""

    title: str
    unit: UUID | None = None
    measure: UUID | None = None


async def take_idea(
    suggestion: UUID, idea: Idea, *, locale: str, leads: Sequence[UUID], by: UUID, now: datetime
) -> tuple[UUID, UUID]:  # fmt: skip
    """(plan, measure). Refused: 404 outside the line, 409 not adopted or a measure already, 422 without the point it is
    to move, at `title` or `measure`, and as opening a plan and adding to it refuse.
    """
    row = await in_line(suggestion, leads)
    if row["decision"] != "adopted":
        raise Refused(409, N_("采纳以后才能列为措施。"))
    if row["point_code"] is None:
        raise Refused(422, N_("先选它针对哪个检查项，效果才看得出来。"), field="unit")
    point = f"{row['list_code']}/{row['point_code']}"
    if idea.measure:
        plan, measure = await _there(idea.measure, point, leads)
    else:
        plan, measure = await _new(row, idea, point, locale, leads, by, now)
    if not await become(suggestion, measure, by=by, now=now):
        raise Refused(409, N_("已经列为措施。"))
    return plan, measure


async def _there(measure: UUID, point: str, leads: Sequence[UUID]) -> tuple[UUID, UUID]:
    plan = await db().fetchval(
        """select m.plan_id from measures m join plans p on p.tenant_id = $1 and p.id = m.plan_id
            where m.tenant_id = $1 and m.id = $2 and m.dropped_at is null and m.list_code || '/' || m.point_code = $3 and exists (
                  select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($4))""",
        current(), measure, point, list(leads),
    )  # fmt: skip
    if plan is None:
        raise Refused(422, N_("请从列表中选择。"), field="measure")
    return plan, measure


async def _new(
    row: Any, idea: Idea, point: str, locale: str, leads: Sequence[UUID], by: UUID, now: datetime
) -> tuple[UUID, UUID]:  # fmt: skip
    if not idea.title or len(idea.title) > TITLE_LONGEST:
        raise Refused(422, N_("请用一句话写明做什么，最多 %(most)s 字。"), field="title", most=TITLE_LONGEST)
    plan = await open_plan(idea.unit or row["unit_id"], leads=leads, by=by, now=now)
    offer = Offer(
        title={locale[:2]: idea.title}, source="suggestion", source_id=row["id"],
        proposer=row["membership_id"] if row["named"] else None,
    )  # fmt: skip
    return plan, await add(plan, point, leads=leads, by=by, now=now, offer=offer)
