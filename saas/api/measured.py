"""Indicators: definitions, trees, targets, every edition of their figures, and what is missing."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from msgspec import Struct

from saas.api.cursors import Listed, paged
from saas.api.resources import Call, Paged, read
from saas.indicators import reads
from saas.indicators.form import Indicator, indicator_of
from saas.indicators.gone import gone
from saas.refusals import not_found
from saas.words import N_
from tenants import current, db

Text = dict[str, str]
A_YEAR = 366


class ApiIndicator(Struct, frozen=True):
    """An indicator with its newest definition; `number` is null and `definition` the draft's while none was published."""

    id: UUID
    code: str
    number: int | None
    retired_on: date | None
    definition: dict[str, Any]


class ApiTreeNode(Struct, frozen=True):
    """A node of a dimension tree; `post` answers for it."""

    id: UUID
    tree: str
    code: str
    name: Text
    parent: UUID | None
    post: UUID | None


class ApiFigure(Struct, frozen=True):
    """One edition of a figure. `input`: a name of the formula, "" what it comes to, "~" what was expected of the period.

    `late`: it came first after the days of grace. `corrected`: an earlier edition said something else. `stands`: the newest.
    """

    id: UUID
    input: str
    subject_kind: str
    subject: UUID
    first_day: date
    last_day: date
    edition: int
    value: Decimal | None
    state: str
    source: str
    noted_at: datetime
    noted_by: UUID | None
    why: str
    reason: dict[str, Any] | None
    late: bool
    corrected: bool
    stands: bool


class ApiGap(Struct, frozen=True):
    """A period that is over, with its days of grace, and has no figure, though the subject gives this input."""

    input: str
    subject_kind: str
    subject: UUID
    first_day: date
    last_day: date


class ApiTarget(Struct, frozen=True):
    """One edition of what is wanted of a subject in a period."""

    id: UUID
    subject_kind: str
    subject: UUID
    first_day: date
    last_day: date
    edition: int
    target: Decimal | None
    floor: Decimal | None
    stretch: Decimal | None
    weight: Decimal | None
    set_at: datetime
    why: str


class Figures(Paged, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Periods that touch these days; of one subject; `editions`: those that were corrected, too."""

    from_date: date | None = None
    to_date: date | None = None
    subject: UUID | None = None
    editions: bool = False


class Spanned(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Periods between these days; without them, of the last year."""

    from_date: date | None = None
    to_date: date | None = None


@read("/indicators", "read:indicators", N_("指标及其定义"), answer=Listed[ApiIndicator], query=Paged)
async def indicators(call: Call) -> Listed[ApiIndicator]:
    rows = await db().fetch(
        """select i.id, i.code, v.number, i.retired_on, coalesce(v.body, d.body, '{}') as definition
             from indicators i left join lateral (
                  select w.number, w.body from indicator_versions w where w.tenant_id = $1 and w.indicator_id = i.id
                   order by w.number desc limit 1) v on true
             left join indicator_drafts d on d.tenant_id = $1 and d.indicator_id = i.id
            where i.tenant_id = $1 and i.id > $2 order by i.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiIndicator(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/dimension-nodes", "read:indicators", N_("维度树的节点"), answer=Listed[ApiTreeNode], query=Paged)
async def nodes(call: Call) -> Listed[ApiTreeNode]:
    rows = await db().fetch(
        """select n.id, t.code as tree, n.code, n.name, n.parent_id as parent, n.post_id as post
             from dimension_nodes n join dimension_trees t on t.tenant_id = $1 and t.id = n.tree_id
            where n.tenant_id = $1 and n.id > $2 order by n.id limit $3""",
        current(), *call.query.bounds,
    )  # fmt: skip
    return paged([ApiTreeNode(**row) for row in rows], call.query.limit, lambda row: row.id)


@read("/indicators/{indicator}/values", "read:indicators", N_("指标的数值，含迟报和更正"), answer=Listed[ApiFigure],
      query=Figures)  # fmt: skip
async def values(call: Call, indicator: UUID) -> Listed[ApiFigure]:
    form = await _form(indicator)
    asked = call.query
    rows = await db().fetch(
        """with editions as (
               select f.*, f.edition = max(f.edition) over (partition by f.name, f.subject_id, f.first_day, f.last_day) as stands
                 from indicator_values f
                where f.tenant_id = $1 and f.indicator_id = $4 and ($5::date is null or f.last_day >= $5)
                  and ($6::date is null or f.first_day <= $6) and ($7::uuid is null or f.subject_id = $7))
           select id, name as input, subject_kind, subject_id as subject, first_day, last_day, edition, value, state, source,
                  noted_at, noted_by, why, reason, edition > 1 as corrected, stands,
                  edition = 1 and name not in ('', '~') and noted_at::date > last_day + $8::int as late
             from editions where id > $2 and ($9 or stands) order by id limit $3""",
        current(), *asked.bounds, indicator, asked.from_date, asked.to_date, asked.subject, form.grace if form else 0,
        asked.editions,
    )  # fmt: skip
    return paged([ApiFigure(**row) for row in rows], asked.limit, lambda row: row.id)


@read("/indicators/{indicator}/missing", "read:indicators", N_("过期还没有数的期"), answer=list[ApiGap], query=Spanned)
async def missing(call: Call, indicator: UUID) -> list[ApiGap]:
    form = await _form(indicator)
    if form is None:
        return []
    last = min(call.query.to_date or call.today, call.today)
    first = call.query.from_date or date.fromordinal(max(1, last.toordinal() - A_YEAR))
    found = gone(form, await reads.figures(first, last, [indicator]), call.today)
    kinds = await reads.subjects()
    return [ApiGap(one.name, kinds[one.subject].kind, one.subject, *one.span) for one in found if one.subject in kinds]


@read("/indicators/{indicator}/targets", "read:indicators", N_("指标的目标，分到单元、岗位、人和节点"),
      answer=Listed[ApiTarget], query=Paged)  # fmt: skip
async def targets(call: Call, indicator: UUID) -> Listed[ApiTarget]:
    await _form(indicator)
    rows = await db().fetch(
        """select id, subject_kind, subject_id as subject, first_day, last_day, edition, target, floor, stretch, weight,
                  set_at, why
             from indicator_targets where tenant_id = $1 and id > $2 and indicator_id = $4 order by id limit $3""",
        current(), *call.query.bounds, indicator,
    )  # fmt: skip
    return paged([ApiTarget(**row) for row in rows], call.query.limit, lambda row: row.id)


async def _form(indicator: UUID) -> Indicator | None:
    """The definition in force; None where none is published. Refused: 404 no such indicator."""
    found = await reads.known(indicator)
    if found is None:
        raise not_found()
    return indicator_of(found.versions[0]["body"]) if found.versions else None
