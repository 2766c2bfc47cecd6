"""What a suggestion belongs to: a point where the unit loses, a finding, a detail of the standards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saas import trail
from saas.refusals import Problem, Refused
from saas.suggestions.gate import in_line
from saas.words import N_
from tenants import current, db

# A point tells its detail, where no other is named.
KNOWN = """
    select (select f.id from findings f where f.tenant_id = $1 and f.number::text = $2 and f.state <> 'withdrawn'
               and exists (select from unit_lines l
                            where l.tenant_id = $1 and l.unit_id = f.unit_id and l.ancestor_id = any ($6))) as finding,
           (select n.code from standard_nodes n where n.tenant_id = $1 and n.code = $3 and n.standard_id = (
               select s.id from standards s where s.tenant_id = $1 and s.published_at is not null
                order by s.number desc limit 1)) as detail,
           p.list, p.point, p.detail_code
      from (select 1) one
      left join lateral (
           select c.code as list, p.code as point, p.detail_code from checklists c
             join checklist_versions v on v.tenant_id = $1 and v.checklist_id = c.id and v.published_at is not null
             join points p on p.tenant_id = $1 and p.version_id = v.id and p.code = $5
            where c.tenant_id = $1 and c.code = $4 and c.retired_on is null order by v.number desc limit 1) p on true"""


@dataclass(frozen=True)
class Place:
    """`point` as list/point, `finding` by its number, `detail` by its code; empty where it belongs to none."""

    point: str = ""
    finding: str = ""
    detail: str = ""


async def join(suggestion: UUID, place: Place, *, heads: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Set all three at once. Refused: 404 outside the line, 422 at each field that names nothing we have."""
    await in_line(suggestion, heads)
    listed, _, point = place.point.partition("/")
    row = await db().fetchrow(KNOWN, current(), place.finding, place.detail.split(" ")[0], listed, point, list(heads))
    _check(place, row)
    await db().execute(
        """update suggestions set finding_id = $3, list_code = $4, point_code = $5, detail_code = coalesce($6, $7)
            where tenant_id = $1 and id = $2""",
        current(), suggestion, row["finding"], row["list"], row["point"], row["detail"], row["detail_code"],
    )  # fmt: skip
    await trail.record("join", "suggestion", suggestion, by=by, now=now, point=place.point or None, detail=row["detail"])


def _check(place: Place, row: Any) -> None:
    wrong = []
    if place.point and row["point"] is None:
        wrong.append(Problem("point", N_("请从列表中选择。")))
    if place.finding and row["finding"] is None:
        wrong.append(Problem("finding", N_("没有这个编号的问题，或者不归你管。")))
    if place.detail and row["detail"] is None:
        wrong.append(Problem("detail", N_("现行标准里没有这个编码。")))
    if wrong:
        raise Refused.all(wrong)
