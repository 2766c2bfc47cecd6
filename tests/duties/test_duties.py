"""The duty tree of a job title is edited line by line, in order; a post differs where it must and follows else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from saas.duties.add_duty import add_duty
from saas.duties.conform import conform
from saas.duties.deviate import deviate
from saas.duties.duty_reads import post_duties, title_page
from saas.duties.lines import walk
from saas.duties.move_duty import move_duty
from saas.duties.remove_duty import remove_duty
from saas.duties.reword import reword
from saas.refusals import Refused, Stale
from tenants import db, inside

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)


@pytest.fixture
async def title(cast):
    """A job title of its own with an overall duty and two categories."""
    firm = cast.brand
    async with inside(firm.id):
        made = await db().fetchval(
            "insert into job_titles (tenant_id, code, name) values ($1, 'checker' || gen_random_uuid(), '{\"zh\": \"检查员\"}') returning id", firm.id
        )
        top = await add(firm, made, None, "总职责")
        for words in ("甲", "乙"):
            line = await add(firm, made, top, words)
            await add(firm, made, line, f"{words}项")
    return made


async def add(firm, title, parent, words):
    return await add_duty(title, parent, {"text_zh": words}, by=firm.admin.member, now=NOW)


async def texts(firm, title) -> list[str]:
    return [line.text["zh"] for line in walk((await title_page(title)).roots)]


async def line(firm, title, words):
    return next(each for each in walk((await title_page(title)).roots) if each.text.get("zh") == words)


async def positions(firm, title) -> list[str]:
    code = await db().fetchval("select code from job_titles where tenant_id = $1 and id = $2", firm.id, title)
    rows = await db().fetch("select text ->> 'zh' as zh from duties where tenant_id = $1 and job_title = $2 order by position", firm.id, code)
    return [row["zh"] for row in rows]


async def test_lines_stand_in_the_order_of_the_tree(cast, title):
    firm = cast.brand
    async with inside(firm.id):
        await add(firm, title, (await line(firm, title, "甲")).id, "甲项二")
        assert await texts(firm, title) == ["总职责", "甲", "甲项", "甲项二", "乙", "乙项"]
        assert await positions(firm, title) == await texts(firm, title)


async def test_a_line_moves_with_what_is_below_it(cast, title):
    firm = cast.brand
    async with inside(firm.id):
        second = (await line(firm, title, "乙")).id
        assert await move_duty(second, -1, by=firm.admin.member, now=NOW)
        assert await texts(firm, title) == ["总职责", "乙", "乙项", "甲", "甲项"]
        assert await positions(firm, title) == await texts(firm, title)
        assert not await move_duty(second, -1, by=firm.admin.member, now=NOW)


async def test_wording_is_saved_once_and_the_second_is_told(cast, title):
    firm = cast.brand
    async with inside(firm.id):
        seen = await line(firm, title, "甲")
        await reword(seen.id, {"text_zh": "甲改", "text_en": "A"}, seen.edition, by=firm.admin.member, now=NOW)
        assert (await line(firm, title, "甲改")).edition == seen.edition + 1
    with pytest.raises(Stale) as stale:
        async with inside(firm.id):
            await reword(seen.id, {"text_zh": "别的"}, seen.edition, by=firm.clerk.member, now=NOW)
    assert stale.value.theirs["text_zh"] == "甲改"


async def test_removing_takes_what_is_below(cast, title):
    firm = cast.brand
    async with inside(firm.id):
        gone = await line(firm, title, "甲")
        assert await remove_duty(gone.id, gone.edition, by=firm.admin.member, now=NOW) == 2
        assert await texts(firm, title) == ["总职责", "乙", "乙项"]


@pytest.mark.parametrize(("parent", "words", "field"), [("甲", "", "text_zh"), ("甲", "长" * 301, "text_zh"), (None, "又一条", "text_zh")])
async def test_what_cannot_be_added_is_refused_at_its_field(cast, title, parent, words, field):
    firm = cast.brand
    async with inside(firm.id):
        under = (await line(firm, title, parent)).id if parent else None
        with pytest.raises(Refused) as refused:
            await add(firm, title, under, words)
    assert (refused.value.status, refused.value.problems[0].field) == (422, field)


async def test_a_foreign_title_or_line_is_not_there(cast, title):
    brand, stranger = cast.brand, cast.stranger
    async with inside(stranger.id):
        for work in (
            add_duty(title, None, {"text_zh": "x"}, by=stranger.admin.member, now=NOW),
            deviate(brand.posts["SR-11"], title, "left_out", {}, by=stranger.admin.member, now=NOW),
            title_page(title),
        ):
            with pytest.raises(Refused) as refused:
                await work
            assert refused.value.status == 404


async def test_a_post_differs_where_it_must_and_follows_else(cast):
    firm, post = cast.brand, cast.brand.posts["SR-11"]
    async with inside(firm.id):
        lines = list(walk((await post_duties(post, [post], [])).roots))
        item = next(each for each in lines if each.level == "item")
        detail = next(each for each in lines if each.level == "detail")
        more = await deviate(post, item.id, "added", {"text_zh": "兼管冰柜"}, by=firm.admin.member, now=NOW)
        await deviate(post, detail.id, "left_out", {}, by=firm.admin.member, now=NOW)
        await deviate(post, detail.id, "worded", {"text_zh": "本岗的说法"}, by=firm.admin.member, now=NOW)
        mine = {each.id: each for each in walk((await post_duties(post, [post], [])).roots)}
        other = {each.id for each in walk((await post_duties(firm.posts["SR-12"], [], [firm.units["Y"]])).roots)}
        assert (mine[detail.id].text["zh"], mine[detail.id].plain) == ("本岗的说法", detail.text)
        assert (mine[more].level, more in other) == ("detail", False)
        await conform(post, more, by=firm.admin.member, now=NOW)
        with pytest.raises(Refused) as twice:
            await conform(post, more, by=firm.admin.member, now=NOW)
    assert twice.value.status == 404


async def test_a_post_is_seen_by_its_holder_and_its_line(cast, client):
    at = f"/brand/posts/{cast.brand.posts['SR-11']}/duties"
    assert [(await client(cast.brand.people[who]).get(at)).status_code for who in ("staff", "leader", "admin")] == [200, 200, 200]
    assert [(await client(cast.brand.people[who]).get(at)).status_code for who in ("colleague", "other_leader")] == [404, 404]


async def test_an_administrator_edits_in_the_browser(cast, client, title):
    browser, base = client(cast.brand.admin), "/brand/responsibilities/duties"
    async with inside(cast.brand.id):
        first = await line(cast.brand, title, "甲")
    page = await browser.get(f"{base}?title={title}&line={first.id}")
    assert "在它下面添加" in page.text
    wrong = await browser.post(f"{base}/{title}/lines/{first.id}", data={"edition": str(first.edition), "text_zh": ""})
    assert (wrong.status_code, "请写下职责" in wrong.text) == (422, True)
    saved = await browser.post(f"{base}/{title}/lines/{first.id}", data={"edition": str(first.edition), "text_zh": "甲一"})
    assert saved.status_code == 303
    stale = await browser.post(f"{base}/{title}/lines/{first.id}", data={"edition": str(first.edition), "text_zh": "甲二"})
    assert stale.status_code == 409
    assert "甲一" in stale.text
    moved = await browser.post(f"{base}/{title}/lines/{first.id}/place", data={"step": "down"})
    assert moved.status_code == 303
    assert (await browser.post(f"{base}/{title}/lines/{first.id}/removal", data={"edition": str(first.edition + 1)})).status_code == 303
    async with inside(cast.brand.id):
        assert await texts(cast.brand, title) == ["总职责", "乙", "乙项"]
    assert (await client(cast.brand.leader).get(base)).status_code == 200
    assert (await client(cast.brand.staff).get(base)).status_code == 403
