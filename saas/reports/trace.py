"""From a printed figure back to where it comes from: found by its id, computed again, held against what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from saas.reports import recount, reprice
from saas.reports.figures import Quarter
from saas.reports.ground import Ground, Signed, ground
from saas.reports.keys import Figure, parts, trace_id
from saas.reports.register import register
from saas.reports.rescore import Again
from saas.reports.ways import of
from saas.values import as_id
from saas.words import N_
from tenants import current, db

# Older papers print the id of the score itself.
BY_SCORE = """
select c.code as cycle, u.code as unit from scores s join cycles c on c.tenant_id = $1 and c.id = s.cycle_id
  join units u on u.tenant_id = $1 and u.id = s.subject_id and s.subject_kind = 'unit'
 where s.tenant_id = $1 and s.id = $2"""


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


async def trace(text: str, leads: Sequence[UUID] | None = None) -> Traced | None:
    """The figure of an id, such as 2026-Q2:G-A:score; None where there is none in reach of `leads` (None: all)."""
    asked = await _asked(text.strip())
    found = await ground(asked[0], asked[1], leads) if asked else None
    return await again(found, asked[2]) if found and asked else None


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
        return found and (found[0], (Signed(N_("签字批准"), found[1][0], found[1][1], None, found[1][2:]),) if found[1] else ())
    if head == "gate":
        told = await reprice.gate(rest[0])
        return told and (told[0], (Signed(N_("关口签字"), told[1][0], told[1][1], None, told[1][2:]),))
    if head == "money":
        priced = await reprice.money(at.q, rest[0], rest[1], rest[2])
        return priced and (priced[0], (Signed(N_("连接模型"), *priced[1]),))
    return await of(at, figure.key), ()
