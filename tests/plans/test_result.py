"""An indicator that a measure should move: fixed when it is signed, judged by what everybody came to, or honestly not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import asyncpg
import pytest

from saas.plans import reads
from saas.plans.approve import approve
from saas.plans.proof import proof
from saas.plans.result import Moved, Way, result
from saas.plans.set_result import set_result
from saas.plans.settle_results import WAIT, settle_results
from saas.plans.terms import from_text
from saas.refusals import Refused
from tenants import db, inside
from tests.plans.conftest import plan_of

D = Decimal
UP = Way("higher")
OTHERS = [Moved(f"c{n}", D(50), D(50 + n)) for n in range(4)]


def test_a_clear_gain_over_the_comparison_worked_and_says_how_sure_it_is():
    told = result([Moved("t1", D(50), D(61)), Moved("t2", D(48), D(60))], OTHERS, D(5), UP)
    assert (told.verdict, told.reason, told.estimate) == ("worked", None, D(10))  # 11.5 − 1.5
    assert 0 < told.low < told.estimate < told.high


def test_what_everybody_had_is_no_effect_and_where_less_is_wanted_a_rise_is_none():
    same = [Moved("t", D(50), D("51.5"))]
    assert result(same, OTHERS, D(20), UP).verdict == "no_effect"
    assert result([Moved("t1", D(50), D(70)), Moved("t2", D(50), D(71))], OTHERS, D(5), Way("lower")).verdict == "no_effect"


def test_of_a_range_it_counts_how_near_it_came():
    way = Way("range", D(-20), D(-18))
    assert [way.better(D(each)) for each in ("-19", "-15", "-23")] == [0, -3, -3]


@pytest.mark.parametrize(
    ("treated", "comparison", "reason"),
    [
        ([], OTHERS, "no_figures"), ([Moved("t", D(1), D(9))], [], "too_few_units"),
        ([Moved("t", D(1), D(9))], OTHERS[:1], "too_few_units"),
        ([Moved("t", D(1), D(9))], [Moved("c1", D(1), D(2)), Moved("c2", D(1), D(2))], "no_spread"),
        ([Moved("t", D(50), D(54))], OTHERS, "interval_too_wide"),
    ],
)  # fmt: skip
def test_where_it_cannot_be_told_the_reason_is_said(treated, comparison, reason):
    told = result(treated, comparison, D(3), UP)
    assert (told.verdict, told.reason) == ("cannot_tell", reason)


def drawn(dice, name, many, gain):
    befores = [round(dice.gauss(100, 10)) for _ in range(many)]
    return [Moved(f"{name}{n}", D(each), D(each + round(dice.gauss(gain, 4)))) for n, each in enumerate(befores)]


def test_of_indicators_that_nothing_moved_at_most_five_in_a_hundred_are_called_moved_and_a_strong_move_is_seen():
    dice = Random(20260101)
    called = [
        sum(result(drawn(dice, "t", 2, gain), drawn(dice, "c", 5, 0), D(5), UP).verdict == "worked" for _ in range(300))
        for gain in (0, 20)
    ]
    assert called[0] <= 15
    assert called[1] >= 240


@pytest.fixture(scope="module")
async def indicator(closed):
    """The first of the pack's; nobody has written a figure of it yet."""
    async with inside(closed.id):
        return await db().fetchval(
            "select id from indicators where tenant_id = $1 and retired_on is null order by code limit 1", closed.id
        )


async def noted(firm, indicator, first, last, value):
    """Of every zone."""
    async with inside(firm.id):
        units = await db().fetch("select id, code from units where tenant_id = $1 and code like 'Z_' order by code", firm.id)
        await db().executemany(
            """insert into indicator_values (tenant_id, indicator_id, name, subject_kind, subject_id, first_day, last_day, edition,
                   value, state, source, noted_at) values ($1, $2, '', 'unit', $3, $4, $5, 1, $6, 'confirmed', 'hand', $7)""",
            [(firm.id, indicator, row["id"], first, last, value(row["code"], n), firm.now) for n, row in enumerate(units)],
        )  # fmt: skip


async def test_it_is_signed_with_the_plan_and_judged_when_its_figures_are_in(closed, client, indicator):
    plan = await plan_of(closed, "Z3")
    leader, here = client(closed.executive), f"/{closed.slug}/plans/{plan}"
    async with inside(closed.id):
        chosen = await reads.plan(plan, [closed.units["Y"]])
        first = (await reads.measures(plan))[0]
    path = f"{here}/measures/{first.id}/result"
    nothing = await leader.post(path, data={"indicator": str(indicator), "promise": "2"})
    assert nothing.status_code == 422
    assert "没有这个指标的数" in nothing.text
    await noted(closed, indicator, chosen.from_date, chosen.to_date, lambda code, n: D(80 + n))
    for wrong in ({"indicator": "no", "promise": "2"}, {"indicator": str(indicator), "promise": "-1"}):
        assert (await leader.post(path, data=wrong)).status_code == 422, wrong
    assert (await leader.post(path, data={"indicator": str(indicator), "promise": "2"})).status_code == 303
    assert "至少改善 2" in (await leader.get(here)).text
    who = {"leads": [closed.units["Y"]], "by": closed.executive.member, "now": closed.now}
    async with inside(closed.id):
        await approve(plan, **who)
        stored = await reads.plan(plan, [closed.units["Y"]])
    signed = from_text(stored.terms).measures[0].result
    assert closed.units["Z3"] in signed.treated
    assert not set(signed.treated) & set(signed.comparison)
    with pytest.raises(Refused):
        async with inside(closed.id):
            await set_result(plan, first.id, "", "", **who)
    with pytest.raises(asyncpg.RaiseError, match="signed"):
        async with inside(closed.id):
            await db().execute("delete from measure_results where tenant_id = $1 and measure_id = $2", closed.id, first.id)
    await told_in_time(closed, indicator, first, signed)
    async with inside(closed.id):
        measures = await reads.measures(plan)
        assert measures[0].result["verdict"] == "worked"
        assert all(each.holds for each in proof(stored.terms, stored.signed, [each.stored() for each in measures]))
    page = (await leader.get(f"/{closed.slug}/measures/{first.id}")).text
    assert "比对照多改善" in page


async def told_in_time(closed, indicator, measure, signed):
    """Before its figures are there nothing is told; with them it is, once, to its owner."""
    over, late = measure.window_to + timedelta(days=1), measure.window_to + WAIT + timedelta(days=1)
    async with inside(closed.id):
        assert measure.id not in await settle_results(over, now=closed.now)
    async with inside(closed.id):
        codes = {row["code"] for row in await db().fetch(
            "select code from units where tenant_id = $1 and id = any ($2)", closed.id, list(signed.treated))}
    await noted(closed, indicator, measure.window_from, measure.window_to, lambda code, n: D(110 + n) if code in codes else D(80 + n + n % 2))
    async with inside(closed.id):
        assert measure.id in await settle_results(over, now=closed.now)
        assert measure.id not in await settle_results(late, now=closed.now)
        told = await db().fetch(
            "select args from jobs where tenant_id = $1 and args ->> 'kind' = 'measure.judged' and args ->> 'noun' = $2",
            closed.id, str(measure.id),
        )  # fmt: skip
    assert "指标" in told[-1]["args"]["words"]["what"]["zh"]


async def test_where_no_figures_ever_come_it_says_so_after_a_month(closed, indicator):
    plan = await plan_of(closed, "Z4")
    who = {"leads": [closed.units["Y"]], "by": closed.executive.member, "now": closed.now}
    async with inside(closed.id):
        first = (await reads.measures(plan))[0]
        await set_result(plan, first.id, str(indicator), "1", **who)
        await db().execute(
            "update measures set window_from = '2028-01-01', window_to = '2028-01-31' where tenant_id = $1 and id = $2", closed.id, first.id
        )
        await approve(plan, **who)
        assert first.id not in await settle_results(date(2028, 2, 20), now=closed.now)
        assert first.id in await settle_results(date(2028, 1, 31) + WAIT + timedelta(days=1), now=closed.now)
        kept = (await reads.measure(plan, first.id)).result
    assert (kept["verdict"], kept["figures"]["reason"]) == ("cannot_tell", "no_figures")
