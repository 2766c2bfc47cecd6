"""What became of the measure is told back to whoever had the idea."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from saas.suggestions.tell import tell
from tenants import current, db

WHAT = {
    "measure": {"zh": "已列为改进措施", "en": "it has become a measure"},
    "done": {"zh": "措施已完成，效果等到期再看", "en": "the measure is done; its effect is told when its window ends"},
    "worked": {"zh": "见效了", "en": "it worked"},
    "no_effect": {"zh": "没有见效", "en": "it had no effect"},
    "cannot_tell": {"zh": "看不出有没有效", "en": "whether it worked cannot be told"},
}
# A verdict is told in the days after its cycle has closed; what is told has a slot, so it is told once.
NEW = """
    select x.suggestion_id, case when c.closed_at >= $2 then e.verdict else 'done' end as what,
           case when c.closed_at >= $2 then c.closed_at else m.done_at end as at
      from suggestion_measures x
      join measures m on m.tenant_id = $1 and m.id = x.measure_id
      left join effects e on e.tenant_id = $1 and e.measure_id = m.id
      left join closures c on c.tenant_id = $1 and c.cycle_id = e.cycle_id
     where x.tenant_id = $1 and (c.closed_at >= $2 or e.measure_id is null and m.done_at >= $2) order by x.suggestion_id"""
JUDGED = """
    select x.suggestion_id, e.verdict from suggestion_measures x
      join effects e on e.tenant_id = $1 and e.measure_id = x.measure_id
     where x.tenant_id = $1 and x.measure_id = any ($2) order by x.suggestion_id"""
BACK = timedelta(days=3)


async def follow(*, now: datetime) -> int:
    """Ask for the notices of the last three days; run again it tells nothing twice. Returns how many there are."""
    rows = await db().fetch(NEW, current(), now - BACK)
    for row in rows:
        await tell("outcome", row["suggestion_id"], now=now, at=row["at"], what=WHAT[row["what"]], slot=row["what"])
    return len(rows)


async def tell_verdicts(measures: Sequence[UUID], *, now: datetime) -> None:
    """These measures were judged just now: whoever had the idea hears it at once, whenever their cycle is closed."""
    for row in await db().fetch(JUDGED, current(), list(measures)):
        await tell("outcome", row["suggestion_id"], now=now, what=WHAT[row["verdict"]], slot=row["verdict"])
