"""Cycles and scores with their trace and bridge: the same read as the page, so that there is one definition of a score."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Paged, read
from saas.refusals import not_found
from saas.scores import reads
from saas.scores.between import against
from saas.scores.told import Told, ToldBridge
from saas.words import N_
from tenants import current, db

Text = dict[str, str]
COMPANY = "select array_agg(id) from units where tenant_id = $1 and parent_id is null"


class ApiCycle(Struct, frozen=True):
    """An assessment cycle: draft, open, closing, closed, appeal, reopened or locked. It has scores once `closed_at` is set."""

    id: UUID
    code: str
    name: Text
    from_date: date
    to_date: date
    state: str
    scheme: UUID | None
    closed_at: datetime | None
    appeals_until: datetime | None
    locked_at: datetime | None


class ApiScore(Struct, frozen=True):
    """The score of a unit or post. `score` is unrounded, `shown` is rounded as the scheme says; null: not available."""

    id: UUID
    kind: str
    subject: UUID
    score: Decimal | None
    shown: Decimal | None
    grade: str | None
    change: Decimal | None


class ApiScored(Struct, frozen=True):
    """One score with the figures it comes from, and the bridge from the cycle before."""

    kind: str
    subject: UUID
    name: Text
    cycle: UUID
    score: Decimal | None
    shown: Decimal | None
    grade: str | None
    scheme: int
    trace: Told
    bridge: ToldBridge | None


class Between(Struct, frozen=True, forbid_unknown_fields=True):
    """`since`: the closed cycle from which the bridge leads here, instead of the one before."""

    since: UUID | None = None


@read("/cycles", "read:scores", N_("考核周期"), answer=Listed[ApiCycle], query=Paged)
async def cycles(call: Call) -> Listed[ApiCycle]:
    rows = await db().fetch(
        """select c.id, c.code, c.name, c.from_date, c.to_date, c.state, c.scheme_id as scheme, k.closed_at, k.appeals_until,
                  y.locked_at
             from cycles c left join closures k on k.tenant_id = $1 and k.cycle_id = c.id
             left join cycle_locks y on y.tenant_id = $1 and y.cycle_id = c.id
            where c.tenant_id = $1 and c.id > $2 order by c.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiCycle(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/cycles/{cycle}/scores", "read:scores", N_("一个周期的得分"), answer=Listed[ApiScore], query=Paged)
async def scores(call: Call, cycle: UUID) -> Listed[ApiScore]:
    rows = await db().fetch(
        """select s.id, s.subject_kind as kind, s.subject_id as subject, s.score, s.shown, s.grade,
                  (s.bridge ->> 'change')::numeric as change
             from cycles c left join scores s on s.tenant_id = $1 and s.cycle_id = c.id and s.id > $2
            where c.tenant_id = $1 and c.id = $4 order by s.id limit $3""",
        current(), *call.query.bounds, cycle,
    )  # fmt: skip
    if not rows:
        raise not_found()
    return paged([ApiScore(**row) for row in rows if row["id"]], call.query.limit, lambda row: row.id)


@read("/cycles/{cycle}/scores/{subject}", "read:scores", N_("一个得分的依据和变化"), answer=ApiScored, query=Between)
async def scored(call: Call, cycle: UUID, subject: UUID) -> ApiScored:
    top = await db().fetchval(COMPANY, current())
    found = await reads.scored(cycle, subject, reads.Sight(top, (), ()))
    if found is None:
        raise not_found()
    if call.query.since:
        _, sheet = await reads.names_and_sheet(cycle)
        found = await against(found, sheet, call.query.since)
    return ApiScored(
        found.kind, found.id, found.name, found.cycle.id, found.score, found.shown, found.grade, found.scheme,
        found.told, found.bridge,
    )  # fmt: skip
