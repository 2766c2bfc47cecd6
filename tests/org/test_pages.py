"""The organisation and a post as pages."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.statements import statements


@pytest.mark.parametrize("who", ["staff", "leader", "executive", "admin"])
async def test_everybody_sees_the_organisation_with_its_vacancies(cast, client, who):
    page = await client(cast.brand.people[who]).get("/brand/organisation")
    assert page.status_code == 200
    assert "空缺" in page.text


async def test_a_post_shows_duties_lists_and_responsibilities(cast, client):
    page = await client(cast.brand.staff).get(f"/brand/posts/{cast.brand.posts['SR-11']}")
    assert page.status_code == 200
    for words in ("职责", "终端拜访自查", "对标准的责任"):
        assert words in page.text
    assert "任命" not in page.text


async def test_each_page_needs_few_statements(cast, client):
    unit = cast.brand.units["Y"]
    pages = {
        "/brand/organisation": 3, "/brand/organisation/counts": 2, "/brand/organisation?q=SR": 2, "/brand/organisation?on=2026-01-05": 3, "/brand/posts": 1,
        f"/brand/posts/{cast.brand.posts['SR-11']}": 1, f"/brand/units/{unit}": 2, f"/brand/units/{unit}/branch": 3,
        f"/brand/units/{unit}/change": 2, f"/brand/units/{unit}/closure": 2, f"/brand/units/{unit}/merger": 2,
        "/brand/layers": 1, "/brand/job-titles": 1, "/brand/choices/members?member=s": 1,
    }  # fmt: skip
    for path, most in pages.items():
        with statements(most):
            assert (await client(cast.brand.admin).get(path)).status_code == 200


async def test_an_administrator_appoints_and_ends(cast, client):
    browser, post = client(cast.brand.admin), cast.brand.posts["DR-12"]
    form = {"member": str(cast.brand.driver.member), "from_date": "2026-11-18"}
    assert (await browser.post(f"/brand/posts/{post}/appointment", data=form)).status_code == 303
    assert "结束任职" in (await browser.get(f"/brand/posts/{post}")).text
    ended = await browser.post(f"/brand/posts/{post}/vacancy", data={"to_date": "2026-11-18"})
    assert ended.status_code == 303
    again = await browser.post(f"/brand/posts/{post}/vacancy", data={"to_date": "2026-11-18"})
    assert again.status_code == 422
    assert "这个岗位已经空缺" in again.text


@pytest.mark.parametrize(
    "form",
    [{}, {"member": "x", "from_date": "2026-11-18"}, {"member": str(uuid4()), "from_date": "2026-11-18"},
     {"member": str(uuid4()), "from_date": "18.11.2026"}],
)  # fmt: skip
async def test_a_wrong_form_comes_back_with_its_faults(cast, client, form):
    page = await client(cast.brand.admin).post(f"/brand/posts/{cast.brand.posts['DR-22']}/appointment", data=form)
    assert page.status_code == 422
    assert 'class="error"' in page.text


async def test_only_administrators_appoint_and_only_at_home(cast, client):
    form = {"member": str(cast.brand.staff.member), "from_date": "2026-11-18"}
    post = cast.brand.posts["DR-21"]
    refused = await client(cast.brand.leader).post(f"/brand/posts/{post}/appointment", data=form)
    assert refused.status_code == 403
    for path in (f"/stranger/posts/{post}", f"/brand/posts/{uuid4()}"):
        assert (await client(cast.stranger.admin).get(path)).status_code == 404
    foreign = await client(cast.stranger.admin).post(f"/stranger/posts/{post}/appointment", data=form)
    assert foreign.status_code in (404, 422)
