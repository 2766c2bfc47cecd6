"""On their day the moves and mergers that were arranged are made, of units and of posts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from saas import trail
from saas.org.ahead import DONE, OPEN, REFUSED, VERBS
from saas.org.held import hold_tree
from saas.refusals import Refused
from tenants import current, db

# On one day units move before posts: a post may go where its new unit will stand.
DUE = f"""
select a.*, (select coalesce(max(r.edition), 0) from revisions r
              where r.tenant_id = $1 and r.noun = a.noun and r.noun_id = a.moved) as edition
  from (select id, 'unit' as noun, unit_id as moved, target_id, case when merges then 'merge' else 'move' end as does,
               on_date, planned_at, planned_by
          from moves_ahead where tenant_id = $1 and on_date <= $2 and {OPEN}
         union all
        select id, 'post', post_id, target_id, 'post', on_date, planned_at, planned_by
          from post_moves_ahead where tenant_id = $1 and on_date <= $2 and {OPEN}) a
 order by a.on_date, a.noun desc, a.planned_at, a.id limit 1"""  # noqa: S608


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
        await VERBS[move["does"]](
            move["moved"], move["target_id"], move["edition"], by=move["planned_by"], now=now, today=move["on_date"]
        )  # fmt: skip
    except Refused as refused:
        await db().execute("rollback to savepoint before_move")
        why = {"message": refused.message, "params": {name: str(value) for name, value in refused.params.items()}}
        await db().execute(REFUSED[move["noun"]], current(), move["id"], now, why)
        await trail.record("refuse", move["noun"], move["moved"], by=None, now=now, move=str(move["id"]))
        return False
    await db().execute(DONE[move["noun"]], current(), move["id"], now)
    return True
