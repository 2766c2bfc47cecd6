"""Gaps, the library of measures, hours of posts and links to models, as spreadsheets to read."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from saas.plans.choose import DEFAULT_CAPACITY
from saas.plans.money_reads import links
from saas.plans.shop_reads import library
from saas.scores.ranking import RANKED
from saas.sheets.registry import Column, Row, Sheet, register
from saas.sheets.stream import stream
from saas.values import HUNDRED, half_up
from saas.visit import Visit
from saas.words import N_

GAPS = (
    Column("unit", N_("单元")), Column("cycle", N_("周期")), Column("list", N_("检查表")),
    Column("point", N_("检查项"), width=40),
    Column("loss", N_("丢分"), kind="number"), Column("pass_share", N_("合格率"), kind="number", uom="%"),
    Column("own_best", N_("自己最好"), kind="number", uom="%"), Column("peer_best", N_("同类最好"), kind="number", uom="%"),
    Column("peer", N_("同类最好的单元")), Column("peers", N_("和几个单元比"), kind="number"),
    Column("found", N_("登记的问题"), kind="number"),
)  # fmt: skip
LOST = f"""
select u.name as unit, c.name as cycle, t.list, t.text as point, round(g.loss, 2) as loss,
       round(100 * g.pass_share, 1) as pass_share,
       round(100 * g.own_best, 1) as own_best, case when {RANKED} then round(100 * g.peer_best, 1) end as peer_best,
       case when {RANKED} then p.name end as peer, case when {RANKED} then g.peers end as peers, g.found
  from point_gaps g
  join units u on u.tenant_id = $1 and u.id = g.unit_id
  join cycles c on c.tenant_id = $1 and c.id = g.cycle_id
  left join units p on p.tenant_id = $1 and p.id = g.peer_unit_id
  left join lateral (
       select x.text, l.name as list from checklists l
         join checklist_versions v on v.tenant_id = $1 and v.checklist_id = l.id
         join points x on x.tenant_id = $1 and x.version_id = v.id and x.code = g.point_code
        where l.tenant_id = $1 and l.code = g.list_code order by v.number desc limit 1) t on true
 where g.tenant_id = $1 and exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = g.unit_id and l.ancestor_id = any ($2))
 order by c.from_date desc, u.position, u.id, g.position"""  # noqa: S608  our own piece
ENTRIES = (
    Column("code", N_("编码")), Column("title", N_("措施"), width=44), Column("problem", N_("针对的毛病"), width=30),
    Column("points", N_("用在哪些检查项"), width=30), Column("effort", N_("要花"), kind="number", uom=N_("小时")),
    Column("effect", N_("预计效果"), kind="number", uom=N_("百分点")), Column("count", N_("实测次数"), kind="number"),
    Column("worked", N_("有效次数"), kind="number"), Column("tried", N_("评过次数"), kind="number"),
)  # fmt: skip
HOURS = (
    Column("post", N_("岗位")), Column("unit", N_("单元")), Column("capacity", N_("共有"), kind="number", uom=N_("小时")),
    Column("taken", N_("已占"), kind="number", uom=N_("小时")),
)  # fmt: skip
TAKEN = """
select p.name as post, u.name as unit, coalesce(c.hours, e.hours, $3) as capacity, coalesce(t.hours, 0) as taken
  from posts p
  join units u on u.tenant_id = $1 and u.id = p.unit_id
  left join capacities c on c.tenant_id = $1 and c.post_id = p.id
  left join capacities e on e.tenant_id = $1 and e.post_id is null
  left join (select m.post_id, sum(m.effort) as hours from measures m
               join approvals a on a.tenant_id = $1 and a.plan_id = m.plan_id
              where m.tenant_id = $1 and m.done_at is null and m.dropped_at is null group by 1) t on t.post_id = p.id
 where p.tenant_id = $1 and p.closed_on is null and exists (
       select from unit_lines l where l.tenant_id = $1 and l.unit_id = p.unit_id and l.ancestor_id = any ($2))
 order by u.position, u.id, p.code"""
LINKS = (
    Column("point", N_("检查项"), width=40), Column("model", N_("模型"), width=30), Column("input", N_("输入")),
    Column("moves", N_("合格率每高 1 个百分点，输入变动"), kind="number", width=28), Column("result", N_("结果")),
    Column("why", N_("凭什么"), width=40),
)  # fmt: skip


def gaps(visit: Visit) -> AsyncIterator[Row]:
    return stream(LOST, visit.leads())


def hours(visit: Visit) -> AsyncIterator[Row]:
    return stream(TAKEN, visit.leads(), DEFAULT_CAPACITY)


async def entries() -> list[Row]:
    """The library with its lessons."""
    known = await library()
    return [
        {"code": one.code, "title": one.title, "problem": one.problem, "points": " ".join(one.points), "effort": one.effort}
        | _learned(known.learned(one.code))
        for one in known.entries
    ]  # fmt: skip


def _learned(told: Any) -> Row:
    return {"effect": half_up(HUNDRED * told.effect, 1), "count": told.count, "worked": told.worked, "tried": told.tried}


async def money() -> list[Row]:
    """Links in force."""
    rows: list[Row] = []
    for one in await links():
        entry, _, result = one.titled()
        rows.append(
            {"point": one.point, "model": one.model.name, "input": entry, "moves": one.moves, "result": result, "why": one.why}
        )
    return rows


register(Sheet("point-gaps", N_("差距"), permit="plan.read", columns=GAPS, export=gaps, scoped=True, back="/plans/gaps"))
register(Sheet("measure-library", N_("措施库"), permit="plan.read", columns=ENTRIES, export=entries, back="/plans/library"))
register(Sheet("capacities", N_("余力"), permit="plan.read", columns=HOURS, export=hours, scoped=True, back="/plans/capacity"))
register(Sheet("money-links", N_("折算成钱"), permit="plan.read", columns=LINKS, export=money, back="/plans/money"))

