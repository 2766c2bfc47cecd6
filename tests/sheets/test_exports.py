"""Every list of the product leaves as a spreadsheet: the same people may, the same rows are in it."""

from __future__ import annotations

import pytest

from saas.app import load_sheets
from saas.people.permits import PERMITS
from saas.sheets.registry import sheets
from tests.lived import live_a_day
from tests.sheets import files

load_sheets()
# Each is the list of one thing, chosen in the address.
OF_ONE = {"standard_readings"}
WHOLE = sorted(set(sheets) - OF_ONE)


@pytest.fixture(scope="module", autouse=True)
async def lived(cast, world):
    await live_a_day(cast.brand, now=world.now)


@pytest.mark.parametrize("key", WHOLE)
async def test_each_list_leaves_in_both_languages_with_a_few_statements(key, client, cast, statements):
    for locale in ("zh-CN", "en"):
        admin = client(cast.brand.admin, **{"accept-language": locale})
        admin.cookies.set("lang", locale)
        statements.clear()
        answer = await admin.get(f"/brand/sheets/{key}")
        assert answer.status_code == 200
        # The list, and what may be chosen in its columns: none of them for each row.
        assert len(statements) <= 6, statements
        grid = files.grid(answer.content)
        assert len(grid[0]) == len(sheets[key].columns)


@pytest.mark.parametrize("key", WHOLE)
async def test_who_may_not_read_the_page_gets_no_file(key, client, cast):
    for role in ("staff", "leader", "executive"):
        answer = await client(getattr(cast.brand, role)).get(f"/brand/sheets/{key}")
        assert answer.status_code == (200 if role in PERMITS[sheets[key].permit] else 403), role


@pytest.mark.parametrize("key", ["findings", "checks", "reviews", "plans", "scores"])
async def test_nobody_finds_more_than_on_the_page(key, client, cast):
    """The executive sees the lived day, a leader elsewhere and a stranger see none of it."""
    whole = files.grid((await client(cast.brand.executive).get(f"/brand/sheets/{key}")).content)
    assert len(whole) > 1
    part = files.grid(
        (
            await client(cast.brand.staff if key in ("findings", "checks", "scores") else cast.brand.other_leader).get(
                f"/brand/sheets/{key}"
            )
        ).content
    )
    assert len(part) < len(whole)
    assert len(files.grid((await client(cast.stranger.admin).get(f"/stranger/sheets/{key}")).content)) == 1


async def test_a_list_to_read_takes_nothing_in(client, cast):
    assert (await client(cast.brand.admin).get("/brand/sheets/findings/imports")).status_code == 404
    assert (await client(cast.brand.admin).post("/brand/sheets/findings/imports", data={"x": "1"})).status_code == 404
