"""Signing up in the browser, and the page that shows what was made."""

from __future__ import annotations

import pytest

from tests.cast import PASSWORD

FORM = {
    "company": "Northern Ice", "slug": "northern-ice", "pack": "cold_drink", "name": "负责人",
    "login": "owner@northern.example", "password": PASSWORD,
}  # fmt: skip


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_form_offers_the_packs(client, language):
    page = await client(None, **{"accept-language": language}).get("/signup")
    assert page.status_code == 200
    assert 'value="cold_drink"' in page.text
    assert ("注册公司" in page.text) == (language == "zh-CN")


async def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(client):
    page = await client(None).post("/signup", data=FORM | {"slug": "login", "password": "short"})
    assert page.status_code == 422
    assert 'id="slug-error"' in page.text
    assert 'id="password-error"' in page.text
    assert 'value="Northern Ice"' in page.text
    assert "short" not in page.text


async def test_what_was_typed_is_text_and_never_markup(client):
    page = await client(None).post("/signup", data=FORM | {"company": "<script>x</script>", "name": ""})
    assert "<script>x" not in page.text
    assert "&lt;script&gt;x" in page.text


async def test_it_signs_in_and_shows_what_was_made(client):
    browser = client(None, **{"x-forwarded-for": "a-browser-of-its-own"})
    done = await browser.post("/signup", data=FORM)
    assert (done.status_code, done.headers["location"]) == (303, "/northern-ice/setup")
    page = await browser.get("/northern-ice/setup")
    assert page.status_code == 200
    assert "开始使用" in page.text


async def test_it_needs_the_form_of_our_own_page(client):
    done = await client(None, **{"x-csrf-token": "forged"}).post("/signup", data=FORM | {"slug": "forged"})
    assert done.status_code == 403


async def test_only_administrators_see_the_set_up(cast, client):
    assert (await client(cast.brand.admin).get("/brand/setup")).status_code == 200
    assert (await client(cast.brand.staff).get("/brand/setup")).status_code == 403
    assert (await client(cast.stranger.admin).get("/brand/setup")).status_code == 404
