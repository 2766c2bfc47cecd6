"""Signing up in the browser, and the page that shows what was made."""

from __future__ import annotations

import re

import pytest

from saas.packs import write
from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER
from saas.packs.zips import unzipped, zipped
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
    page = await client(cast.brand.admin).get("/brand/setup")
    assert page.status_code == 200
    assert 'href="/brand/responsibilities/gaps"' in page.text
    assert (await client(cast.brand.staff).get("/brand/setup")).status_code == 403
    assert (await client(cast.stranger.admin).get("/brand/setup")).status_code == 404


@pytest.fixture
async def owner(client):
    """Somebody who founds a company from the empty start, at work in a browser."""
    browser = client(None, **{"x-forwarded-for": "the-browser-of-an-owner"})
    form = FORM | {"slug": "own-pack", "pack": "blank", "login": "owner@own.example"}
    assert (await browser.post("/signup", data=form)).status_code == 303
    page = await browser.get("/own-pack/pack")
    browser.headers["x-csrf-token"] = re.search(r'name="_csrf" value="([^"]+)"', page.text)[1]
    return browser


async def send(browser, files):
    sent = zipped(files, "pack")
    return await browser.post("/own-pack/pack/offer", files={"file": ("pack.zip", sent, "application/zip")})


async def test_a_pack_of_ones_own_is_checked_and_then_taken_up(owner):
    files = write.files(read_pack(FOLDER / "cold_drink"))
    assert "上传自己的行业包" in (await owner.get("/own-pack/pack")).text
    broken = await send(owner, files | {"cycles.yaml": b"every: moon\n"})
    assert broken.status_code == 422
    assert "cycles.yaml" in broken.text
    assert "moon" in broken.text
    assert (await send(owner, {})).status_code == 422
    assert (await owner.post("/own-pack/pack/offer")).status_code == 422
    assert (await send(owner, files)).status_code == 303
    page = await owner.get("/own-pack/pack")
    assert "等待启用：冷饮品牌·通路精耕" in page.text
    assert (await owner.post("/own-pack/pack/offer/acceptance")).headers["location"] == "/own-pack/setup"
    download = await owner.get("/own-pack/pack/archive")
    assert download.headers["content-type"] == "application/zip"
    assert unzipped(download.content) == files
    assert (await owner.post("/own-pack/pack/offer/acceptance")).status_code == 409


@pytest.mark.parametrize("language", ["zh-CN", "en"])
async def test_the_page_of_a_full_company_offers_the_download_alone(cast, client, language, statements):
    browser = client(cast.brand.admin, **{"accept-language": language})
    page = await browser.get("/brand/pack")
    assert page.status_code == 200
    assert "/brand/pack/archive" in page.text
    assert "/brand/pack/offer" not in page.text
    assert len(statements) <= 3
