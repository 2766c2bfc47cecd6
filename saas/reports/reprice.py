"""Figures beside the scores again: a unit among its peers, a gate, what an effect is worth by a model, a score before it was put
right.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.benchmarks.measured import figures_of
from saas.benchmarks.rules import standing
from saas.models.form import model_of
from saas.plans import evidence
from saas.plans.money import Link, Worth, worth
from saas.plans.settle import judge
from saas.plans.terms import from_text
from saas.reports.figures import Quarter
from saas.reports.keys import SHORT, key
from saas.reports.recount import MEASURE
from saas.reports.rescore import Again, Line
from saas.rollout.judge import print_of
from saas.scores.sheet import Sheet
from saas.values import ZERO, half_up
from saas.words import N_
from tenants import current, db

OF_SHEET, AS_SCORED = N_("从结算时冻结的数据重新数出"), N_("结算时的得分")
MEAN = N_("同类各单元的平均，取三位数字"), N_("各单元从高到低排，相同的同名次")
MET = N_("签字时没有达到的条件，一条算一条")
TOLD, MOVED = N_("模型照输入变动前后各算一次，两个结果之差"), N_("连接模型时写下的")
ROUNDED = N_("更正之前的得分，取整到显示的位数")
PEERS = """
select o.unit_id as id, n.name, n.code from benchmark_units s
  join benchmark_units o on o.tenant_id = $1 and o.cycle_id = s.cycle_id and o.layer_id = s.layer_id and o.grouping = s.grouping
  join units n on n.tenant_id = $1 and n.id = o.unit_id
 where s.tenant_id = $1 and s.cycle_id = $2 and s.unit_id = $3 order by n.code"""
SCORES = """
select subject_id::text as id, score from scores
 where tenant_id = $1 and cycle_id = $2 and subject_kind = 'unit' and score is not null"""
GATE = """
select g.figures, g.hash, g.signature, g.at, g.reason from gate_decisions g
 where g.tenant_id = $1 and left(g.hash, $3) = $2 order by g.at limit 1"""
PRICED = """
select k.input, k.result, k.moves, k.why, k.set_at, b.name as by, v.body from effect_money y
  join money_links k on k.tenant_id = $1 and k.id = y.link_id
  join memberships b on b.tenant_id = $1 and b.id = k.set_by
  join model_versions v on v.tenant_id = $1 and v.model_id = k.model_id and v.number = (y.assumptions ->> 'version')::int
 where y.tenant_id = $1 and y.measure_id = $2 and right(y.link_id::text, $4) = $3"""
BEFORE = """
select score from past_scores where tenant_id = $1 and cycle_id = $2 and subject_kind = 'unit' and subject_id = $3 and number = (
    select r.number from restatements r where r.tenant_id = $1 and r.cycle_id = $2 and r.at = $4 order by r.number limit 1)"""


async def peer(q: Quarter, sheet: Sheet, measure: str, name: str) -> Again:
    """own, mean, place or of: the group as it was put together at closing, its figures from the frozen sheet."""
    group = await db().fetch(PEERS, current(), q.cycle.id, q.unit)
    if measure == "score":
        known = dict(await db().fetch(SCORES, current(), q.cycle.id))
    else:
        known = {unit: told[measure] for unit, told in figures_of(sheet).items() if measure in told}
    figures = {str(row["id"]): known.get(str(row["id"])) for row in group}
    told = standing(str(q.unit), figures, rank=True, seen=())
    at = f"{{code}}:{measure}" if measure in ("score", "checks") else None
    lines = tuple(
        Line(row["name"], figures[str(row["id"])], key=at.format(code=key(row["code"])) if at else None) for row in group
    )  # fmt: skip
    if name == "own":
        return Again(told.figure, AS_SCORED if measure == "score" else OF_SHEET, ())
    if name == "mean":
        return Again(told.mean, MEAN[0], lines)
    value = told.place_of(str(q.unit)) if name == "place" else told.peers
    return Again(None if value is None else Decimal(value), MEAN[1], lines)


async def gate(short: str) -> tuple[Again, Any] | None:
    """How many criteria did not hold when it was signed; who signed, and whether the figures are those that were signed."""
    row = await db().fetchrow(GATE, current(), short, SHORT)
    if row is None:
        return None
    failed = [each for each in row["figures"] if each.get("why") != "holds"]
    lines = tuple(Line(each.get("text") or {"zh": each.get("code", "—")}, Decimal(1)) for each in failed)
    seal = row["signature"], row["at"], row["hash"], print_of(row["figures"]) == row["hash"]
    return Again(Decimal(len(failed)), MET, lines), seal


async def money(q: Quarter, measure: str, link: str, name: str) -> tuple[Again, Any] | None:
    """The effect estimated anew, then the model run twice, in the version it was told with; who linked the model, and why."""
    row = await db().fetchrow(MEASURE, current(), measure, SHORT, q.unit)
    priced: Any = await db().fetchrow(PRICED, current(), row["id"], link, SHORT) if row else None
    if row is None or priced is None:
        return None
    said: tuple[str, datetime, str] = priced["by"], priced["set_at"], priced["why"]
    if name == "moves":
        return Again(priced["moves"], MOVED, ()), said
    signed = next(each for each in from_text(row["terms"]).measures if each.measure == row["id"])
    effect = judge(signed, await evidence.counts_of([signed])).effect
    model, by = model_of(priced["body"]), Link(priced["input"], priced["result"], priced["moves"])
    told = {at: worth(model, by, change) for at in ("estimate", "low", "high") if (change := getattr(effect, at)) is not None}
    return _priced(told, name, row["id"], effect.estimate), said


def _priced(told: dict[str, Worth | None], name: str, measure: UUID, estimate: Decimal | None) -> Again:
    mid, ends = told.get("estimate"), sorted(one.amount for at, one in told.items() if one and at != "estimate")
    if mid is None:
        return Again(None, TOLD, ())
    values = {"amount": mid.amount, "start": mid.before, "end": mid.after}
    values |= dict(zip(("low", "high"), ends, strict=False))
    lines = (
        Line(N_("实测"), estimate, key=key("measure", str(measure)[-SHORT:], "estimate")),
        Line(N_("输入，变动之前"), mid.before), Line(N_("输入，变动之后"), mid.after),
        Line(N_("结果，变动之前"), mid.result_before), Line(N_("结果，变动之后"), mid.result_after),
    )  # fmt: skip
    return Again(values.get(name), TOLD, lines)


async def before(q: Quarter, n: int) -> Again:
    """The score that stood before a line was put right."""
    one = q.restated[n - 1]
    kept = await db().fetchval(BEFORE, current(), q.cycle.id, q.unit, one.at)
    places = -int((one.shown or ZERO).as_tuple().exponent)
    return Again(None if kept is None else half_up(kept, places), ROUNDED, (Line(N_("得分"), kept),))
