"""Say of a point or an activity that it should move an indicator, and when; or that it should not."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from saas import trail
from saas.links import reads
from saas.refusals import Refused, not_found
from saas.words import N_
from tenants import current, db

LONGEST_LAG, LONGEST = 6, 300
KEEP = """
    insert into indicator_links as k (tenant_id, indicator_id, kind, process, code, lag, why, standing, set_at, set_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    on conflict (tenant_id, indicator_id, kind, process, code) do update
       set lag = excluded.lag, why = excluded.why, standing = excluded.standing, set_at = excluded.set_at,
           set_by = excluded.set_by
    returning k.id"""


async def set_link(
    indicator: UUID, what: str, lag: int | None, why: str, *, by: UUID, now: datetime, standing: bool = True
) -> UUID:
    """`what`: "point//C1-03" or "activity/F1/A2"; `standing` False takes it out.

    Refused: 404 unknown indicator, 422 unknown point or activity, a lag that is none, or a reason too long.
    """
    if await reads.known(indicator) is None:
        raise not_found()
    known = {f"{row['kind']}/{row['process']}/{row['code']}": row for row in await reads.choices()}
    if standing and what not in known:
        raise Refused(422, N_("请选检查项或流程环节。"), field="what")
    if lag is None or not 0 <= lag <= LONGEST_LAG:
        raise Refused(422, N_("请填 0 到 %(most)s 期。"), field="lag", most=LONGEST_LAG)
    if len(why) > LONGEST:
        raise Refused(422, N_("原因请写在 %(most)s 字以内。"), field="why", most=LONGEST)
    kind, _, rest = what.partition("/")
    process, _, code = rest.partition("/")
    if kind not in ("point", "activity") or not code:
        raise not_found()
    made: UUID = await db().fetchval(KEEP, current(), indicator, kind, process, code, lag, why, standing, now, by)
    await trail.record("set", "indicator_link", made, by=by, now=now, why=why or None, what=what, standing=standing, lag=lag)
    return made
