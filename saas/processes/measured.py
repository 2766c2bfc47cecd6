"""What the runs of a version took: per activity and in all, as the turns were signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.processes.spans import in_minutes
from saas.values import share
from tenants import current, db

FEW = 10  # below this a median says little

TURNS = """
    select r.version_id as version, t.activity_code as code, count(*) as runs,
           percentile_cont(0.5) within group (order by t.done_at - t.offered_at) as median,
           percentile_cont(0.9) within group (order by t.done_at - t.offered_at) as slow,
           percentile_cont(0.5) within group (order by t.taken_at - t.offered_at) as waited,
           count(*) filter (where t.due_at is not null) as limited,
           count(*) filter (where t.done_at <= t.due_at) as in_time,
           count(*) filter (where t.state = 'sent_back') as sent_back
      from turns t join process_runs r on r.tenant_id = $1 and r.id = t.run_id
     where t.tenant_id = $1 and r.version_id = any ($2) and t.state in ('done', 'sent_back')
     group by 1, 2
    union all
    select r.version_id, '', count(*), percentile_cont(0.5) within group (order by r.ended_at - r.started_at),
           percentile_cont(0.9) within group (order by r.ended_at - r.started_at), null, 0, 0, 0
      from process_runs r
     where r.tenant_id = $1 and r.version_id = any ($2) and r.state = 'done' group by 1"""


@dataclass(frozen=True)
class Measured:
    """One activity in one version, or with code "" the whole run. Minutes; `in_time` None without limits that were measured."""

    code: str
    runs: int
    median: Decimal | None
    slow: Decimal | None
    waited: Decimal | None
    in_time: Decimal | None
    sent_back: int

    @property
    def few(self) -> bool:
        return self.runs < FEW


async def measured(versions: list[UUID]) -> dict[UUID, dict[str, Measured]]:
    """By version and activity code; one statement."""
    found: dict[UUID, dict[str, Measured]] = {version: {} for version in versions}
    for row in await db().fetch(TURNS, current(), versions):
        found[row["version"]][row["code"]] = _measured(row)
    return found


def _measured(row: Any) -> Measured:
    def minutes(name: str) -> Decimal | None:
        length: timedelta | None = row[name]
        return in_minutes(length)

    in_time = share(row["in_time"], row["limited"])
    return Measured(row["code"], row["runs"], minutes("median"), minutes("slow"), minutes("waited"), in_time, row["sent_back"])
