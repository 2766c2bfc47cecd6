"""A knock-out sinks its section, or where the scheme says so only caps the grade."""

from __future__ import annotations

from datetime import date

import msgspec

from saas.checks.rules import judge
from saas.checks.versions import load
from tenants import db, inside
from tests.cast import found


async def knocked_out(firm):
    """The vetoes and the score of a check that fails one knock-out point and passes everything else it can."""
    async with inside(firm.id):
        version = await db().fetchval(
            "select version_id from points where tenant_id = $1 and veto and kind = 'pass_fail' order by id limit 1", firm.id
        )
        rules = (await load(version)).rules
    sunk = next(point.code for point in rules.points if point.veto and point.kind == "pass_fail")
    answers = [
        {"point": point.code, "verdict": "fail" if point.code == sunk else "pass", "photos": ["x"], "note": "x"}
        if point.kind == "pass_fail"
        else {"point": point.code, "verdict": "na"}
        for point in rules.points
    ]
    judged = judge(rules, answers)
    assert judged.problems == ()
    at = next(point.section for point in rules.points if point.code == sunk)
    return judged.vetoes, next(section for section in judged.sections if section.code == at)


async def test_the_section_sinks_unless_the_scheme_caps_the_grade(world):
    plain = await found("sinks", now=world.now, first_day=date(2026, 7, 1))
    capped = await found("capped", now=world.now, first_day=date(2026, 7, 1))
    async with inside(capped.id):
        first = await db().fetchrow("select * from schemes where tenant_id = $1", capped.id)
        body = msgspec.json.encode(first["body"] | {"veto": "cap"}).decode()
        await db().execute(
            "insert into schemes (tenant_id, number, name, body, created_at) values ($1, 2, $2, $3, $4)",
            capped.id, first["name"], body, world.now,
        )  # fmt: skip
    vetoes, section = await knocked_out(plain)
    assert (section.vetoed, section.score) == (True, 0)
    same, kept = await knocked_out(capped)
    assert same == vetoes
    assert not kept.vetoed
    assert kept.score > 0
