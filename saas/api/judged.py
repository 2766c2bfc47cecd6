"""Schemes, rulings, appeals and what was put right after closing, as other systems read them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Paged, read
from saas.refusals import not_found
from saas.words import N_
from tenants import current, db

Text = dict[str, str]


class ApiScheme(Struct, frozen=True):
    """A published scheme: components with weights, indicators, grades, deductions, rewards, rulings, vetoes."""

    id: UUID
    number: int
    name: Text
    published_at: datetime
    why: str
    definition: dict[str, Any]


class ApiRuling(Struct, frozen=True):
    """What a leader ruled in a cycle: points of the scheme, a veto, or an appraisal (`mark`, 0 to 100)."""

    id: UUID
    cycle: UUID
    subject_kind: str
    subject: UUID
    kind: str
    code: str
    mark: Decimal | None
    reason: str
    ruled_at: datetime
    taken_back_at: datetime | None
    taken_back_why: str | None


class ApiAppeal(Struct, frozen=True):
    """An appeal against a line of a post's score: `lost` of it, `times` in dispute; of an indicator, the `value` claimed.

    state: open, accepted, refused, withdrawn.
    """

    id: UUID
    cycle: UUID
    post: UUID
    line: str
    lost: Decimal
    times: int
    value: Decimal | None
    finding: UUID | None
    text: str
    state: str
    lodged_at: datetime
    decide_by: datetime


class ApiRestatement(Struct, frozen=True):
    """A correction after closing, with who answers for it and why; `kind`: appeal, reopening, before."""

    number: int
    kind: str
    appeal: UUID | None
    post: UUID | None
    line: str | None
    times: int | None
    how: str | None
    why: str
    at: datetime


@read("/schemes", "read:schemes", N_("考核方案的各个版本"), answer=Listed[ApiScheme], query=Paged)
async def schemes(call: Call) -> Listed[ApiScheme]:
    rows = await db().fetch(
        """select id, number, name, created_at as published_at, why, body as definition from schemes
            where tenant_id = $1 and id > $2 order by id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiScheme(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/rulings", "read:schemes", N_("奖惩裁定和评议"), answer=Listed[ApiRuling], query=Paged)
async def rulings(call: Call) -> Listed[ApiRuling]:
    rows = await db().fetch(
        """select id, cycle_id as cycle, subject_kind, subject_id as subject, kind, code, mark, reason, ruled_at, taken_back_at,
                  taken_back_why
             from rulings where tenant_id = $1 and id > $2 order by id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiRuling(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/appeals", "read:schemes", N_("申诉"), answer=Listed[ApiAppeal], query=Paged)
async def appeals(call: Call) -> Listed[ApiAppeal]:
    rows = await db().fetch(
        """select id, cycle_id as cycle, post_id as post, line, lost, times, value, finding_id as finding, text,
                  state, lodged_at, decide_by
             from appeals where tenant_id = $1 and id > $2 order by id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiAppeal(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/cycles/{cycle}/restatements", "read:schemes", N_("一个周期关闭后的更正"), answer=list[ApiRestatement])
async def restatements(_: Call, cycle: UUID) -> list[ApiRestatement]:
    rows = await db().fetch(
        """select r.number, r.kind, r.appeal_id as appeal, r.post_id as post, r.line, r.times, r.how, r.why, r.at
             from cycles c left join restatements r on r.tenant_id = $1 and r.cycle_id = c.id
            where c.tenant_id = $1 and c.id = $2 order by r.number""",
        current(), cycle,
    )  # fmt: skip
    if not rows:
        raise not_found()
    return [ApiRestatement(**row) for row in rows if row["number"] is not None]
