"""Figures that are counted: the single rows behind them are brought and counted again, one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from saas.plans import evidence
from saas.plans.settle import judge
from saas.plans.terms import SignedMeasure, from_text, signature
from saas.reports.figures import Quarter
from saas.reports.keys import SHORT
from saas.reports.rescore import Again, Line, summed
from saas.values import EXACT
from saas.words import N_
from tenants import current, db

WEEK = timedelta(days=6)
ONE = Decimal(1)
# $2 unit, $3 first day, $4 last day, $5 moment of the close.
FOUND = """
select f.id, f.number, f.severity, l.code as list, p.code as point, c.business_date as day
  from findings f join checks c on c.tenant_id = $1 and c.id = f.check_id
  join points p on p.tenant_id = $1 and p.id = f.point_id
  join checklist_versions v on v.tenant_id = $1 and v.id = p.version_id
  join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
 where f.tenant_id = $1 and f.found_at <= $5 and f.state <> 'withdrawn' and c.business_date between $3 and $4
   and exists (select from unit_lines n where n.tenant_id = $1 and n.unit_id = c.unit_id and n.ancestor_id = $2)
 order by f.number"""
ENDED = """
select f.id, f.number, (f.closed_at at time zone $5)::date as day from findings f
 where f.tenant_id = $1 and f.state = 'verified' and (f.closed_at at time zone $5)::date between $3 and $4
   and exists (select from unit_lines n where n.tenant_id = $1 and n.unit_id = f.unit_id and n.ancestor_id = $2)
 order by f.number"""
SCORED = """
select l.code, l.name as list, t.business_date as day, t.scored, t.score_sum from tallies t
  join checklist_versions v on v.tenant_id = $1 and v.id = t.version_id
  join checklists l on l.tenant_id = $1 and l.id = v.checklist_id
 where t.tenant_id = $1 and t.business_date between $3 and $4 and t.scored > 0
   and exists (select from unit_lines n where n.tenant_id = $1 and n.unit_id = t.unit_id and n.ancestor_id = $2)
 order by t.business_date, l.code, t.post_id"""
# By the end of its id, which is what is printed.
MEASURE = """
select m.id, m.plan_id, m.target, m.expected_gain, m.baseline, a.terms, a.signed, a.approved_at, b.name as by
  from measures m join plans p on p.tenant_id = $1 and p.id = m.plan_id
  left join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
  left join memberships b on b.tenant_id = $1 and b.id = a.membership_id
 where m.tenant_id = $1 and right(m.id::text, $3) = $2
   and exists (select from unit_lines n where n.tenant_id = $1 and n.unit_id = p.unit_id and n.ancestor_id = $4)"""
SIDES = """
select n.name as unit, case when $4 = 'judged' then e.verdict when m.done_at is not null then 'done'
            when a.plan_id is not null then 'approved' else 'draft' end as word, m.title, m.plan_id as plan
  from measures m join plans p on p.tenant_id = $1 and p.id = m.plan_id
  join units n on n.tenant_id = $1 and n.id = p.unit_id
  left join approvals a on a.tenant_id = $1 and a.plan_id = p.id
  left join effects e on e.tenant_id = $1 and e.measure_id = m.id
 where m.tenant_id = $1 and m.dropped_at is null
   and case when $4 = 'judged' then e.cycle_id = $3 else p.cycle_id = $3 end
   and exists (select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = $2)
 order by m.id"""


async def found(
    q: Quarter, wanted: dict[str, Any], named: Sequence[tuple[str, str]] = (),
    among: Callable[[tuple[str, str]], bool] = lambda _: True,
) -> Again:  # fmt: skip
    """Findings of the cycle's checks that are as `wanted`; named: points that have a line of their own and do not count;
    among: which points count.
    """
    rows = await db().fetch(FOUND, current(), q.unit, q.first, q.last, q.closed_at)
    kept = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return _listed([row for row in kept if (row["list"], row["point"]) not in named and among((row["list"], row["point"]))])


async def week_of(q: Quarter, kind: str, monday: date, list_: str | None = None) -> Again:
    """opened: findings of a calendar week; ended: those closed in it; week: the mean score of its checks, or those of a list."""
    first, last = max(monday, q.first), min(monday + WEEK, q.last)
    if kind == "opened":
        return _listed(await db().fetch(FOUND, current(), q.unit, first, last, q.closed_at))
    if kind == "ended":
        return _listed(await db().fetch(ENDED, current(), q.unit, first, last, q.zone))
    rows = [row for row in await db().fetch(SCORED, current(), q.unit, first, last) if list_ in (None, row["code"])]
    checks = sum(row["scored"] for row in rows)
    mean = EXACT.divide(sum((row["score_sum"] for row in rows), Decimal(0)), Decimal(checks)) if checks else None
    lines = tuple(Line(row["list"] | {"day": str(row["day"])}, row["score_sum"], Decimal(row["scored"])) for row in rows)
    return Again(
        mean.quantize(Decimal("1E-12")) if mean is not None else None, N_("Σ 检查得分 ÷ Σ 检查次数"), lines,
        (N_("得分之和"), N_("检查次数"), None),
    )  # fmt: skip


def _listed(rows: Sequence[Any]) -> Again:
    told = [({"zh": f"{row['number']}"}, ONE, f"/findings/{row['id']}") for row in rows]
    return summed(N_("每条问题算一条"), told)


async def side(q: Quarter, side: str, word: str) -> Again:
    """Measures judged with the cycle, or planned from it, in one state or in any."""
    rows = await db().fetch(SIDES, current(), q.unit, q.cycle.id, side)
    told = [(row["title"], ONE, f"/plans/{row['plan']}") for row in rows if word in ("all", row["word"])]
    return summed(N_("每项措施算一项"), told)


async def measure(q: Quarter, short: str, name: str) -> tuple[Again, Any] | None:
    """A figure of a measure from its signed words and the day sums of its posts; and who signed. None for an unknown one."""
    row = await db().fetchrow(MEASURE, current(), short, SHORT, q.unit)
    if row is None:
        return None
    signed = {each.measure: each for each in from_text(row["terms"]).measures}.get(row["id"]) if row["terms"] else None
    if name in ("target", "gain"):
        value = row["target"] if name == "target" else row["expected_gain"]
        source = N_("签字时定下的") if signed else N_("草稿里写的")
        if signed and name == "target":
            value = signed.target
        return Again(value, source, (Line(N_("原来的合格率"), row["baseline"]),)), _seal(row)
    return (await _judged(signed, name), _seal(row)) if signed else None


async def _judged(signed: SignedMeasure, name: str) -> Again:
    counts = await evidence.counts_of([signed])
    told = judge(signed, counts).effect
    cells = [*zip(CELLS, (*told.treated, *told.comparison), strict=True)]
    lines = tuple(Line(label, cell.passed, None, cell.applied) for label, cell in cells)
    return Again(getattr(told, name), WAYS[name], lines, (N_("合格"), None, N_("适用")))


CELLS = (N_("做了措施的岗位，之前"), N_("做了措施的岗位，之后"), N_("对照岗位，之前"), N_("对照岗位，之后"))
WAYS = {
    "estimate": N_("（做了措施的：之后 − 之前）−（对照的：之后 − 之前）"),
    "low": N_("实测向一半收一点，减去 95% 的半宽（学生 t 分布）"), "high": N_("实测向一半收一点，加上 95% 的半宽（学生 t 分布）"),
}  # fmt: skip


def _seal(row: Any) -> Any:
    """Who signed, when, the fingerprint of the signed words, and whether they still are those words."""
    if row["signed"] is None:
        return None
    return row["by"], row["approved_at"], row["signed"].hex(), signature(row["terms"]) == row["signed"]
