from __future__ import annotations

import pytest

from saas.refusals import Refused
from saas.reviews.accept import accept
from saas.reviews.send_back import send_back
from tenants import db, inside


async def sent_back(stage, check, by, reason="照片看不清"):
    async with inside(stage.firm.id):
        await send_back(check, reason=reason, by=by.member, now=stage.now)


async def test_it_returns_with_a_reason_and_the_post_fills_it_again(stage):
    first = await stage.check(stage.firm.staff)
    await sent_back(stage, first, stage.firm.leader)
    assert (await stage.state(first))["state"] == "returned"
    second = await stage.check(stage.firm.staff, due=stage.dues[first], replaces=first)
    assert (await stage.state(first))["state"] == "replaced"
    assert (await stage.state(second))["revision"] == 2


@pytest.mark.parametrize("reason", ["", "  ", "长" * 501, "a\x00b"])
async def test_it_refuses_without_a_reason_that_can_be_read(stage, reason):
    check = await stage.check(stage.firm.staff)
    with pytest.raises(Refused) as refused:
        await sent_back(stage, check, stage.firm.leader, reason)
    assert (refused.value.status, refused.value.problems[0].field) == (422, "reason")


@pytest.mark.parametrize(("who", "status"), [("other_leader", 404), ("colleague", 404)])
async def test_it_refuses_outside_the_line(stage, who, status):
    check = await stage.check(stage.firm.staff)
    with pytest.raises(Refused) as refused:
        await sent_back(stage, check, stage.firm.people[who])
    assert refused.value.status == status


async def test_it_refuses_own_work_and_what_is_decided(stage):
    own = await stage.check(stage.firm.leader)
    with pytest.raises(Refused) as refused:
        await sent_back(stage, own, stage.firm.leader)
    assert refused.value.status == 403
    check = await stage.check(stage.firm.staff)
    async with inside(stage.firm.id):
        await accept(check, by=stage.firm.leader.member, now=stage.now)
    with pytest.raises(Refused) as refused:
        await sent_back(stage, check, stage.firm.leader)
    assert refused.value.status == 409


async def test_it_refuses_where_nobody_could_fill_it_again(stage):
    check = await stage.check(stage.firm.staff)
    async with inside(stage.firm.id):
        await db().execute("update cycles set state = 'closed' where tenant_id = $1", stage.firm.id)
    try:
        with pytest.raises(Refused) as refused:
            await sent_back(stage, check, stage.firm.leader)
        assert refused.value.status == 409
    finally:
        async with inside(stage.firm.id):
            await db().execute("update cycles set state = 'open' where tenant_id = $1", stage.firm.id)
