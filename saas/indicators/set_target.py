"""Say what is wanted of a unit, post, person, object or node in a period; what was wanted before stays written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from saas import trail
from saas.indicators import reads
from saas.indicators.gate import held
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

LONGEST_WHY = 500
STANDS = """
    select exists (select from indicator_targets t
                    where t.tenant_id = $1 and t.indicator_id = $2 and t.subject_id = $3 and t.first_day = $4
                      and t.last_day = $5)"""
INSERT = """
    insert into indicator_targets (tenant_id, indicator_id, subject_kind, subject_id, first_day, last_day, edition, target, floor,
                                   stretch, weight, set_at, set_by, why)
    select $1, $2, $3, $4, $5, $6, 1 + (select coalesce(max(t.edition), 0) from indicator_targets t
                                         where t.tenant_id = $1 and t.indicator_id = $2 and t.subject_id = $4
                                           and t.first_day = $5 and t.last_day = $6), $7, $8, $9, $10, $11, $12, $13
    returning edition"""


@dataclass(frozen=True)
class Aim:
    """`weight`: the part's weight, or its planned denominator where the whole is a ratio of sums."""

    target: Decimal | None
    floor: Decimal | None = None
    stretch: Decimal | None = None
    weight: Decimal | None = None


async def set_target(
    indicator: UUID, subject: UUID, first: date, last: date, aim: Aim, *, by: UUID, now: datetime, why: str = ""
) -> int:
    """The edition written; the second and later ones want a reason.

    Refused: 404 no such indicator or subject, 422 for days out of order, a weight below 0 or a change without a why.
    """
    await held(indicator)
    known = (await reads.subjects([subject])).get(subject)
    if known is None:
        raise Refused(404, N_("找不到这个部门、岗位或节点。"), field="subject")
    if last < first:
        raise Refused(422, N_("结束日期不能早于开始日期。"), field="last")
    if aim.weight is not None and aim.weight < 0:
        raise Refused(422, N_("权重不能小于 0。"), field="weight")
    stands = await db().fetchval(STANDS, current(), indicator, subject, first, last)
    if stands and not why.strip():
        raise Refused(422, N_("改目标要写为什么。"), field="why")
    edition: int = await db().fetchval(
        INSERT, current(), indicator, known.kind, subject, first, last, aim.target, aim.floor, aim.stretch, aim.weight, now, by,
        why[:LONGEST_WHY].strip(),
    )  # fmt: skip
    await trail.record("set_target", "indicator", indicator, by=by, now=now, why=why or None, subject=known.code, edition=edition)
    return edition
