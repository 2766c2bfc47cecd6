"""Pages that are opened all day are read again only when their mark has changed: whatever changes must change it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from tenants import db, inside

from .company import NOW, TODAY
from .test_pages import returned_check, sent_check


async def page(company, browser, path: str = "today", *, who: str = "sender", now=NOW) -> str:
    answer = await (await browser(getattr(company, who), now=now)).get(f"/{company.slug}/{path}")
    assert answer.status_code == 200
    return answer.text


async def change(company, sql: str, *args) -> None:
    async with inside(company.id):
        await db().execute(sql, company.id, *args)


async def test_nothing_is_read_twice_while_nothing_changes(company, browser, statements):
    await page(company, browser)
    statements.clear()
    assert await page(company, browser, "today?n=1") and len(statements) == 1


async def test_the_hours_that_strike_are_seen(company, browser):
    async with inside(company.id):
        opens, closes, until = await db().fetchrow(
            "select opens_at, closes_at, late_until from due_checks where tenant_id = $1 and id = $2", company.id, company.due
        )
    second = timedelta(seconds=1)
    told = [await page(company, browser, now=at) for at in (opens - second, opens, closes, closes + second, until + second)]
    words = ["稍后", "现在可做", "现在可做", "迟交", "没有做"]
    for html, word in zip(told, words, strict=True):
        assert word in html.split('<template id="states">')[0], word
    assert "迟交" not in told[2].split('<template id="states">')[0]


async def test_a_check_that_is_sent_accepted_or_returned_is_seen(company, browser):
    assert 'data-due="' in await page(company, browser)
    check, receipt = await sent_check(company, browser)
    assert receipt.json()["receipt"] in await page(company, browser)
    assert "已通过" not in (await page(company, browser)).split("<template")[0]
    await change(company, "update checks set state = 'accepted' where tenant_id = $1 and id = $2", check)
    assert "已通过" in (await page(company, browser)).split("<template")[0]


async def test_a_check_returned_from_another_day_is_seen(company, browser):
    late = NOW + timedelta(days=3)
    assert "退回重填" not in await page(company, browser, now=late)
    await returned_check(company, browser)
    assert "请补柜内照片" in await page(company, browser, now=late)


@pytest.mark.parametrize("table", ["objects", "checklists"])
async def test_a_new_name_is_seen(company, browser, table):
    id_ = {"objects": company.object, "checklists": company.checklist}[table]
    assert "换了名字" not in await page(company, browser)
    await change(company, f"update {table} set name = $3 where tenant_id = $1 and id = $2", id_, {"zh": "换了名字"})
    assert "换了名字" in await page(company, browser)


async def test_a_check_laid_out_or_taken_away_is_seen(company, browser):
    async def lines() -> int:
        return (await page(company, browser)).count("data-due=")

    before, due = await lines(), uuid4()
    await change(
        company,
        """insert into due_checks (tenant_id, id, schedule_id, version_id, post_id, unit_id, business_date, opens_at, closes_at, late_until)
           select d.tenant_id, $3, d.schedule_id, d.version_id, d.post_id, d.unit_id, $4, d.opens_at, d.closes_at, d.late_until
             from due_checks d where d.tenant_id = $1 and d.id = $2""",
        company.due, due, TODAY - timedelta(days=1),
    )  # fmt: skip
    assert await lines() == before + 1
    await change(company, "delete from due_checks where tenant_id = $1 and id = $2", due)
    assert await lines() == before


async def test_a_list_is_seen_with_its_schedules_as_they_become(company, browser):
    def rows(html: str) -> str:
        return html.split("<tbody>")[1]

    before = rows(await page(company, browser, "checklists"))
    await change(company, "update schedules set opens_at = '05:55' where tenant_id = $1")
    after = rows(await page(company, browser, "checklists"))
    assert "05:55" in after and "05:55" not in before
    await change(company, "update checklists set retired_on = $2 where tenant_id = $1", TODAY)
    assert "还没有检查表" in await page(company, browser, "checklists")


async def test_the_queue_sees_what_happened_to_its_checks(company, browser):
    async def queue() -> str:
        return (await page(company, browser, "reviews", who="leader")).split("<dialog")[0]

    check, _ = await sent_check(company, browser)
    assert str(check) in await queue()
    assert "一票否决" not in await queue()
    # A correction: the check waits as before, and its line says something else.
    await change(company, "update checks set vetoed = true, failed = 1 where tenant_id = $1 and id = $2", check)
    assert "一票否决" in await queue()
    await change(company, "update checks set state = 'accepted' where tenant_id = $1 and id = $2", check)
    assert str(check) not in await queue()
