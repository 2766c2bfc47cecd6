"""The standards as a tree to open and to search, one line with what hangs on it, and the pages of the next version."""

from __future__ import annotations

import re
from urllib.parse import quote
from uuid import uuid4

import pytest

from tenants import db, inside
from tests.standards.story import PDF
from tests.statements import statements


async def node(firm, level="detail"):
    async with inside(firm.id):
        return await db().fetchrow("select id, code, name from standard_nodes where level = $1 order by position limit 1", level)


async def draft_of(client, firm) -> str:
    """The address of the open draft of a company, opened by its admin."""
    answer = await client(firm.admin).post(f"/{firm.slug}/standards/drafts", data={})
    return answer.headers["location"]


def edition(page) -> str:
    return re.search(r'name="edition" value="(\d+)"', page.text)[1]


@pytest.mark.parametrize("who", ["staff", "leader", "executive", "admin"])
async def test_everybody_reads_the_tree_and_later_from_memory(cast, client, who):
    await client(cast.brand.people[who]).get("/brand/standards")
    with statements(1):
        page = await client(cast.brand.people[who]).get("/brand/standards")
    assert page.status_code == 200
    assert re.search(r'hx-get="/brand/standards/[\w-]{36}/branch"', page.text)
    assert ("修改标准" in page.text) == (who == "admin")


async def test_a_branch_opens_with_its_details(cast, client):
    category = await node(cast.brand, "category")
    with statements(1):
        part = await client(cast.brand.staff).get(f"/brand/standards/{category['id']}/branch", headers={"hx-request": "true"})
    assert (part.status_code, "<html" in part.text, "建议值" in part.text) == (200, False, True)
    assert "<html" in (await client(cast.brand.staff).get(f"/brand/standards/{category['id']}/branch")).text


async def test_a_search_shows_hits_with_their_line(cast, client):
    detail = await node(cast.brand)
    page = await client(cast.brand.staff).get(f"/brand/standards?q={quote(detail['name']['zh'])}")
    assert str(detail["id"]) in page.text
    english = await client(cast.brand.staff).get(f"/brand/standards?q={quote(detail['name']['en'].upper())}")
    assert str(detail["id"]) in english.text


@pytest.mark.parametrize("query", ["%", "_", "100%_", "\\", "' or 1=1 --", "<script>alert(1)</script>", "长" * 500, "\0"])
async def test_a_strange_search_finds_nothing_and_says_so(cast, client, query):
    page = await client(cast.brand.staff).get(f"/brand/standards?q={quote(query)}")
    assert page.status_code == 200
    assert "<script>alert" not in page.text


async def test_a_detail_shows_who_answers_and_what_checks_it(cast, client):
    async with inside(cast.brand.id):
        checked = await db().fetchval(
            """select n.id from standard_nodes n where exists (
                 select from points p where p.detail_code = n.code and p.veto) order by position limit 1"""
        )
    with statements(1):
        page = await client(cast.brand.staff).get(f"/brand/standards/{checked}")
    assert page.status_code == 200
    assert "一票否决" in page.text
    assert re.search(r"/brand/posts/[\w-]{36}", page.text)


async def test_every_level_has_a_page(cast, client):
    for level in ("system", "category", "item", "step"):
        found = await node(cast.brand, level)
        page = await client(cast.brand.admin).get(f"/brand/standards/{found['id']}")
        assert (page.status_code, found["name"]["zh"] in page.text) == (200, True)


async def test_foreign_and_unknown_details_are_not_found(cast, client):
    foreign = (await node(cast.brand))["id"]
    for one in (foreign, uuid4(), "no-id"):
        assert (await client(cast.stranger.admin).get(f"/stranger/standards/{one}")).status_code == 404


async def test_a_line_is_changed_through_its_form_with_a_document(cast, client):
    admin = client(cast.brand.admin)
    here = f"{await draft_of(client, cast.brand)}/lines/{(await node(cast.brand))['id']}"
    with statements(3):
        page = await admin.get(here)
    form = {"edition": edition(page), "name_zh": "书面申请", "parent": "A1.1.1", "principle_zh": "齐全才受理", "mark": ""}
    answer = await admin.post(here, data=form, files=[("files", ("表.pdf", PDF, "text/plain"))])
    assert answer.status_code == 303, answer.text
    page = await admin.get(here)
    assert "表.pdf" in page.text and "齐全才受理" in page.text
    second = await admin.post(here, data=form)
    assert (second.status_code, "保存我的内容" in second.text) == (409, True)


async def test_a_wrong_form_comes_back_with_what_was_typed(cast, client):
    admin = client(cast.brand.admin)
    here = f"{await draft_of(client, cast.brand)}/lines/{(await node(cast.brand))['id']}"
    page = await admin.post(
        here, data={"edition": edition(await admin.get(here)), "name_zh": "", "op": "le", "high": "很冷", "parent": "A1.1.1"}
    )
    assert page.status_code == 422
    assert "请填写名称" in page.text and 'value="很冷"' in page.text
    bad = await admin.post(
        here,
        data={"edition": "0", "name_zh": "x", "principle_zh": "y", "parent": "A1.1.1"},
        files=[("files", ("a.pdf", b"MZ", "application/pdf"))],
    )
    assert (bad.status_code, "不能收" in bad.text) == (422, True)
    added = await admin.post(
        f"{here.split('/lines/', maxsplit=1)[0]}/lines", data={"level": "system", "code": "A", "name_zh": "又一个"}
    )
    assert (added.status_code, "已经用过" in added.text) == (422, True)


async def test_from_draft_to_version_in_the_browser(cast, client):
    """The stranger's admin writes, the executive sends back once and approves; everybody then reads the difference."""
    firm = cast.stranger
    admin, executive = client(firm.admin), client(firm.executive)
    draft = await draft_of(client, firm)
    line = f"{draft}/lines/{(await node(firm))['id']}"
    form = {"edition": edition(await admin.get(line)), "name_zh": "全新的写法", "parent": "A1.1.1", "principle_zh": "照做"}
    assert (await admin.post(line, data=form)).status_code == 303
    with statements(3):
        page = await admin.get(f"{draft}/difference")
    assert "<ins>" in page.text and "提交审核" in page.text
    refused = await admin.post(f"{draft}/proposals", data={"why": "", "effective_from": "2026-11-18"})
    assert (refused.status_code, "请写明为什么改" in refused.text) == (422, True)
    wish = {"why": "客户要求", "effective_from": "2026-11-20", "readers": ["responsible", "supporting"]}
    assert (await admin.post(f"{draft}/proposals", data=wish)).status_code == 303
    assert "批准并发布" not in (await admin.get(f"{draft}/difference")).text
    page = await executive.get(f"{draft}/difference")
    approval = re.search(r'action="([^"]+/approval)"', page.text)[1]
    returned = await executive.post(approval.replace("approval", "return"), data={"reason": "请写日期"})
    assert returned.status_code == 303
    assert "请写日期" in (await admin.get(draft)).text
    await admin.post(f"{draft}/proposals", data=wish)
    approval = re.search(r'action="([^"]+/approval)"', (await executive.get(f"{draft}/difference")).text)[1]
    done = await executive.post(approval, data={})
    assert done.status_code == 303
    with statements(2):
        page = await client(firm.staff).get(done.headers["location"])
    assert "客户要求" in page.text and "全新的写法" not in (await client(firm.staff).get("/stranger/standards")).text
    with statements(3):
        versions = await admin.get("/stranger/standards/versions")
    assert "将执行" in versions.text and "阅读情况" in versions.text


async def test_both_languages(cast, client):
    english = client(cast.brand.admin)
    english.cookies.set("lang", "en")
    try:
        here = await draft_of(client, cast.brand)
        for at in ("/brand/standards", "/brand/standards/versions", here, f"{here}/difference", f"{here}/quiz"):
            answer = await english.get(at)
            assert answer.status_code == 200
            assert not re.search(r"历次版本|草稿|改动|小测", answer.text), at
    finally:
        english.cookies.delete("lang")


@pytest.mark.parametrize("seen", ["9" * 30, "-1", "x", ""])
async def test_an_edition_nobody_has_is_told_as_a_change_meanwhile(cast, client, seen):
    """Whatever a form says it was opened with, nothing is written over and nothing falls over."""
    line = f"{await draft_of(client, cast.brand)}/lines/{(await node(cast.brand))['id']}"
    fields = {"edition": seen, "name_zh": "另一个名称", "principle_zh": "干净"}
    assert (await client(cast.brand.admin).post(line, data=fields)).status_code in (409, 422)
    assert (await client(cast.brand.admin).post(f"{line}/removal", data=fields)).status_code == 409
