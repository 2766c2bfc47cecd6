"""The rollout in stages begins: from the next day on lists are laid out where a stage is open, and nowhere else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from saas import trail
from saas.refusals import Refused, not_found
from saas.rollout.give_back import take_away
from saas.words import N_
from tenants import current, db

RUNNING = N_("分阶段推行已经开始了。")
EMPTY = N_("还没有任何阶段，请先增加阶段。")


async def begin(stage: UUID | None, *, by: UUID, today: date, now: datetime) -> UUID:
    """Its id. `stage`: where the company stands now (None: at the first); those before it are behind the company, and where
    they opened lists these go on. Raises 404 for an unknown stage; 409 where it has begun or there is no stage.
    """
    known = await db().fetch(
        "select id, position from rollout_stages where tenant_id = $1 and retired_on is null order by position, code for update",
        current(),
    )  # fmt: skip
    if not known:
        raise Refused(409, EMPTY)
    place = next((row["position"] for row in known if row["id"] == stage or stage is None), None)
    if place is None:
        raise not_found()
    made: UUID | None = await db().fetchval(
        """insert into rollouts (tenant_id, from_date, begun_by, begun_at) values ($1, $2, $3, $4)
           on conflict do nothing returning id""",
        current(), today + timedelta(days=1), by, now,
    )  # fmt: skip
    if made is None:
        raise Refused(409, RUNNING)
    await db().execute(
        """update rollout_stages set state = case when position < $2 then 'before' else 'waiting' end, opened_on = null,
                  passed_on = null
            where tenant_id = $1 and retired_on is null and state not in ('open', 'passed')""",
        current(), place,
    )  # fmt: skip
    await take_away(today)
    await trail.record("start", "rollout", made, by=by, now=now, stage=str(stage) if stage else None)
    return made
