from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest

from saas.refusals import Refused
from saas.reviews.accept import accept
from saas.reviews.accept_rest import accept_rest
from saas.reviews.take_back import take_back
from tenants import inside


async def accepted(stage, check, by, now=None):
    async with inside(stage.firm.id):
        return await accept(check, by=by.member, now=now or stage.now)


async def test_it_accepts_and_says_who(stage):
    check = await stage.check(stage.firm.staff)
    await accepted(stage, check, stage.firm.leader)
    assert (await stage.state(check))["state"] == "accepted"
    review = (await stage.fetch("select * from reviews where tenant_id = $1 and check_id = $2", check))[0]
    assert (review["decision"], review["membership_id"]) == ("accepted", stage.firm.leader.member)
    assert (
        await stage.value(
            "select count(*) from trails where tenant_id = $1 and noun_id = $2 and action = 'accept'", check
        )
        == 1
    )


@pytest.mark.parametrize(("who", "status"), [("other_leader", 404), ("staff", 404), ("colleague", 404)])
async def test_it_refuses_whoever_does_not_lead_the_line(stage, who, status):
    check = await stage.check(stage.firm.staff)
    with pytest.raises(Refused) as refused:
        await accepted(stage, check, getattr(stage.firm, who))
    assert refused.value.status == status
    assert (await stage.state(check))["state"] == "received"


async def test_it_refuses_own_work(stage):
    check = await stage.check(stage.firm.leader)
    with pytest.raises(Refused) as refused:
        await accepted(stage, check, stage.firm.leader)
    assert refused.value.status == 403


async def test_it_refuses_a_foreign_company_like_an_unknown_check(stage, cast):
    check = await stage.check(stage.firm.staff)
    async with inside(cast.stranger.id):
        for id_ in (check, uuid4()):
            with pytest.raises(Refused) as refused:
                await accept(id_, by=cast.stranger.leader.member, now=stage.now)
            assert refused.value.status == 404


async def test_twice_the_second_hears_who_was_first(stage):
    check = await stage.check(stage.firm.staff)
    await accepted(stage, check, stage.firm.leader)
    with pytest.raises(Refused) as refused:
        await accepted(stage, check, stage.firm.leader)
    assert (refused.value.status, refused.value.params["who"]) == (409, "leader")


async def test_two_at_once_only_one_accepts(stage):
    check = await stage.check(stage.firm.staff)
    told = await asyncio.gather(
        *(accepted(stage, check, stage.firm.leader) for _ in range(4)), return_exceptions=True
    )
    assert sorted(getattr(one, "status", 200) for one in told) == [200, 409, 409, 409]
    assert (
        await stage.value("select count(*) from reviews where tenant_id = $1 and check_id = $2", check) == 1
    )


async def test_an_accepted_count_becomes_the_books_figure_and_undo_puts_it_back(stage):
    before = await stage.book()
    check = await stage.check(stage.firm.staff, stock={"number": "17"})
    assert await stage.book() == before
    batch = await accepted(stage, check, stage.firm.leader)
    assert await stage.book() == 17
    async with inside(stage.firm.id):
        assert await take_back(batch, by=stage.firm.leader.member, now=stage.now) == (check,)
    assert await stage.book() == before
    assert (await stage.state(check))["state"] == "received"
    await accepted(stage, check, stage.firm.leader)
    assert await stage.book() == 17


async def test_an_older_count_does_not_overwrite_a_newer_one(stage):
    older = await stage.check(stage.firm.staff, stock={"number": "5"}, at=stage.now)
    newer = await stage.check(stage.firm.staff, stock={"number": "6"}, at=stage.now + timedelta(minutes=5))
    await accepted(stage, newer, stage.firm.leader)
    await accepted(stage, older, stage.firm.leader)
    assert await stage.book() == 6


async def test_undo_is_refused_once_a_later_count_stands_on_it(stage):
    at = stage.now + timedelta(hours=1)
    first = await stage.check(stage.firm.staff, stock={"number": "7"}, at=at)
    second = await stage.check(stage.firm.staff, stock={"number": "8"}, at=at + timedelta(minutes=1))
    batch = await accepted(stage, first, stage.firm.leader)
    await accepted(stage, second, stage.firm.leader)
    async with inside(stage.firm.id):
        with pytest.raises(Refused) as refused:
            await take_back(batch, by=stage.firm.leader.member, now=stage.now)
    assert refused.value.status == 409
    assert await stage.book() == 8


async def test_undo_is_ones_own_and_ends_after_ten_minutes(stage):
    check = await stage.check(stage.firm.staff)
    batch = await accepted(stage, check, stage.firm.leader)
    for who, later, status in (("other_leader", 0, 404), ("leader", 11, 409)):
        async with inside(stage.firm.id):
            with pytest.raises(Refused) as refused:
                await take_back(
                    batch, by=stage.firm.people[who].member, now=stage.now + timedelta(minutes=later)
                )
        assert refused.value.status == status


async def test_the_rest_takes_only_what_is_clean_in_line_and_not_own(stage):
    book = int(await stage.book())
    clean = [await stage.check(stage.firm.staff, stock={"number": str(book)}) for _ in range(3)]
    failed = await stage.check(stage.firm.staff, clean={"verdict": "fail"}, stock={"number": str(book)})
    own = await stage.check(stage.firm.leader, stock={"number": str(book)})
    async with inside(stage.firm.id):
        done = await accept_rest([*clean, failed, own, uuid4()], by=stage.firm.leader.member, now=stage.now)
    assert sorted(done.checks) == sorted(clean)
    async with inside(stage.firm.id):
        assert sorted(await take_back(done.batch, by=stage.firm.leader.member, now=stage.now)) == sorted(
            clean
        )
    assert {(await stage.state(check))["state"] for check in clean} == {"received"}


async def test_the_rest_refuses_when_nothing_is_left(stage):
    async with inside(stage.firm.id):
        with pytest.raises(Refused) as refused:
            await accept_rest([uuid4()], by=stage.firm.leader.member, now=stage.now)
    assert refused.value.status == 409
