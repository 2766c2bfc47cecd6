"""A photo that comes in parts is the same photo, wherever the line broke."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import uuid4

from saas.checks.keep_part import KEPT_FOR, drop_parts
from tenants import db, inside

from .company import NOW
from .test_photos import jpeg, kept

PHOTO = jpeg((900, 700), quality=95)
WHOLE = len(PHOTO)
STEP = WHOLE // 10 + 1


async def send(phone, path, begins, some, length=WHOLE):
    return await phone.put(
        path, content=some, headers={"upload-offset": str(begins), "upload-length": str(length), "accept": "application/json"}
    )


async def parts_of(company) -> int:
    async with inside(company.id):
        return await db().fetchval("select count(*) from photo_parts where tenant_id = $1", company.id)


async def test_ten_parts_make_one_photo(company, browser):
    phone, photo = await browser(company.sender), uuid4()
    path = f"/{company.slug}/photos/{photo}/parts?due={company.due}"
    assert (await phone.get(path)).status_code == 404
    for begins in range(0, len(PHOTO), STEP):
        answer = await send(phone, path, begins, PHOTO[begins : begins + STEP])
        here = answer.json()
        assert (answer.status_code, here["offset"]) == (200, min(begins + STEP, len(PHOTO)))
        assert (await phone.get(path)).json()["kept"] == here["kept"]
    assert here == {"offset": len(PHOTO), "kept": True}
    assert await parts_of(company) == 0
    whole = await phone.put(f"/{company.slug}/photos/{photo}?due={company.due}", content=PHOTO)
    assert (whole.status_code, whole.json()["width"]) == (200, 900)
    assert (await (await browser(company.leader)).get(f"/{company.slug}/photos/{photo}")).status_code == 200


async def test_a_part_that_does_not_continue_is_left_aside_and_told_where_to_go_on(company, browser):
    phone, photo = await browser(company.sender), uuid4()
    path = f"/{company.slug}/photos/{photo}/parts"
    await send(phone, path, 0, PHOTO[:100])
    assert (await send(phone, path, 0, PHOTO[:100])).json()["offset"] == 100
    for begins in (50, 101):
        answer = await send(phone, path, begins, PHOTO[begins : begins + 100])
        assert (answer.status_code, answer.json()["offset"]) == (409, 100)
    answers = await asyncio.gather(*(send(phone, path, 100, PHOTO[100:]) for _ in range(3)))
    assert {answer.json()["kept"] for answer in answers} == {True}
    assert (await kept(company), await parts_of(company)) == (1, 0)


async def test_nobody_goes_on_with_the_photo_of_another(company, browser):
    photo = uuid4()
    path = f"/{company.slug}/photos/{photo}/parts"
    await send(await browser(company.sender), path, 0, PHOTO[:100])
    colleague = await browser(company.colleague)
    assert (await colleague.get(path)).status_code == 404
    assert (await send(colleague, path, 100, PHOTO[100:])).status_code == 409


async def test_what_is_no_photo_is_refused_and_begins_anew(company, browser):
    phone, path = await browser(company.sender), f"/{company.slug}/photos/{uuid4()}/parts"
    assert (await send(phone, path, 0, b"<svg/>", 6)).status_code == 422
    for begins, length in (("x", "6"), ("-1", "6"), ("0", "0"), ("0", "3"), ("0", str(10**9))):
        no = await phone.put(path, content=b"<svg/>", headers={"upload-offset": begins, "upload-length": length})
        assert no.status_code == 422
    assert (await phone.put(path, content=b"x")).status_code == 422
    assert (await kept(company), await parts_of(company)) == (0, 0)
    assert (await send(phone, path, 0, PHOTO)).json()["kept"]


async def test_parts_that_nobody_went_on_with_go_after_a_month(company, browser):
    phone, path = await browser(company.sender), f"/{company.slug}/photos/{uuid4()}/parts"
    await send(phone, path, 0, PHOTO[:100])
    async with inside(company.id):
        assert await drop_parts(now=NOW + KEPT_FOR - timedelta(hours=1)) == 0
        assert await drop_parts(now=NOW + KEPT_FOR + timedelta(hours=1)) == 1
    assert (await phone.get(path)).status_code == 404
