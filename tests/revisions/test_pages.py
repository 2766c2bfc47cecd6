"""The difference as a page and as a fragment, "keep mine", "take theirs", and the history of a thing."""

from __future__ import annotations

import html
from uuid import UUID, uuid4

import httpx
import pytest

from saas import forms
from saas.app import create_app
from saas.revisions import revise, titles
from saas.visit import Visit
from saas.web import Go, act, routes
from tenants import db, inside

titles("kettle", {"name": "名称", "full": "是否加满", "kind": "类型"}, word="水壶", values={"kind": {"photo": "照片"}})


@pytest.fixture(scope="module")
def kettles(world, cast):
    """An app with one form more: a kettle's name, saved with care."""

    @act("POST", "/kettles/{kettle}", permit="people.invite", alone=True)
    async def kettle(visit: Visit, kettle: UUID) -> Go:
        given = await forms.fields(visit)
        after = {"name": {"zh": given["name"], "en": ""}, "full": given.get("full") == "on"}
        await forms.tried(visit, revise("kettle", kettle, int(given["edition"]), after, by=visit.member, now=visit.now))
        return Go(f"/{visit.tenant.slug}")

    try:
        app = create_app(world, clock=lambda: world.now)
    finally:
        routes.all.pop()

    def browser(person, **headers):
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://test", cookies={"session": person.token},
            headers={"x-csrf-token": app.state.shield.csrf(person.token), "accept-language": "zh-CN"} | headers,
        )  # fmt: skip

    return browser


async def test_the_second_sees_the_difference_and_may_keep_his_own(kettles, cast):
    thing, at = uuid4(), f"/{cast.brand.slug}/kettles/"
    async with kettles(cast.brand.admin) as first, kettles(cast.brand.clerk) as second:
        await first.post(at + str(thing), data={"edition": "0", "name": "旧壶"})
        assert (await first.post(at + str(thing), data={"edition": "1", "name": "红壶"})).status_code == 303
        told = await second.post(
            at + str(thing), data={"edition": "1", "name": "<蓝>壶", "full": "on", "note": 'a"b'},
            headers={"referer": "http://test/brand/units?page=2"},
        )  # fmt: skip
        assert told.status_code == 409
        page = html.unescape(told.text)
        for text in ("管理员先改了这里", "名称", "旧壶", "红壶", "<蓝>壶", "是否加满", "保存我的内容"):
            assert text in page, text
        assert 'name="edition" value="2"' in told.text
        assert 'name="note" value="a&#34;b"' in told.text
        assert 'href="/brand/units?page=2"' in told.text
        kept = await second.post(at + str(thing), data={"edition": "2", "name": "<蓝>壶", "full": "on", "note": ""})
        assert kept.status_code == 303
    async with inside(cast.brand.id):
        names = await db().fetch(
            "select after -> 'name' ->> 'zh' as name from revisions where tenant_id = $1 and noun_id = $2 order by edition",
            cast.brand.id,
            thing,
        )
    assert [row["name"] for row in names] == ["旧壶", "红壶", "<蓝>壶"]


async def test_a_fragment_takes_the_place_of_the_form_and_a_script_gets_both_versions(kettles, cast):
    thing = uuid4()
    at = f"/{cast.brand.slug}/kettles/{thing}"
    async with kettles(cast.brand.admin) as one:
        await one.post(at, data={"edition": "0", "name": "红壶"})
        part = await one.post(at, data={"edition": "0", "name": "蓝壶"}, headers={"hx-request": "true"})
        script = await one.post(at, data={"edition": "0", "name": "蓝壶"}, headers={"accept": "application/json"})
    assert (part.status_code, "<html" in part.text, f'hx-post="{at}"' in part.text) == (409, False, True)
    assert 'href="/brand"' in part.text
    assert (script.status_code, script.json()["edition"], script.json()["theirs"]["name"]["zh"]) == (409, 1, "红壶")


async def test_back_leads_nowhere_else(kettles, cast):
    thing = uuid4()
    at = f"/{cast.brand.slug}/kettles/{thing}"
    async with kettles(cast.brand.admin) as one:
        await one.post(at, data={"edition": "0", "name": "红壶"})
        for referer in ("https://elsewhere.example/x", "http://test/stranger/units", "javascript:alert(1)"):
            told = await one.post(at, data={"edition": "0", "name": "蓝壶"}, headers={"referer": referer})
            assert 'href="/brand"' in told.text
            assert "elsewhere" not in told.text


async def test_the_history_tells_who_when_why_and_what(world, cast, client, statements):
    thing = uuid4()
    async with inside(cast.brand.id):
        await revise("kettle", thing, 0, {"name": "红壶"}, by=cast.brand.admin.member, now=world.now, before={"name": "旧壶"})
        after = {"name": "红壶", "full": True, "kind": "photo"}
        await revise("kettle", thing, 1, after, by=cast.brand.clerk.member, now=world.now, why="试用")
    statements.clear()
    shown = await client(cast.brand.admin).get(f"/brand/history/{thing}")
    assert len(statements) == 1
    assert shown.status_code == 200
    for text in ("修改记录：水壶", "clerk", "管理员", "原因：试用", "旧壶", "第 2 版", "是否加满", "<td>照片</td>"):
        assert text in shown.text, text
    reader = client(cast.brand.admin, **{"accept-language": "en"})
    reader.cookies.set("lang", "en")
    english = await reader.get(f"/brand/history/{thing}")
    assert "Version 2" in english.text
    assert "<td>Photo</td>" in english.text
    assert (await client(cast.stranger.admin).get(f"/stranger/history/{thing}")).status_code == 404
