from __future__ import annotations

from uuid import uuid4

import pytest

from tenants import db, inside


def speaking(client, person, locale):
    """The person's browser with the language chosen; one of its own for each language."""
    browser = client(person, **{"x-language": locale})
    browser.cookies.set("lang", locale)
    return browser


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_the_queue_is_one_statement_and_two_for_what_is_new_gravest_first(stage, client, statements, locale):
    await stage.check(stage.firm.staff)
    failed = await stage.check(stage.firm.staff, clean={"verdict": "fail"})
    veto = await stage.check(stage.firm.staff, fresh={"verdict": "fail"})
    own = await stage.check(stage.firm.leader)
    browser = speaking(client, stage.firm.leader, locale)
    for most in (3, 1):
        statements.clear()
        answer = await browser.get("/brand/reviews")
        assert answer.status_code == 200
        assert len(statements) == most
        html = answer.text
        assert 0 < html.index(str(veto)) < html.index(str(failed))
        assert str(own) not in html
        assert ("复核" if locale == "zh-CN" else "Reviews") in html


async def told(browser) -> int:
    """How many wait, as the page says."""
    return int((await browser.get("/brand/reviews")).text.split('data-total="')[1].split('"')[0])


async def test_the_total_follows_every_decision_and_its_undo(stage, client):
    browser = client(stage.firm.leader)
    before = await told(browser)
    first, second, third = [await stage.check(stage.firm.staff) for _ in range(3)]
    await stage.check(stage.firm.leader)
    assert await told(browser) == before + 3
    done = await browser.post("/brand/reviews/batches", data={"check": [str(first), str(second)]})
    assert await told(browser) == before + 1
    batch = done.headers["location"].split("batch=")[1]
    await browser.post(f"/brand/reviews/batches/{batch}/withdrawal")
    assert await told(browser) == before + 3
    await browser.post(f"/brand/reviews/{third}/return", data={"reason": "照片看不清"})
    assert await told(browser) == before + 2
    await stage.check(stage.firm.staff, due=stage.dues[third], replaces=third)
    assert await told(browser) == before + 3
    kept = await stage.value("select sum(waiting) from queues where tenant_id = $1")
    assert kept == await stage.value("select count(*) from checks where tenant_id = $1 and state = 'received'")


async def test_a_line_is_new_once_its_check_or_a_name_changes(stage, client):
    check = await stage.check(stage.firm.staff, clean={"verdict": "fail"}, fresh={"verdict": "fail"})
    browser = client(stage.firm.leader)

    async def line() -> str:
        html = (await browser.get("/brand/reviews")).text
        return html.split(f'href="/brand/reviews/{check}"')[1].split("</li>")[0]

    assert "一票否决" in await line()
    form = {"point": str(stage.points["fresh"]), "verdict": "pass", "reason": "现场看过"}
    await browser.post(f"/brand/reviews/{check}/corrections", data=form)
    assert "1 项不合格" in await line()
    for name in ("新名字的冰柜", "冰柜"):
        await stage.fetch(
            "update objects set name = jsonb_build_object('zh', $3::text) where tenant_id = $1 and id = $2", stage.thing, name
        )
        assert name in await line()


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_a_check_is_shown_as_page_and_as_fragment(stage, client, statements, locale):
    check = await stage.check(
        stage.firm.staff, clean={"verdict": "fail", "note": "台面有冰碴"}, cold={"number": "-16"}
    )
    browser = speaking(client, stage.firm.leader, locale)
    statements.clear()
    whole = await browser.get(f"/brand/reviews/{check}")
    assert whole.status_code == 200
    assert len(statements) <= 3
    assert "台面有冰碴" in whole.text
    part = await browser.get(f"/brand/reviews/{check}", headers={"hx-request": "true"})
    assert part.text.count("<html") == 0
    assert "台面有冰碴" in part.text


async def test_units_filter_and_pages_run_on(stage, client):
    for _ in range(3):
        await stage.check(stage.firm.colleague)
    browser = client(stage.firm.leader)
    unit = stage.firm.units["Z1-2"]
    answer = await browser.get(f"/brand/reviews?unit={unit}")
    assert answer.text.count('class="name"') >= 3
    first = await browser.get("/brand/reviews")
    last = first.text.split("data-steps")[1].split("/brand/reviews/")[1][:36]
    rest = await browser.get(f"/brand/reviews?after={last}")
    assert last not in rest.text.split("data-steps")[1]


async def test_a_decision_as_page_goes_back_to_the_queue_with_an_undo(stage, client):
    check = await stage.check(stage.firm.staff)
    browser = client(stage.firm.leader)
    done = await browser.post(f"/brand/reviews/{check}/acceptance")
    assert done.status_code == 303
    queue = await browser.get(done.headers["location"])
    assert "已通过 1 份" in queue.text
    undo = queue.text.split('action="/brand/reviews/batches/')[1][:36]
    assert (await browser.post(f"/brand/reviews/batches/{undo}/withdrawal")).status_code == 303
    assert (await stage.state(check))["state"] == "received"


async def test_a_decision_as_fragment_says_so_and_carries_the_undo(stage, client):
    check = await stage.check(stage.firm.staff)
    done = await client(stage.firm.leader).post(
        f"/brand/reviews/{check}/acceptance", headers={"hx-request": "true"}
    )
    assert f'data-decided="{check}"' in done.text
    assert "/withdrawal" in done.headers["hx-trigger"]


async def test_a_return_without_reason_comes_back_at_its_field(stage, client):
    check = await stage.check(stage.firm.staff)
    browser = client(stage.firm.leader)
    again = await browser.post(f"/brand/reviews/{check}/return", data={"reason": " "})
    assert again.status_code == 422
    assert 'href="#reason"' in again.text
    assert (
        await browser.post(f"/brand/reviews/{check}/return", data={"reason": "照片看不清"})
    ).status_code == 303
    shown = await browser.get(f"/brand/reviews/{check}")
    assert "照片看不清" in shown.text


async def test_a_correction_is_shown_with_both_values(stage, client):
    check = await stage.check(stage.firm.staff)
    browser = client(stage.firm.leader)
    form = {"point": str(stage.points["cold"]), "number": "-12", "reason": "现场量过"}
    wrong = await browser.post(f"/brand/reviews/{check}/corrections", data=form | {"number": "冷"})
    assert wrong.status_code == 422
    assert 'value="冷"' in wrong.text
    assert (await browser.post(f"/brand/reviews/{check}/corrections", data=form)).status_code == 303
    shown = (await browser.get(f"/brand/reviews/{check}")).text
    assert "现场量过" in shown
    na = {"point": str(stage.points["cold"]), "number": "-12", "verdict": "na", "reason": "停用"}
    part = await browser.post(f"/brand/reviews/{check}/corrections", data=na, headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "停用" in part.text


async def test_the_clean_rest_goes_in_one_act(stage, client):
    book = str(await stage.book())
    checks = [await stage.check(stage.firm.staff, stock={"number": book}) for _ in range(2)]
    done = await client(stage.firm.leader).post(
        "/brand/reviews/batches", data={"check": [str(check) for check in checks]}
    )
    assert done.status_code == 303
    assert {(await stage.state(check))["state"] for check in checks} == {"accepted"}


async def test_others_see_and_decide_nothing(stage, client, cast):
    check = await stage.check(stage.firm.staff)
    for person, status in ((stage.firm.staff, 403), (stage.firm.other_leader, 404)):
        assert (await client(person).get(f"/brand/reviews/{check}")).status_code == status
        assert (await client(person).post(f"/brand/reviews/{check}/acceptance")).status_code == status
    stranger = client(cast.stranger.leader)
    for id_ in (check, uuid4()):
        assert (await stranger.get(f"/stranger/reviews/{id_}")).status_code == 404
        for noun in ("acceptance", "return", "corrections"):
            data = {"reason": "x", "point": str(uuid4()), "verdict": "fail"}
            assert (await stranger.post(f"/stranger/reviews/{id_}/{noun}", data=data)).status_code == 404
        assert (await stranger.post(f"/stranger/reviews/batches/{id_}/withdrawal")).status_code == 404


async def test_an_empty_queue_says_what_it_is_for(client, cast):
    answer = await client(cast.stranger.leader).get("/stranger/reviews?unit=nonsense&after=x&batch=y")
    assert answer.status_code == 200
    assert "没有待复核的检查" in answer.text


async def test_a_closed_cycle_offers_acceptance_alone(stage, client, cast):
    check = await stage.check(stage.firm.staff)
    page = await client(cast.brand.leader).get(f"/brand/reviews/{check}")
    assert "/return" in page.text
    async with inside(stage.firm.id):
        await db().execute("update cycles set state = 'closed' where tenant_id = $1", stage.firm.id)
    try:
        page = await client(cast.brand.leader).get(f"/brand/reviews/{check}")
        assert "只能通过" in page.text
        assert "退回原因" not in page.text
        assert "/corrections" not in page.text
        assert "/acceptance" in page.text
    finally:
        async with inside(stage.firm.id):
            await db().execute("update cycles set state = 'open' where tenant_id = $1", stage.firm.id)
