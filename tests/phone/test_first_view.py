"""The first view on a phone is small, and everything in it may be kept."""

from __future__ import annotations

import gzip
import re

import pytest

from saas.checks.lay_out import lay_out
from tenants import inside

FIRST_VIEW = 50_000
CHECK = 40_000


@pytest.mark.parametrize("path", ["today", "submissions"])
async def test_the_first_view_is_at_most_fifty_kilobytes(path, client, cast):
    told = await weights(client, cast.brand.staff, f"/brand/{path}")
    assert sum(told.values()) <= FIRST_VIEW


async def test_a_check_adds_at_most_forty_kilobytes_to_it(client, cast, world):
    async with inside(cast.brand.id):
        await lay_out(world.now.date(), now=world.now)
    today = await weights(client, cast.brand.staff, "/brand/today")
    page = await client(cast.brand.staff).get("/brand/today")
    due = re.search(r"/brand/due/[0-9a-f-]{36}", page.text)[0]
    added = await weights(client, cast.brand.staff, due)
    assert sum(weight for address, weight in added.items() if address not in today) <= CHECK


async def weights(client, person, path):
    """What the page and everything in it weigh on the line, by address."""
    browser = client(person, **{"accept-encoding": "gzip"})
    page = await browser.get(path)
    told = {path: int(page.headers["content-length"])}
    for address in set(re.findall(r'(?:src|href)="(/assets/[^"]+)"', page.text)) - set(
        re.findall(r'apple-touch-icon" href="([^"]+)"', page.text)
    ):
        asset = await browser.get(address)
        assert asset.status_code == 200
        told[address] = int(asset.headers["content-length"])
    print(path, sum(told.values()), sorted(told.items(), key=lambda one: -one[1])[:4])
    return told


async def test_an_asset_is_compressed_for_who_can_read_it_and_kept_for_good(client):
    packed = await client(None, **{"accept-encoding": "gzip"}).get("/assets/app.js")
    plain = await client(None, **{"accept-encoding": "identity"}).get("/assets/app.js")
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) == len(gzip.compress(plain.content, 9, mtime=0))
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (packed.headers["content-type"], packed.headers["vary"]) == ("text/javascript; charset=utf-8", "Accept-Encoding")
    assert (await client(None).head("/assets/app.css")).content == b""


@pytest.mark.parametrize("path", ["../words/en/look.po", "..%2f..%2fREADME.md", "nothing.css", "vendor", "//etc/passwd"])
async def test_nothing_but_assets_is_found_there(path, client):
    assert (await client(None).get(f"/assets/{path}")).status_code == 404
