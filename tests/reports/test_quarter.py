"""The quarter holds the stored scores, and every figure of it can be found again in the database."""

from __future__ import annotations

import pytest

from saas.reports import reads
from saas.scores.told import told_of
from saas.values import half_up, share
from tenants import db, inside


@pytest.fixture
async def told(lived):
    async with inside(lived.firm.id):
        return await reads.quarter(lived.second)


async def test_the_score_is_the_stored_one(told, stored):
    row = await stored("Y")
    assert told.whole
    assert (told.mark.figure, told.mark.shown) == (row["score"], row["shown"])
    assert told.mark.id == row["id"]
    assert told.mark.grade["zh"]


async def test_the_bridge_adds_up_in_full_and_as_printed(told, stored):
    bridge = told.bridge
    before = await stored("Y", bridge.since.id)
    assert bridge.before == before["score"]
    assert bridge.before + sum(part.value for part in bridge.parts) == bridge.after == told.mark.figure
    assert sum(each.value for each in bridge.points) == next(
        part.value for part in bridge.parts if part.key == "results"
    )
    assert before["shown"] + sum(bar.value for bar in bridge.bars()) == told.mark.shown
    results = next(bar for bar in bridge.bars() if bar.key == "results")
    assert sum(each.value for each in bridge.inside(results)) == results.value
    assert {part.key for part in (*bridge.bars(), *bridge.still())} == {part.key for part in bridge.parts}


async def test_history_is_in_order_and_ends_with_now(told, lived):
    assert [past.cycle.id for past in told.history] == [lived.first, lived.second]
    assert told.history[-1].shown == told.mark.shown


async def test_units_below_start_where_the_tree_parts(told, lived, stored):
    levels = {unit.id: unit.level for unit in told.units}
    codes = {id_: code for code, id_ in lived.firm.units.items()}
    assert {codes[id_] for id_, level in levels.items() if level == 1} == {"G-A", "G-B"}
    assert {codes[id_] for id_, level in levels.items() if level == 2} == {f"Z{n}" for n in range(1, 6)}
    for unit in told.units:
        row = await stored(codes[unit.id])
        before = await stored(codes[unit.id], lived.first)
        trace = told_of(row["trace"])
        assert (unit.mark.shown, unit.checks, unit.coverage) == (
            row["shown"],
            trace.value("checks"),
            trace.value("coverage"),
        )
        assert unit.change == row["shown"] - before["shown"]


async def test_lists_and_components_are_those_of_the_trace(told, stored):
    trace, before = (
        told_of((await stored("Y"))["trace"]),
        told_of((await stored("Y", told.bridge.since.id))["trace"]),
    )
    assert told.lists
    for each in told.lists:
        assert (each.value, each.before) == (
            trace.value(f"checks/{each.code}"),
            before.value(f"checks/{each.code}"),
        )
        assert each.name["zh"]
    assert {each.key: each.value for each in told.components} == {
        key: trace.value(key)
        for key in ("checks", "coverage", "findings", "reviews")
        if trace.value(key) is not None
    }


async def test_counts_are_those_of_the_due_checks_and_findings(told, lived):
    async with inside(lived.firm.id):
        row = await db().fetchrow(
            """select count(*) as due, count(*) filter (where state = 'done') as done,
                      count(*) filter (where state = 'missed') as missed, count(*) filter (where late) as late
                 from due_checks where tenant_id = $1 and business_date between '2026-05-11' and '2026-06-30'""",
            lived.firm.id,
        )  # fmt: skip
        found = await db().fetchval(
            """select count(*) from findings f join checks c on c.tenant_id = f.tenant_id and c.id = f.check_id
                where f.tenant_id = $1 and c.business_date between '2026-05-11' and '2026-06-30'""",
            lived.firm.id,
        )  # fmt: skip
    counts = told.counts
    assert (counts.due, counts.done, counts.missed, counts.late) == tuple(
        row[k] for k in ("due", "done", "missed", "late")
    )
    assert counts.found == found == sum(told.findings.by_severity.values())
    assert sum(each.count for each in told.findings.faults) + told.findings.rest == found
    assert sum(each.opened for each in told.findings.flow) == found
    assert counts.self_share == share(counts.by_self, found)


async def test_gaps_are_the_largest_and_named(told):
    assert 0 < len(told.gaps) <= 5
    assert [gap.loss for gap in told.gaps] == sorted((gap.loss for gap in told.gaps), reverse=True)
    for gap in told.gaps:
        assert gap.text["zh"] != gap.point
        assert gap.owner["zh"] != "—"
        assert 0 <= gap.share <= 1


async def test_measures_of_before_have_verdicts_and_new_ones_states(told, lived):
    async with inside(lived.firm.id):
        judged = await db().fetchval(
            "select count(*) from effects where tenant_id = $1 and cycle_id = $2", lived.firm.id, lived.second
        )
    assert told.judged.total == judged
    assert all(each.verdict in ("worked", "no_effect", "cannot_tell") for each in told.judged.rows)
    assert set(told.planned.tally) <= {"draft", "approved", "done"}
    assert told.planned.total > 0


async def test_the_first_quarter_has_nothing_to_compare_with(lived):
    async with inside(lived.firm.id):
        told = await reads.quarter(lived.first)
    assert told.bridge is None
    assert told.change is None


async def test_a_zone_is_told_like_the_company(lived, stored):
    async with inside(lived.firm.id):
        told = await reads.quarter(lived.second, lived.firm.units["Z1"], [lived.firm.units["G-A"]])
    row = await stored("Z1")
    assert told.mark.figure == row["score"]
    assert not told.whole
    assert [name["zh"] for _, name in told.path][-1] == told.name["zh"]
    assert told.mark.shown == half_up(row["score"], told.places)


async def test_out_of_reach_is_nothing(lived):
    async with inside(lived.firm.id):
        assert await reads.quarter(lived.second, lived.firm.units["Z4"], [lived.firm.units["G-A"]]) is None
        assert await reads.quarter(lived.second, None, []) is None


async def test_the_digest_follows_the_figures(told, lived):
    async with inside(lived.firm.id):
        again = await reads.quarter(lived.second)
        other = await reads.quarter(lived.second, lived.firm.units["Z1"])
    assert again.digest("x") == told.digest("x")
    assert len({told.digest("x"), told.digest("y"), other.digest("x")}) == 3
