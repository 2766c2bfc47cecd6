"""Plans on the screen: who sees them, in which words, and how many statements that takes."""

from __future__ import annotations

import re

import pytest

from tests.plans.conftest import plan_of
from tests.statements import statements


async def test_who_may_read_plans(closed, client):
    plan = await plan_of(closed, "G-A")
    for who, status in (
        ("staff", 403),
        ("leader", 200),
        ("other_leader", 404),
        ("executive", 200),
        ("admin", 200),
    ):
        answer = await client(getattr(closed, who)).get(f"/{closed.slug}/plans/{plan}")
        assert answer.status_code == status, who
    assert str(plan) in (await client(closed.leader).get(f"/{closed.slug}/plans")).text
    assert str(plan) not in (await client(closed.other_leader).get(f"/{closed.slug}/plans")).text


async def test_an_administrator_reads_and_does_not_sign(closed, client, cast):
    plan = await plan_of(closed, "G-A")
    assert (await client(cast.stranger.executive).post(f"/{cast.stranger.slug}/plans/{plan}/approval")).status_code == 404
    assert (await client(closed.staff).post(f"/{closed.slug}/plans/{plan}/approval")).status_code == 403


async def test_three_statements_whatever_the_number_of_measures(closed, client):
    plan = await plan_of(closed, "G-A")
    for path in ("plans", f"plans/{plan}", "measures"):
        await client(closed.leader).get(f"/{closed.slug}/{path}")
        with statements(3):
            assert (await client(closed.leader).get(f"/{closed.slug}/{path}")).status_code == 200


@pytest.mark.parametrize("page", ["plans", "plans/{plan}", "measures"])
async def test_english_has_no_chinese_left(closed, client, page):
    plan = await plan_of(closed, "G-A")
    visitor = client(closed.leader, cookie=f"session={closed.leader.token}; lang=en")
    text = (await visitor.get(f"/{closed.slug}/{page.format(plan=plan)}")).text
    main = re.sub(r"<[^>]+>", " ", text[text.index("<main") : text.index("</main>")])
    assert not re.findall(r"[\u4e00-\u9fff]+", main)


async def test_the_whole_way_through_the_pages(closed, client):
    """Add, drop, approve, done: each step redirects to where it can be seen."""
    plan = await plan_of(closed, "Z1-1")
    leader, here = client(closed.leader), f"/{closed.slug}/plans/{plan}"
    assert (await leader.post(f"{here}/measures", data={"point": "C9/none"})).status_code == 422
    page = (await leader.get(here)).text
    measures = re.findall(r'id="m-([0-9a-f-]{36})"', page)
    assert (await leader.post(f"{here}/measures/{measures[-1]}/removal")).status_code == 303
    assert (await leader.post(f"{here}/approval")).status_code == 303
    page = (await leader.get(here)).text
    assert measures[-1] not in page
    assert "已批准" in page
    assert f"{here}/approval" not in page
    assert (await leader.post(f"{here}/approval")).status_code == 409
    mine = (await client(closed.staff).get(f"/{closed.slug}/measures")).text + (
        await client(closed.driver).get(f"/{closed.slug}/measures")
    ).text
    assert "标为完成" in mine
