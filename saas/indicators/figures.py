"""Named figures that checks and findings tell, by post, between two days. Every SELECT of them.

An input says `checks.earned/C1` or `checks.applied/C1/C1-03`; a list, and a point of it, narrow what is counted.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.words import N_
from tenants import current, db

NAMED = {
    "checks.applied": N_("检查项：适用次数"), "checks.earned": N_("检查项：合格（得分）次数"), "checks.due": N_("检查：应做次数"),
    "checks.done": N_("检查：已做次数"), "checks.late": N_("检查：迟做次数"), "checks.missed": N_("检查：漏做次数"),
    "readings.count": N_("读数：个数"), "readings.sum": N_("读数：之和"), "readings.min": N_("读数：最小"),
    "readings.max": N_("读数：最大"),
    "findings.opened": N_("问题：发现数"), "findings.due": N_("问题：到期数"), "findings.closed_in_time": N_("问题：按期关闭数"),
    "findings.overdue": N_("问题：逾期未关数"),
}  # fmt: skip
LIST = """join checklist_versions v on v.tenant_id = $1 and v.id = x.version_id
     join checklists l on l.tenant_id = $1 and l.id = v.checklist_id and ($4 = '' or l.code = $4)"""
TALLIED = f"""
    select x.post_id,
           sum(case when $5 = '' then (select sum(e) from unnest(x.{{column}}) e) else x.{{column}}[p.position] end) as figure
      from tallies x {LIST}
      left join points p on p.tenant_id = $1 and p.version_id = x.version_id and p.code = $5
     where x.tenant_id = $1 and x.business_date between $2 and $3 and ($5 = '' or p.id is not null)
     group by x.post_id"""  # noqa: S608  our own names
DUE = f"""
    select x.post_id, count(*) filter (where {{which}}) as figure
      from due_checks x {LIST}
     where x.tenant_id = $1 and x.business_date between $2 and $3 and $5 = ''
     group by x.post_id"""  # noqa: S608
READ = f"""
    select x.post_id, {{fold}}(a.number) as figure
      from checks x {LIST}
      join answers a on a.tenant_id = $1 and a.check_id = x.id and a.number is not null
      join points p on p.tenant_id = $1 and p.id = a.point_id and ($5 = '' or p.code = $5)
     where x.tenant_id = $1 and x.business_date between $2 and $3 and x.state in ('received', 'accepted')
     group by x.post_id"""  # noqa: S608
FOUND = """
    select x.post_id, count(*) filter (where {which}) as figure
      from findings x
     where x.tenant_id = $1 and {on} between $2 and $3 and x.state <> 'withdrawn' and $4 = '' and $5 = ''
     group by x.post_id"""
BY_POINT = {"checks.applied", "checks.earned", "readings.count", "readings.sum", "readings.min", "readings.max"}
EARNED_IN = Decimal(10_000)
SOURCES = {
    "checks.applied": TALLIED.format(column="applied"), "checks.earned": TALLIED.format(column="earned_e4"),
    "checks.due": DUE.format(which="true"), "checks.done": DUE.format(which="x.state = 'done'"),
    "checks.late": DUE.format(which="x.state = 'done' and x.late"), "checks.missed": DUE.format(which="x.state = 'missed'"),
    "readings.count": READ.format(fold="count"), "readings.sum": READ.format(fold="sum"), "readings.min": READ.format(fold="min"),
    "readings.max": READ.format(fold="max"), "findings.opened": FOUND.format(which="true", on="x.business_date"),
    "findings.due": FOUND.format(which="true", on="x.due_on"),
    "findings.closed_in_time": FOUND.format(which="x.state = 'verified' and x.acted_on <= x.due_on", on="x.due_on"),
    "findings.overdue": FOUND.format(which="x.state <> 'verified' and x.due_on < $3", on="x.due_on"),
}  # fmt: skip


def known_figure(figure: str) -> bool:
    """Whether checks and findings tell it."""
    name, *rest = figure.split("/")
    narrowed = 0 if name.startswith("findings") else 2 if name in BY_POINT else 1
    return name in SOURCES and len(rest) <= narrowed


async def told_by_post(figure: str, first: date, last: date) -> dict[UUID, Decimal]:
    """Post → figure; a post without any is left out."""
    name, *narrowed = [*figure.split("/"), "", ""][:3]
    rows: list[Any] = await db().fetch(SOURCES[name], current(), first, last, *narrowed)
    by = EARNED_IN if name == "checks.earned" else Decimal(1)
    return {row["post_id"]: Decimal(row["figure"]) / by for row in rows if row["figure"] is not None}
