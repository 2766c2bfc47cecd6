"""On their day the moves and mergers that were arranged are made."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from saas import trail
from saas.org.held import hold_tree
from saas.org.merge_unit import merge_unit
from saas.org.move_unit import move_unit
from saas.org.plan_move import AHEAD
from saas.refusals import Refused
from tenants import current, db

DUE = f"""
select a.id, a.unit_id, a.target_id, a.merges, a.on_date, a.planned_by,
       (select coalesce(max(r.edition), 0) from revisions r
         where r.tenant_id = $1 and r.noun = 'unit' and r.noun_id = a.unit_id) as edition
  from moves_ahead a where a.tenant_id = $1 and a.on_date <= $2 and {AHEAD} order by a.on_date, a.planned_at, a.id limit 1"""  # noqa: S608


async def carry_out(*, now: datetime, today: date) -> int:
    """Everything whose day has come, in the order of the days; how many were made. What cannot be says why and waits."""
    await hold_tree()
    made = 0
    while (move := await db().fetchrow(DUE, current(), today)) is not None:
        made += await _make(move, now)
    return made


async def _make(move: Any, now: datetime) -> bool:
    """From its own day on, even where the clock stood still meanwhile."""
    await db().execute("savepoint before_move")
    try:
        verb = merge_unit if move["merges"] else move_unit
        await verb(
            move["unit_id"], move["target_id"], move["edition"], by=move["planned_by"], now=now, today=move["on_date"]
        )  # fmt: skip
    except Refused as refused:
        await db().execute("rollback to savepoint before_move")
        why = {"message": refused.message, "params": {name: str(value) for name, value in refused.params.items()}}
        await db().execute(
            "update moves_ahead set refused_at = $3, refusal = $4 where tenant_id = $1 and id = $2",
            current(), move["id"], now, why,
        )  # fmt: skip
        await trail.record("refuse", "unit", move["unit_id"], by=None, now=now, move=str(move["id"]))
        return False
    await db().execute("update moves_ahead set done_at = $3 where tenant_id = $1 and id = $2", current(), move["id"], now)
    return True
