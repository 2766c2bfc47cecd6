"""Checks, findings, plans, measures and signals, as other systems read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Paged, read
from saas.words import N_
from tenants import current, db

Text = dict[str, str]


class ApiCheck(Struct, frozen=True):
    """A submitted check with its result; `score_sent` is the result before corrections."""

    id: UUID
    checklist: str
    version: int
    unit: UUID
    post: UUID
    object: UUID | None
    business_date: date
    received_at: datetime
    receipt: str
    state: str
    score: Decimal | None
    score_sent: Decimal | None
    vetoed: bool
    failed: int


class ApiFinding(Struct, frozen=True):
    """A finding. `closed_at` is null while somebody still has to act or verify."""

    id: UUID
    number: int
    title: Text
    state: str
    severity: str
    source: str
    detail: str | None
    unit: UUID
    post: UUID | None
    object: UUID | None
    found_at: datetime
    due_on: date
    closed_at: datetime | None


class ApiMeasure(Struct, frozen=True):
    """A measure of an improvement plan; `verdict` is worked, no_effect or cannot_tell once its window is over."""

    id: UUID
    plan: UUID
    unit: UUID
    cycle: UUID
    title: Text
    list: str
    point: str
    post: UUID | None
    due_on: date | None
    done_at: datetime | None
    dropped_at: datetime | None
    verdict: str | None
    estimate: Decimal | None
    low: Decimal | None
    high: Decimal | None


class ApiPlan(Struct, frozen=True):
    """The improvement plan of a unit after a cycle; `approved_at` is null while it is a draft."""

    id: UUID
    unit: UUID
    cycle: UUID
    drafted_at: datetime
    approved_at: datetime | None


class ApiSignal(Struct, frozen=True):
    """“Look here”, never a verdict: what of a person's checks on a list is unlikely, and what a leader answered."""

    id: UUID
    member: UUID
    checklist: str
    post: UUID
    unit: UUID
    from_date: date
    to_date: date
    checks: int
    strength: Decimal
    evidence: list[dict[str, Any]]
    state: str
    answer: str | None
    answered_at: datetime | None


class Days(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Business dates, both included."""

    from_date: date | None = None
    to_date: date | None = None


@read("/checks", "read:checks", N_("提交的检查"), answer=Listed[ApiCheck], query=Days)
async def checks(call: Call) -> Listed[ApiCheck]:
    rows = await db().fetch(
        """select c.id, l.code as checklist, v.number as version, c.unit_id as unit, c.post_id as post, c.object_id as object,
                  c.business_date, c.received_at, c.receipt, c.state, c.score, c.score_sent, c.vetoed, c.failed
             from checks c join checklist_versions v on v.tenant_id = $1 and v.id = c.version_id
             join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
            where c.tenant_id = $1 and c.id > $2 and ($4::date is null or c.business_date >= $4)
              and ($5::date is null or c.business_date <= $5)
            order by c.id limit $3""",
        current(), *call.query.bounds, call.query.from_date, call.query.to_date,
    )  # fmt: skip
    return paged([ApiCheck(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/findings", "read:findings", N_("问题"), answer=Listed[ApiFinding], query=Paged)
async def findings(call: Call) -> Listed[ApiFinding]:
    rows = await db().fetch(
        """select id, number, title, state, severity, source, detail_code as detail, unit_id as unit, post_id as post,
                  object_id as object, found_at, due_on, closed_at
             from findings where tenant_id = $1 and id > $2 order by id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiFinding(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/plans", "read:plans", N_("改进计划"), answer=Listed[ApiPlan], query=Paged)
async def plans(call: Call) -> Listed[ApiPlan]:
    rows = await db().fetch(
        """select p.id, p.unit_id as unit, p.cycle_id as cycle, p.drafted_at, a.approved_at
             from plans p left join approvals a on a.tenant_id = $1 and a.plan_id = p.id
            where p.tenant_id = $1 and p.id > $2 order by p.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiPlan(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/signals", "read:signals", N_("值得看一眼的信号"), answer=Listed[ApiSignal], query=Paged)
async def signals(call: Call) -> Listed[ApiSignal]:
    rows = await db().fetch(
        """select s.id, s.membership_id as member, l.code as checklist, s.post_id as post, s.unit_id as unit, s.from_date,
                  s.to_date, s.checks, s.strength, s.evidence, s.state, s.answer, s.answered_at
             from signals s join checklists l on l.tenant_id = $1 and l.id = s.checklist_id
            where s.tenant_id = $1 and s.id > $2 order by s.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiSignal(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/measures", "read:plans", N_("改进措施和效果"), answer=Listed[ApiMeasure], query=Paged)
async def measures(call: Call) -> Listed[ApiMeasure]:
    rows = await db().fetch(
        """select m.id, m.plan_id as plan, p.unit_id as unit, p.cycle_id as cycle, m.title, m.list_code as list,
                  m.point_code as point, m.post_id as post, m.due_on, m.done_at, m.dropped_at,
                  e.verdict, e.estimate, e.low, e.high
             from measures m join plans p on p.tenant_id = $1 and p.id = m.plan_id
             left join lateral (select verdict, estimate, low, high from effects where tenant_id = $1 and measure_id = m.id
                                 order by cycle_id desc limit 1) e on true
            where m.tenant_id = $1 and m.id > $2 order by m.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiMeasure(**row) for row in rows], call.query.limit, lambda row: row.id)
