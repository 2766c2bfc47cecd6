"""Say which indicator a measure of a draft should move, and by how much."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.plans.gate import draft_in_line, measure_of
from saas.plans.result_reads import sides
from saas.plans.terms import Span
from saas.refusals import Refused
from saas.values import NotANumber, as_id, parse_number
from saas.words import N_
from tenants import current, db


async def set_result(
    plan: UUID, measure: UUID, indicator: str, promise: str, *, leads: Sequence[UUID], by: UUID, now: datetime
) -> None:  # fmt: skip
    """`promise` in the indicator's own unit of measure, always as a gain; an empty indicator takes it away again.

    Refused: 404 outside the line, 409 signed, 422 for an unknown indicator, one without figures to start from, or a promise
    that is none.
    """
    chosen = await draft_in_line(plan, leads)
    await measure_of(plan, measure)
    known, wanted = (await _known(indicator), _promise(promise)) if indicator else (None, None)
    before = Span(chosen.from_date, chosen.to_date)
    if known and known not in await sides([known], before, chosen.unit_id, chosen.cycle_id):
        raise Refused(422, N_("这个周期里本单元没有这个指标的数，以后说不清有没有变化。请另选一个。"), field="indicator")
    await db().execute("delete from measure_results where tenant_id = $1 and measure_id = $2", current(), measure)
    if known:
        await db().execute(
            "insert into measure_results (tenant_id, measure_id, indicator_id, promise) values ($1, $2, $3, $4)",
            current(), measure, known, wanted,
        )  # fmt: skip
    await trail.record("set", "measure_result", measure, by=by, now=now, indicator=indicator or None, promise=promise or None)


async def _known(indicator: str) -> UUID:
    found: UUID | None = await db().fetchval(
        "select id from indicators where tenant_id = $1 and id = $2 and retired_on is null", current(), as_id(indicator)
    )
    if found is None:
        raise Refused(422, N_("请从列表中选择。"), field="indicator")
    return found


def _promise(typed: str) -> Decimal:
    try:
        wanted = parse_number(typed)
    except NotANumber:
        wanted = Decimal(0)
    if wanted <= 0:
        raise Refused(422, N_("请写明要改善多少，大于 0，按指标自己的单位。"), field="promise")
    return wanted
