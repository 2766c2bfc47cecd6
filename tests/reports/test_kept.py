"""Scores that were kept with their whole trace, as before they kept figures alone, read as they did."""

from __future__ import annotations

import asyncpg
import pytest
from msgspec import json
from msgspec.structs import replace

from migrations.m0012_closing import REST, WAKE
from saas.reports.reads import quarter
from saas.scores import reads
from saas.scores.sheet import from_json
from saas.scores.show import Shown
from saas.scores.told import retrace, told_of
from saas.scores.trace import recompute
from tenants import db, inside


async def shown(lived, unit):
    async with inside(lived.firm.id):
        scored = await reads.scored(lived.second, unit, reads.Sight([lived.firm.units["Y"]], [], []))
        return Shown(scored, *await reads.names_and_sheet(lived.second))


async def as_before(lived, world):
    """Every score of the company with its steps instead of its figures."""
    async with inside(lived.firm.id):
        sheets = dict(await db().fetch("select cycle_id, sheet from closures where tenant_id = $1", lived.firm.id))
        rows = await db().fetch("select id, cycle_id, score, shown, trace from scores where tenant_id = $1", lived.firm.id)
    old = []
    for row in rows:
        told = told_of(row["trace"])
        steps = retrace(told, from_json(sheets[row["cycle_id"]]), row["score"])
        assert recompute(steps) == row["shown"]
        old.append((lived.firm.id, row["id"], json.encode(replace(told, steps=steps, figures={}, units=())).decode()))
    owner = await asyncpg.connect(**world.owner)
    rest = REST + "alter table scores no force row level security;"
    await owner.execute(rest)
    await owner.executemany("update scores set trace = $3::text::jsonb where tenant_id = $1 and id = $2", old)
    await owner.execute(WAKE + "alter table scores force row level security;")
    await owner.close()


@pytest.mark.parametrize("unit", ["Y", "G-A"])
async def test_page_and_quarter_say_the_same(lived, world, unit):
    at = lived.firm.units[unit]
    page = await shown(lived, at)
    async with inside(lived.firm.id):
        told = await quarter(lived.second, at)
    await as_before(lived, world)
    assert vars(await shown(lived, at)).keys() == vars(page).keys()
    assert (await shown(lived, at)).steps == page.steps
    async with inside(lived.firm.id):
        assert await quarter(lived.second, at) == told
