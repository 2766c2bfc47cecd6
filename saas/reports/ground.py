"""What the figures of a closed cycle of one unit are computed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.reports import reads
from saas.reports.figures import Quarter
from saas.reports.frozen import Sorted
from saas.reports.rescore import Kept
from saas.reports.statements import SHEET
from saas.scores import reads as scores
from saas.scores.sheet import Sheet, from_json
from saas.scores.steps import Step
from saas.words import N_
from tenants import current, db

WHERE = """
select c.id as cycle, u.id as unit, k.closed_at, m.name as closed_by, k.reason,
       (select jsonb_object_agg(id, code) from units where tenant_id = $1) as codes
  from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id
  join units u on u.tenant_id = $1 left join memberships m on m.tenant_id = $1 and m.id = k.closed_by
 where c.tenant_id = $1 and c.code = $2 and u.code = $3"""


@dataclass(frozen=True)
class Signed:
    """Who answers for an input, and when. seal: fingerprint of the signed words, with whether they still are those."""

    what: str
    by: str | None
    at: datetime | None
    why: str | None = None
    seal: tuple[str, bool] | None = None


@dataclass(frozen=True)
class Ground:
    """A closed cycle of one unit with everything that its figures are computed from; `memo` holds what several of them need."""

    q: Quarter
    names: scores.Names
    sheet: Sheet
    codes: dict[str, str]
    leads: Sequence[UUID] | None
    closed: Signed
    memo: dict[Any, Any] = field(default_factory=dict)

    async def before(self) -> Sheet:
        """The sheet of the cycle that it is held against. LookupError where there is none."""
        if self.q.bridge is None:
            raise LookupError("bridge")
        since = self.q.bridge.since.id
        if ("sheet", since) not in self.memo:
            self.memo["sheet", since] = from_json(await db().fetchval(SHEET, current(), since))
        sheet: Sheet = self.memo["sheet", since]
        return sheet

    async def steps(self, cycle: UUID) -> tuple[Kept, dict[str, Step]]:
        """The score of this cycle or of the one before, with its steps, each held against its formula."""
        if cycle not in self.memo:
            leads = list(self.leads) if self.leads is not None else [self.q.unit]
            told = await scores.scored(cycle, self.q.unit, scores.Sight(leads, [], []))
            if told is None:
                raise LookupError(str(cycle))
            sheet = self.sheet if cycle == self.q.cycle.id else await self.before()
            kept = Kept(told.told, told.score, sheet, self.names, self.codes)
            self.memo[cycle] = kept, kept.steps()
        found: tuple[Kept, dict[str, Step]] = self.memo[cycle]
        return found

    async def sorted(self, cycle: UUID) -> Sorted:
        """Which system each point belonged to."""
        if ("sorted", cycle) not in self.memo:
            self.memo["sorted", cycle] = await reads.sorted_points(cycle)
        found: Sorted = self.memo["sorted", cycle]
        return found


async def ground(cycle: str, unit: str, leads: Sequence[UUID] | None = None) -> Ground | None:
    """By the codes of cycle and unit."""
    row = await db().fetchrow(WHERE, current(), cycle, unit)
    q = await reads.quarter(row["cycle"], row["unit"], leads) if row else None
    if row is None or q is None:
        return None
    names, sheet = await scores.names_and_sheet(q.cycle.id)
    return Ground(q, names, sheet, row["codes"], leads, Signed(N_("结算"), row["closed_by"], row["closed_at"], row["reason"]))
