"""A spot check is blind: until it is in, no answer of the server holds anything of the self-check."""

from __future__ import annotations

from uuid import uuid4

import pytest

from saas.refusals import Refused
from saas.reviews.begin_spot import begin_spot
from saas.reviews.draw import draw
from saas.reviews.drop_spot import drop_spot
from saas.reviews.fill_spot import fill_spot
from tenants import inside
from tests.reviews.stage import GOOD

TELLING = "冰柜里有异味，店主说明天清"
FORM = {
    "v-clean": "pass", "v-fresh": "pass", "n-cold": "-18.5", "o-sign": "good", "n-stock": "24", "t-word": "照常",
}  # fmt: skip


def begun(stage, due):
    leader = stage.firm.leader
    return begin_spot(due, by=leader.member, decides=leader.units, posts=leader.posts, now=stage.now)


def answers(**changed):
    return {code: {"point": code} | answer for code, answer in (GOOD | changed).items()}


async def spot_of(stage, due=None):
    due = due or await stage.due(stage.firm.staff)
    async with inside(stage.firm.id):
        return due, await begun(stage, due)


async def test_nothing_of_the_self_check_is_told_before_the_spot_check_is_in(stage, client):
    leader = client(stage.firm.leader)
    due, spot = await spot_of(stage)
    check = await stage.check(stage.firm.staff, due=due, clean={"verdict": "fail", "note": TELLING}, cold={"number": "-13.7"})
    await stage.run_jobs()
    state = await stage.state(check)
    found = await stage.value("select id from findings where tenant_id = $1 and check_id = $2 order by number limit 1", check)
    words = (TELLING, "-13.7", "−13.7", state["receipt"], str(check), str(found))
    assert found
    assert (await leader.get(f"/brand/findings/{found}")).status_code == 404
    for address in (f"/spots/{spot}", "/spots", "/reviews", f"/reviews/{check}", f"/checks/{check}", "/findings", "/days", "/today",
                    "/divergence", "/findings/board", "/findings/map", "/sheets/checks", "/sheets/reviews", "/sheets/findings"):  # fmt: skip
        answer = await leader.get(f"/brand{address}")
        said = answer.text + " ".join(answer.headers.values())
        if address == f"/reviews/{check}":
            assert answer.headers["location"] == f"/brand/spots/{spot}"
        if address.endswith(str(check)):
            said = said.replace(str(check), "")
        assert not [word for word in words if word in said], address
    for decision in ("acceptance", "return"):
        refused = await leader.post(f"/brand/reviews/{check}/{decision}", data={"reason": "x"})
        assert refused.status_code == 409
    done = await leader.post(f"/brand/spots/{spot}/answers", data=FORM)
    assert done.status_code == 303
    both = (await leader.get(f"/brand/spots/{spot}")).text
    assert TELLING in both
    assert both.count('pill attention">不同') == 2
    assert str(check) in (await leader.get("/brand/reviews")).text
    assert (await leader.get(f"/brand/reviews/{check}")).status_code == 200
    assert str(found) in (await leader.get("/brand/findings")).text


async def test_it_changes_nothing_of_the_self_check_and_keeps_every_point(stage):
    due, spot = await spot_of(stage)
    check = await stage.check(stage.firm.staff, due=due)
    before = await stage.state(check)
    async with inside(stage.firm.id):
        await fill_spot(
            spot, answers(fresh={"verdict": "fail"}), by=stage.firm.leader.member, posts=stage.firm.leader.posts, now=stage.now
        )
    assert dict(await stage.state(check)) == dict(before)
    assert await stage.value("select count(*) from spot_answers where tenant_id = $1 and spot_id = $2", spot) == len(GOOD)
    row = (await stage.fetch("select * from spot_checks where tenant_id = $1 and id = $2", spot))[0]
    assert (row["state"], row["membership_id"]) == ("done", stage.firm.leader.member)
    assert row["score"] < before["score"]


async def test_what_is_missing_comes_back_at_its_point_with_the_rest_filled_in(stage, client):
    _, spot = await spot_of(stage)
    again = await client(stage.firm.leader).post(f"/brand/spots/{spot}/answers", data=FORM | {"n-cold": "冷"})
    assert again.status_code == 422
    assert 'href="#cold"' in again.text
    assert 'value="24"' in again.text


async def test_twice_elsewhere_and_others_are_refused(stage, client):
    due, spot = await spot_of(stage)
    leader = stage.firm.leader
    with pytest.raises(Refused) as twice:
        await spot_of(stage, due)
    assert twice.value.status == 409
    for person, status in ((stage.firm.other_leader, 404), (stage.firm.staff, 403)):
        assert (await client(person).get(f"/brand/spots/{spot}")).status_code == status
        assert (await client(person).post(f"/brand/spots/{spot}/answers", data=FORM)).status_code == status
    sent = await stage.due(stage.firm.staff)
    await stage.check(stage.firm.staff, due=sent)
    own = await stage.due(leader)
    for one, status in ((sent, 409), (own, 403), (uuid4(), 404)):
        async with inside(stage.firm.id):
            with pytest.raises(Refused) as refused:
                await begun(stage, one)
        assert refused.value.status == status
    async with inside(stage.firm.id):
        await fill_spot(spot, answers(), by=leader.member, posts=leader.posts, now=stage.now)
        with pytest.raises(Refused) as over:
            await fill_spot(spot, answers(), by=leader.member, posts=leader.posts, now=stage.now)
    assert over.value.status == 409


async def test_it_is_given_up_with_a_reason_only_and_then_the_check_may_be_reviewed(stage, client):
    due, spot = await spot_of(stage)
    check = await stage.check(stage.firm.staff, due=due)
    browser = client(stage.firm.leader)
    assert (await browser.post(f"/brand/spots/{spot}/removal", data={"reason": " "})).status_code == 422
    assert (await browser.post(f"/brand/spots/{spot}/removal", data={"reason": "店已关门"})).status_code == 303
    assert "店已关门" in (await browser.get(f"/brand/spots/{spot}")).text
    assert (await browser.post(f"/brand/reviews/{check}/acceptance")).status_code == 303
    async with inside(stage.firm.id):
        with pytest.raises(Refused) as over:
            await drop_spot(spot, reason="x", by=stage.firm.leader.member, posts=stage.firm.leader.posts, now=stage.now)
    assert over.value.status == 409


async def test_the_queue_counts_without_what_is_to_be_filled_in_blind(stage, client):
    browser = client(stage.firm.leader)

    async def told() -> int:
        return int((await browser.get("/brand/reviews")).text.split('data-total="')[1].split('"')[0])

    await stage.check(stage.firm.staff)
    before = await told()
    due, spot = await spot_of(stage)
    await stage.check(stage.firm.staff, due=due)
    assert await told() == before
    async with inside(stage.firm.id):
        await drop_spot(spot, reason="店已关门", by=stage.firm.leader.member, posts=stage.firm.leader.posts, now=stage.now)
    assert await told() == before + 1


async def rounds(stage, seed: int) -> list:
    """What a rule of 30 % a day draws from ten open checks with this seed."""
    day = stage.day
    rule = await stage.value(
        """insert into supervision_rules (tenant_id, code, text, job_title, every, does, share)
           values ($1, $2, '{"zh": "抽"}', 'city_supervisor', 'day', 'spot', 30) returning id""",
        f"T{seed}",
    )
    await stage.fetch("update supervision_rules set retired_on = $2 where tenant_id = $1 and id <> $3", day, rule)
    async with inside(stage.firm.id):
        await draw(day, now=stage.now)
    return await stage.fetch(
        """select s.due_id from spot_checks s join supervision_rounds o on o.tenant_id = $1 and o.id = s.round_id
            where s.tenant_id = $1 and o.rule_id = $2 and o.post_id = $3 order by s.due_id""",
        rule, stage.firm.leader.posts[0],
    )  # fmt: skip


async def test_a_share_is_drawn_by_the_stored_seed_and_drawn_once(stage):
    for _ in range(10):
        await stage.due(stage.firm.staff)
    drawn = await rounds(stage, 1)
    pool = await stage.value(
        """select count(*) from due_checks d join unit_lines l on l.tenant_id = $1 and l.unit_id = d.unit_id
            where d.tenant_id = $1 and d.business_date = $2 and l.ancestor_id = $3 and d.post_id <> $4""",
        stage.day, stage.firm.units["G-A"], stage.firm.leader.posts[0],
    )  # fmt: skip
    assert len(drawn) == -(-pool * 3 // 10)
    async with inside(stage.firm.id):
        assert await draw(stage.day, now=stage.now) == 0
    seed = await stage.value(
        "select o.seed from supervision_rounds o where o.tenant_id = $1 and o.post_id = $2 and o.from_date = $3 order by o.id desc limit 1",
        stage.firm.leader.posts[0], stage.day,
    )  # fmt: skip
    ranked = await stage.fetch(
        """select d.id from due_checks d join unit_lines l on l.tenant_id = $1 and l.unit_id = d.unit_id
            where d.tenant_id = $1 and d.business_date = $2 and l.ancestor_id = $3 and d.post_id <> $4 and d.check_id is null
              and not exists (select from spot_checks s where s.tenant_id = $1 and s.due_id = d.id
                                 and s.id not in (select x.id from spot_checks x join supervision_rounds o on o.tenant_id = $1 and o.id = x.round_id
                                                   where x.tenant_id = $1 and o.seed = $5))
            order by hashtextextended(d.id::text, $5), d.id limit $6""",
        stage.day, stage.firm.units["G-A"], stage.firm.leader.posts[0], seed, len(drawn),
    )  # fmt: skip
    assert {row["id"] for row in ranked} == {row["due_id"] for row in drawn}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
@pytest.mark.parametrize(
    "address", ["/spots", "/divergence", "/divergence?by=list", "/divergence?by=point", "/pace", "/supervision"]
)
async def test_pages_of_the_desk_need_three_statements(stage, client, statements, locale, address):
    browser = client(stage.firm.leader, **{"x-language": locale})
    browser.cookies.set("lang", locale)
    await browser.get(f"/brand{address}")
    statements.clear()
    answer = await browser.get(f"/brand{address}")
    assert answer.status_code == 200
    assert len(statements) <= 3
