from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from saas.findings.register import register
from saas.reviews.correct import correct
from saas.reviews.send_back import send_back
from tenants import db, inside

BAD = {
    "clean": {"verdict": "fail", "note": "台面有冰碴"},
    "cold": {"number": "-3"},
    "sign": {"choice": "gone"},
}


async def findings(stage, check):
    return await stage.fetch(
        """select f.*, p.code from findings f join points p on p.tenant_id = $1 and p.id = f.point_id
            where f.tenant_id = $1 and f.check_id = $2 order by f.number""",
        check,
    )


async def test_each_failed_point_is_one_finding(stage):
    check = await stage.check(stage.firm.staff, **BAD, fresh={"verdict": "fail"})
    await stage.run_jobs()
    rows = {row["code"]: row for row in await findings(stage, check)}
    assert {code: row["severity"] for code, row in rows.items()} == {
        "clean": "major", "fresh": "veto", "cold": "major", "sign": "minor",
    }  # fmt: skip
    assert {row["due_on"] - stage.day for row in rows.values() if row["severity"] == "major"} == {timedelta(days=3)}
    assert (rows["fresh"]["due_on"] - stage.day, rows["sign"]["due_on"] - stage.day) == (
        timedelta(days=1),
        timedelta(days=7),
    )
    assert {(row["source"], row["found_by"], row["state"]) for row in rows.values()} == {
        ("self", stage.firm.staff.member, "open")
    }
    assert rows["cold"]["found"]["number"] == "-3"
    assert rows["cold"]["found"]["limits"] == {"high": "-18", "yellow_high": "-15"}
    assert rows["clean"]["found"]["note"] == "台面有冰碴"
    assert rows["sign"]["found"]["choice"]["zh"] == "缺失"


async def test_a_partial_point_opens_nothing(stage):
    check = await stage.check(stage.firm.staff, sign={"choice": "slight"}, cold={"number": "-16"})
    async with inside(stage.firm.id):
        assert await register(check, now=stage.now) == []


async def test_twice_and_at_once_it_registers_once_and_numbers_run_on(stage):
    checks = [await stage.check(stage.firm.staff, **BAD) for _ in range(3)]

    async def run(check):
        async with inside(stage.firm.id):
            return await register(check, now=stage.now)

    opened = await asyncio.gather(*(run(check) for check in checks * 2))
    assert sum(map(len, opened)) == 9
    numbers = [row["number"] for row in await stage.fetch("select number from findings where tenant_id = $1 order by number")]
    assert numbers == list(range(1, len(numbers) + 1))


async def test_the_responsible_post_is_the_nearest_up_the_line(stage):
    firm = stage.firm
    async with inside(firm.id):
        for unit, post in (("Z1", "SK-1"), ("G-A", "CS-A"), ("Z1-2", "SR-12")):
            await db().execute(
                """insert into responsibilities (tenant_id, detail_code, unit_id, post_id, kind)
                   values ($1, 'D-clean', $2, $3, 'responsible')""",
                firm.id, firm.units[unit], firm.posts[post],
            )  # fmt: skip
    check = await stage.check(firm.staff, **BAD)
    await stage.run_jobs()
    posts = {row["code"]: row["post_id"] for row in await findings(stage, check)}
    assert posts == {"clean": firm.posts["SK-1"], "cold": firm.posts["SR-11"], "sign": firm.posts["SR-11"]}
    async with inside(firm.id):
        await db().execute("delete from responsibilities where tenant_id = $1 and detail_code = 'D-clean'", firm.id)


async def change(stage, check, code, became):
    async with inside(stage.firm.id):
        await correct(
            check,
            stage.points[code],
            became=became,
            reason="现场看过",
            by=stage.firm.leader.member,
            now=stage.now,
        )
    await stage.run_jobs()


async def test_a_correction_withdraws_revives_and_opens_as_the_leaders(stage):
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    await stage.run_jobs()
    await change(stage, check, "clean", {"verdict": "pass"})
    assert [row["state"] for row in await findings(stage, check)] == ["withdrawn"]
    await change(stage, check, "clean", {"verdict": "fail"})
    await change(stage, check, "cold", {"number": "-2"})
    rows = {row["code"]: row for row in await findings(stage, check)}
    assert {code: (row["state"], row["source"]) for code, row in rows.items()} == {
        "clean": ("open", "self"), "cold": ("open", "leader"),
    }  # fmt: skip
    assert rows["cold"]["found_by"] == stage.firm.leader.member
    assert (rows["cold"]["found"]["number"], rows["cold"]["found"]["note"]) == ("-2", "现场看过")


@pytest.mark.parametrize(("again", "state"), [({"verdict": "fail"}, "open"), ({"verdict": "pass"}, "withdrawn")])
async def test_a_check_filled_again_takes_its_findings_along(stage, again, state):
    first = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    await stage.run_jobs()
    number = (await findings(stage, first))[0]["number"]
    async with inside(stage.firm.id):
        await send_back(first, reason="补照片", by=stage.firm.leader.member, now=stage.now)
    second = await stage.check(stage.firm.staff, due=stage.dues[first], replaces=first, clean=again)
    await stage.run_jobs()
    assert await findings(stage, first) == []
    assert [(row["number"], row["state"]) for row in await findings(stage, second)] == [(number, state)]


async def test_a_late_job_of_a_replaced_check_opens_nothing(stage):
    first = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    async with inside(stage.firm.id):
        await send_back(first, reason="补照片", by=stage.firm.leader.member, now=stage.now)
    second = await stage.check(stage.firm.staff, due=stage.dues[first], replaces=first, cold={"number": "0"})
    await stage.run_jobs()
    assert await findings(stage, first) == []
    assert [row["code"] for row in await findings(stage, second)] == ["cold"]


async def test_another_company_registers_nothing(stage, cast):
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    async with inside(cast.stranger.id):
        assert await register(check, now=stage.now) == []
    assert await findings(stage, check) == []
