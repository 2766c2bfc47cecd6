"""What a phone takes along: the checks of two weeks under the ids they will have, their forms, and nobody else's."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from saas.checks.lay_out import lay_out
from saas.phone.coming import due_id
from tenants import db, inside
from tests.phone.pictured import pictured
from tests.signals.test_prints import jpeg, picture


async def feed(client, person, slug="brand"):
    answer = await client(person, accept="application/json").get(f"/{slug}/phone/feed")
    assert answer.status_code == 200
    return answer.json()


async def test_the_days_to_come_are_known_under_the_ids_they_will_have(client, cast, world):
    brand = cast.brand
    before = await feed(client, brand.staff)
    today = world.now.date()
    assert before["scope"] == f"{brand.id}:{brand.staff.person}"
    days = {due["day"] for due in before["dues"]}
    assert len(days) >= 10
    assert max(days) <= before["until"] == (today + timedelta(days=13)).isoformat()
    async with inside(brand.id):
        for n in range(1, 14):
            await lay_out(today + timedelta(days=n), now=world.now)
        rows = await db().fetch(
            "select id, business_date, version_id, opens_at from due_checks where tenant_id = $1 and post_id = any ($2) and business_date > $3",
            brand.id, [brand.posts["SR-11"]], today,
        )  # fmt: skip
    laid = {(str(row["id"]), row["business_date"].isoformat(), str(row["version_id"])) for row in rows}
    told = {(due["id"], due["day"], due["version"]) for due in before["dues"] if due["day"] > today.isoformat()}
    assert told == laid
    assert {due["id"] for due in (await feed(client, brand.staff))["dues"]} == {due["id"] for due in before["dues"]}


async def test_the_database_makes_the_same_ids(cast, world):
    async with inside(cast.brand.id):
        rows = await db().fetch(
            "select id, $2::date + n as day, due_id(id, $2::date + n) as due from schedules, generate_series(0, 400, 97) n where tenant_id = $1",
            cast.brand.id, world.now.date(),
        )  # fmt: skip
    assert rows
    assert all(due_id(UUID(str(row["id"])), row["day"]) == row["due"] for row in rows)


async def test_forms_standards_and_pictures_come_along(client, cast):
    browser, told = client(cast.brand.staff), await feed(client, cast.brand.staff)
    assert told["forms"].keys() == {due["version"] for due in told["dues"]}
    for version, points in told["forms"].items():
        html = (await browser.get(f"/brand/phone/forms/{version}")).json()["html"]
        assert html.count("data-point=") == points
    assert "<details" in told["standards"]
    assert (await client(cast.stranger.staff).get(f"/stranger/phone/forms/{version}")).status_code == 404


async def test_who_holds_no_post_takes_nothing_along(client, cast):
    told = await feed(client, cast.brand.admin)
    assert (told["dues"], told["forms"], told["open"]) == ([], {}, 0)


async def test_the_pass_tells_who_is_signed_in_and_their_token(client, cast, app):
    for person in (cast.brand.staff, cast.brand.leader):
        told = (await client(person).get("/brand/phone/pass")).json()
        assert told == {"scope": f"{cast.brand.id}:{person.person}", "csrf": app.state.shield.csrf(person.token)}


async def test_the_worker_and_the_manifest_are_for_everybody(client):
    anybody = client(None)
    script = await anybody.get("/sw.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert 'const ASSETS = ["/assets/app.css?v=' in script.text
    shown = (await anybody.get("/manifest.webmanifest")).json()
    assert shown["display"] == "standalone"
    for icon in shown["icons"]:
        assert (await anybody.get(icon["src"])).status_code == 200


async def test_the_page_for_no_network_names_its_reader_and_nothing_else(client, cast):
    page = (await client(cast.brand.staff).get("/brand/phone")).text
    assert f'data-scope="{cast.brand.id}:{cast.brand.staff.person}"' in page
    assert 'template id="sheet"' in page
    assert "显示本机存的内容" in page
    english = client(cast.brand.staff, **{"accept-language": "en", "cookie": f"lang=en; session={cast.brand.staff.token}"})
    assert "Shown as kept on this phone" in (await english.get("/brand/phone")).text


async def test_standard_photos_come_along_for_all_fourteen_days(client, cast, world):
    address = await pictured(cast.brand, jpeg(picture(5)), now=world.now)
    told = await feed(client, cast.brand.staff)
    assert address in told["photos"] and len({due["day"] for due in told["dues"]}) >= 10
    file = await client(cast.brand.staff).get(address)
    assert (file.status_code, file.headers["content-type"]) == (200, "image/jpeg")
    versions = {due["version"] for due in told["dues"]}
    forms = [(await client(cast.brand.staff).get(f"/brand/phone/forms/{one}")).json()["html"] for one in versions]
    assert any(address in form for form in forms)


async def test_it_takes_three_statements(client, cast, statements):
    await feed(client, cast.brand.staff)
    statements.clear()
    await feed(client, cast.brand.staff)
    assert len(statements) <= 3
