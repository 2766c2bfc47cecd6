from __future__ import annotations

from saas.reviews.accept import accept
from saas.reviews.raise_risk import raise_risk
from tenants import inside

WHY = "请看这里"


async def place(client, stage) -> list[str]:
    html = (await client(stage.firm.leader).get("/brand/reviews")).text
    return [part[:36] for part in html.split("data-steps")[1].split('href="/brand/reviews/')[1:]]


async def test_what_was_raised_stands_behind_the_vetoes_and_before_the_rest(stage, client):
    clean = await stage.check(stage.firm.staff)
    failed = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    veto = await stage.check(stage.firm.staff, fresh={"verdict": "fail"})
    assert (await place(client, stage)).index(str(failed)) < (await place(client, stage)).index(str(clean))
    async with inside(stage.firm.id):
        assert await raise_risk(clean, WHY, now=stage.now)
        assert not await raise_risk(clean, WHY, now=stage.now)
    order = await place(client, stage)
    assert order.index(str(veto)) < order.index(str(clean)) < order.index(str(failed))
    line = (await client(stage.firm.leader).get("/brand/reviews")).text.split(f"/brand/reviews/{clean}")[1].split("</li>")[0]
    assert line.count(WHY) == 2


async def test_what_was_raised_is_not_accepted_with_the_rest(stage, client):
    raised, plain = await stage.check(stage.firm.staff), await stage.check(stage.firm.staff)
    async with inside(stage.firm.id):
        await raise_risk(raised, WHY, now=stage.now)
    await client(stage.firm.leader).post("/brand/reviews/batches", data={"check": [str(raised), str(plain)]})
    assert (await stage.state(raised))["state"] == "received"
    assert (await stage.state(plain))["state"] == "accepted"


async def test_a_decided_check_is_raised_no_more(stage):
    check = await stage.check(stage.firm.staff)
    async with inside(stage.firm.id):
        await accept(check, by=stage.firm.leader.member, now=stage.now)
        assert not await raise_risk(check, WHY, now=stage.now)
    assert (await stage.state(check))["raised"] is None


async def test_the_whole_clean_rest_goes_as_far_as_it_was_told_of(stage, client):
    first = [await stage.check(stage.firm.staff) for _ in range(3)]
    page = (await client(stage.firm.leader).get("/brand/reviews")).text
    until = page.split('name="until" value="')[1].split('"')[0]
    later = await stage.check(stage.firm.staff, at=stage.now.replace(hour=stage.now.hour + 1))
    done = await client(stage.firm.leader).post("/brand/reviews/batches", data={"until": until})
    assert done.status_code == 303
    assert {(await stage.state(check))["state"] for check in first} == {"accepted"}
    assert (await stage.state(later))["state"] == "received"


async def test_the_time_of_a_review_runs_from_opening_to_decision_and_is_bounded(stage, client, world):
    browser, now = client(stage.firm.leader), world.now
    quick, slow, unseen = [await stage.check(stage.firm.staff) for _ in range(3)]
    try:
        for check in (quick, slow):
            await browser.get(f"/brand/reviews/{check}")
        world.now = now.replace(second=now.second + 42)
        await browser.post(f"/brand/reviews/{quick}/acceptance")
        world.now = now.replace(hour=now.hour + 3)
        await browser.post(f"/brand/reviews/{slow}/return", data={"reason": "照片看不清"})
        await browser.post("/brand/reviews/batches", data={"check": [str(unseen)]})
    finally:
        world.now = now
    rows = await stage.fetch(
        "select check_id, seconds from reviews where tenant_id = $1 and check_id = any ($2)", [quick, slow, unseen]
    )
    assert {row["check_id"]: row["seconds"] for row in rows} == {quick: 42, slow: 600, unseen: None}
