"""Members, the invitation's link and the own account in the browser."""

from __future__ import annotations

import re

import pytest

from tests.cast import PASSWORD
from tests.statements import statements


async def invited(cast, client, login, **changed):
    post = str(cast.brand.posts["SR-41"])
    form = {"name": "新同事", "login": login, "role": "staff", "post": post} | changed
    page = await client(cast.brand.admin).post("/brand/members", data=form)
    assert page.status_code == 200
    return re.search(r"http://test(/brand/invitation/[\w-]+)", page.text).group(1)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_members_are_listed_with_roles_and_posts(cast, client, language):
    client(cast.brand.admin).cookies.set("lang", language)
    with statements(3):
        page = await client(cast.brand.admin).get("/brand/members")
    assert page.status_code == 200
    assert "staff@brand.example" in page.text
    assert "staff@stranger.example" not in page.text
    assert ("成员" in page.text) == (language == "zh-CN")
    client(cast.brand.admin).cookies.delete("lang")


async def test_only_administrators_see_members(cast, client):
    for who in ("staff", "leader", "executive"):
        assert (await client(cast.brand.people[who]).get("/brand/members")).status_code == 403


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "1e3"])
async def test_a_strange_page_number_is_no_fault(cast, client, page):
    assert (await client(cast.brand.admin).get(f"/brand/members?page={page}")).status_code == 200


async def test_the_link_is_shown_once_and_leads_in(cast, client):
    link = await invited(cast, client, "linked@brand.example")
    assert link not in (await client(cast.brand.admin).get("/brand/members")).text
    visitor = client(None, **{"x-forwarded-for": "linked"})
    assert "新同事" in (await visitor.get(link)).text
    weak = await visitor.post(link, data={"password": "1234567890"})
    assert weak.status_code == 422
    assert "1234567890" not in weak.text
    done = await visitor.post(link, data={"password": PASSWORD})
    assert (done.status_code, done.headers["location"]) == (303, "/brand")
    assert (await visitor.get("/brand/organisation")).status_code == 200
    assert (await visitor.get(link)).status_code == 410


async def test_a_withdrawn_link_tells_so(cast, client):
    link = await invited(cast, client, "13700000002")
    page = await client(cast.brand.admin).get("/brand/members")
    act = re.search(r"/brand/invitations/[\w-]+/withdrawal", page.text).group(0)
    assert (await client(cast.brand.admin).post(act)).status_code == 303
    assert (await client(None).get(link)).status_code == 410
    assert (await client(None).get("/brand/invitation/unknown")).status_code == 404


async def test_a_wrong_invitation_comes_back_with_its_faults(cast, client):
    page = await client(cast.brand.admin).post("/brand/members", data={"name": "<b>", "unit": "x"})
    assert page.status_code == 422
    assert "&lt;b&gt;" in page.text
    assert 'id="login-error"' in page.text


async def test_a_member_leaves_by_the_list(cast, client):
    to = f"/brand/members/{cast.brand.keeper.member}/departure"
    assert (await client(cast.brand.leader).post(to)).status_code == 403
    assert (await client(cast.stranger.admin).post(to.replace("brand", "stranger"))).status_code == 404
    assert (await client(cast.brand.admin).post(to)).status_code == 303
    assert (await client(cast.brand.keeper).get("/brand/organisation")).status_code == 404


async def test_the_account_page_changes_the_password(cast, client):
    browser = client(cast.brand.executive)
    assert "brand 冷饮" in (await browser.get("/account")).text
    wrong = await browser.post("/account/password", data={"old": "x", "password": "y"})
    assert wrong.status_code == 422
    form = {"old": PASSWORD, "password": "新的密码还要更长一些才好"}
    done = await browser.post("/account/password", data=form)
    assert done.headers["location"] == "/account?changed=1"
    assert "密码已修改" in (await browser.get("/account?changed=1")).text


async def test_the_account_of_nobody_is_the_sign_in(client):
    assert (await client(None).get("/account")).headers["location"] == "/login?next=/account"
