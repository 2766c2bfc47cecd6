"""From a printed figure back to where it comes from: found by its id, computed again, held against what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.reports import reads, recount, rescore
from saas.reports.figures import Quarter
from saas.reports.register import Figure, parts, register, trace_id
from saas.reports.rescore import Again, Kept
from saas.reports.statements import SHEET
from saas.scores import reads as scores
from saas.scores.scheme import COMPONENTS
from saas.scores.sheet import Sheet, from_json
from saas.values import as_id
from saas.words import N_
from tenants import current, db

WHERE = """
select c.id as cycle, u.id as unit, k.closed_at, m.name as closed_by, k.reason,
       (select jsonb_object_agg(id, code) from units where tenant_id = $1) as codes
  from cycles c join closures k on k.tenant_id = $1 and k.cycle_id = c.id
  join units u on u.tenant_id = $1 left join memberships m on m.tenant_id = $1 and m.id = k.closed_by
 where c.tenant_id = $1 and c.code = $2 and u.code = $3"""
# Older papers print the id of the score itself.
BY_SCORE = """
select c.code as cycle, u.code as unit from scores s join cycles c on c.tenant_id = $1 and c.id = s.cycle_id
  join units u on u.tenant_id = $1 and u.id = s.subject_id and s.subject_kind = 'unit'
 where s.tenant_id = $1 and s.id = $2"""


@dataclass(frozen=True)
class Signed:
    """Who answers for an input, and when. seal: fingerprint of the signed words, with whether they still are those."""

    what: str
    by: str | None
    at: datetime | None
    why: str | None = None
    seal: tuple[str, bool] | None = None


@dataclass(frozen=True)
class Traced:
    """A figure as it is printed, and the same computed again."""

    id: str
    q: Quarter
    figure: Figure
    again: Again
    signed: tuple[Signed, ...]
    lists: dict[str, tuple[Any, str]]

    @property
    def holds(self) -> bool:
        """To the last digit."""
        return self.again.value == self.figure.value


@dataclass(frozen=True)
class Ground:
    """A closed cycle of one unit with everything that its figures are computed from; `memo` holds what several of them need."""

    q: Quarter
    names: scores.Names
    sheet: Sheet
    codes: dict[str, str]
    leads: Sequence[UUID] | None
    closed: Signed
    memo: dict[str, Any] = field(default_factory=dict)


async def trace(text: str, leads: Sequence[UUID] | None = None) -> Traced | None:
    """The figure of an id, such as 2026-Q2:G-A:score; None where there is none in reach of `leads` (None: all)."""
    asked = await _asked(text.strip())
    found = await ground(asked[0], asked[1], leads) if asked else None
    return await again(found, asked[2]) if found and asked else None


async def ground(cycle: str, unit: str, leads: Sequence[UUID] | None = None) -> Ground | None:
    """By the codes of cycle and unit."""
    row = await db().fetchrow(WHERE, current(), cycle, unit)
    q = await reads.quarter(row["cycle"], row["unit"], leads) if row else None
    if row is None or q is None:
        return None
    names, sheet = await scores.names_and_sheet(q.cycle.id)
    return Ground(q, names, sheet, row["codes"], leads, Signed(N_("结算"), row["closed_by"], row["closed_at"], row["reason"]))


async def again(at: Ground, name: str) -> Traced | None:
    """One figure of it by its key."""
    figure = register(at.q).get(name)
    told = await _again(at, figure) if figure else None
    if figure is None or told is None:
        return None
    corrected = (Signed(N_("结算后更正"), each.by, each.at, each.why) for each in at.q.restated)
    lists = {each.code: (each.name, each.version) for each in at.q.lists}
    return Traced(trace_id(at.q.cycle.code, at.q.code, name), at.q, figure, told[0], (at.closed, *corrected, *told[1]), lists)


async def _asked(text: str) -> tuple[str, str, str] | None:
    """Codes of cycle and unit, and the key of the figure."""
    if as_id(text):
        row = await db().fetchrow(BY_SCORE, current(), UUID(text))
        return (row["cycle"], row["unit"], "score") if row else None
    cycle, _, rest = text.rpartition("/")[2].partition(":")
    unit, _, figure = rest.partition(":")
    return (".".join(parts(cycle)), ".".join(parts(unit)), figure) if figure else None


async def _again(at: Ground, figure: Figure) -> tuple[Again, tuple[Signed, ...]] | None:
    """The figure again, and who signed for it beside the close."""
    head, *rest = parts(figure.key)
    if head == "measure":
        found = await recount.measure(at.q, rest[0], rest[1])
        if found is None:
            return None
        again, seal = found
        return again, (Signed(N_("签字批准"), seal[0], seal[1], None, seal[2:]),) if seal else ()
    return await _of(at, head, rest), ()


async def _of(at: Ground, head: str, rest: list[str]) -> Again:
    q, unit = at.q, str(at.q.unit)
    if head in ("score", *COMPONENTS):
        return await _step(at, q.cycle.id, "/".join([head, *rest]))
    if head == "change":
        return await _change(at, "/".join(rest) or "score")
    if head in ("step", "move"):
        if "bridge" not in at.memo:
            at.memo["bridge"] = rescore.bridged(await _sheet_before(at), at.sheet, unit)
        return rescore.of_bridge(at.memo["bridge"], "/".join(rest), at.names)
    if head == "gap" and rest[2] != "found":
        return rescore.of_gap(at.sheet, unit, (rest[0], rest[1]), rest[2], at.names)
    if head in ("count", "rate"):
        again = rescore.of_counts if head == "count" else rescore.of_rate
        return again(at.sheet, unit, rest[0], at.names)
    return await _counted(q, head, rest)


async def _counted(q: Quarter, head: str, rest: list[str]) -> Again:
    if head in ("judged", "planned"):
        return await recount.side(q, head, rest[0])
    if head in ("week", "opened", "ended"):
        return await recount.week_of(q, head, date.fromisoformat(rest[0]))
    if head == "severity":
        return await recount.found(q, {"severity": rest[0]})
    if rest:
        list_, point = rest[-2:] if head == "fault" else rest[:2]
        return await recount.found(q, {"list": list_, "point": point})
    return await recount.found(q, {}, [(each.list, each.point) for each in q.findings.faults])


async def _change(at: Ground, name: str) -> Again:
    since = at.q.bridge.since if at.q.bridge else None
    if since is None:
        raise LookupError(name)
    now, before = await _step(at, at.q.cycle.id, name), await _step(at, since.id, name)
    key = name.replace("/", ".")
    return rescore.difference(now, before, (at.q.cycle.name, since.name), (key, f"{since.code}:{at.q.code}:{key}"))


async def _step(at: Ground, cycle: UUID, name: str) -> Again:
    if str(cycle) not in at.memo:
        leads = list(at.leads) if at.leads is not None else [at.q.unit]
        told = await scores.scored(cycle, at.q.unit, scores.Sight(leads, [], []))
        if told is None:
            raise LookupError(str(cycle))
        sheet = at.sheet if cycle == at.q.cycle.id else await _sheet_before(at)
        kept = Kept(told.told, told.score, sheet, at.names, at.codes)
        at.memo[str(cycle)] = kept, kept.steps()
    kept, steps = at.memo[str(cycle)]
    return rescore.of_step(kept, steps, name)


async def _sheet_before(at: Ground) -> Sheet:
    if at.q.bridge is None:
        raise LookupError("bridge")
    return from_json(await db().fetchval(SHEET, current(), at.q.bridge.since.id))
