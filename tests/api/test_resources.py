"""What other systems read is what the pages tell, page by page; what they write is written once."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from uuid import uuid4

import pytest

from saas.api.cursors import Listed, paged, place
from saas.api.sweep import sweep
from saas.refusals import Refused
from saas.scores import reads
from tenants import db, inside


async def everything(client, where: str, limit: int = 200) -> list[dict]:
    rows, after = [], None
    while True:
        page = (await client.get(where, params={"limit": limit} | ({"after": after} if after else {}))).json()
        rows += page["items"]
        if page["next"] is None:
            return rows
        after = page["next"]


async def thing(cast) -> dict:
    async with inside(cast.brand.id):
        return dict(await db().fetchrow(
            """select o.id, o.code, o.attributes, k.attributes as wanted from objects o join object_kinds k on k.tenant_id = $1 and k.id = o.kind_id
                where o.tenant_id = $1 and k.code = 'outlet' and o.retired_on is null order by o.id limit 1""", cast.brand.id,
        ))  # fmt: skip


@pytest.mark.parametrize(
    ("where", "table"),
    [("units", "units"), ("posts", "posts"), ("appointments", "appointments"), ("checks", "checks"), ("findings", "findings"),
     ("objects", "objects"), ("cycles", "cycles"), ("responsibilities", "responsibilities"), ("checklists", "checklists"), ("measures", "measures")],
)  # fmt: skip
async def test_a_list_holds_every_row_of_the_company_once_and_no_other(where, table, system, cast, lived):
    rows = await everything(system(), f"/brand/{where}", 7 if table != "objects" else 200)
    async with inside(cast.brand.id):
        ours = {str(row["id"]) for row in await db().fetch(f"select id from {table} where tenant_id = $1", cast.brand.id)}
    assert len(rows) == len(ours) > 0
    assert {row["id"] for row in rows} == ours


async def test_rows_that_come_meanwhile_move_nothing(system, cast, world, lived):
    client = system()
    first = (await client.get("/brand/posts", params={"limit": 5})).json()
    async with inside(cast.brand.id):
        await db().execute(
            """insert into posts (tenant_id, unit_id, code, job_title, name)
               select tenant_id, unit_id, 'NEW-1', job_title, name from posts where tenant_id = $1 limit 1""", cast.brand.id,
        )  # fmt: skip
    second = (await client.get("/brand/posts", params={"limit": 5, "after": first["next"]})).json()
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}


def test_a_cursor_is_the_place_of_the_last_row():
    rows = [uuid4() for _ in range(3)]
    page = paged(rows, 2, lambda row: row)
    assert (page.items, place(page.next)) == (rows[:2], rows[1])
    assert paged(rows, 3, lambda row: row) == Listed(rows, None)
    with pytest.raises(Refused):
        place("nonsense")


async def test_a_score_is_the_one_of_the_page_to_the_last_digit(system, cast, lived):
    cycle = next(one for one in await everything(system(), "/brand/cycles") if one["state"] != "open")
    top = cast.brand.units["Y"]
    told = (await system().get(f"/brand/cycles/{cycle['id']}/scores/{top}")).json()
    async with inside(cast.brand.id):
        page = await reads.scored(cycle["id"], top, reads.Sight([top], [], []))
    assert Decimal(told["score"]) == page.score
    assert told["trace"]
    listed = await everything(system(), f"/brand/cycles/{cycle['id']}/scores", 3)
    assert Decimal(next(row["score"] for row in listed if row["subject"] == str(top))) == page.score


@pytest.mark.parametrize(
    ("query", "field"),
    [({"limit": "0"}, "limit"), ({"limit": "201"}, "limit"), ({"limit": "ten"}, "limit"), ({"after": "??"}, "after"), ({"page": "2"}, "page")],
)  # fmt: skip
async def test_a_wrong_parameter_is_told_at_its_name_in_the_readers_language(system, query, field):
    for language, words in (("zh-CN", "参数"), ("en", "arameter")):
        answer = await system(language=language).get("/brand/units", params=query)
        assert answer.status_code == 422
        if field != "after":
            assert words in answer.json()["errors"][0]["message"]
        assert answer.json()["errors"][0]["field"] == field


async def test_what_has_not_changed_is_not_sent_again(system):
    first = await system().get("/brand/units")
    again = await system().get("/brand/units", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_write_is_typed_revised_and_answered(system, cast):
    one = await thing(cast)
    number = next(each["code"] for each in one["wanted"] if each["kind"] == "number")
    body = {"edition": 0, "attributes": {number: "12.5"}}
    answer = await system().post(f"/brand/objects/{one['id']}/changes", json=body, headers={"idempotency-key": "first"})
    assert answer.status_code == 200, answer.text
    assert (Decimal(answer.json()["attributes"][number]), answer.json()["edition"]) == (Decimal("12.5"), 1)
    assert {k: v for k, v in answer.json()["attributes"].items() if k != number} == {k: v for k, v in one["attributes"].items() if k != number}
    stale = await system().post(f"/brand/objects/{one['id']}/changes", json=body, headers={"idempotency-key": "second"})
    assert stale.status_code == 409
    wrong = {"edition": 1, "attributes": {number: "many", "nothing": "1"}}
    for attributes, field in (({number: "many"}, f"attributes.{number}"), ({"nothing": "1"}, "attributes.nothing")):
        refused = await system().post(
            f"/brand/objects/{one['id']}/changes", json=wrong | {"attributes": attributes}, headers={"idempotency-key": str(uuid4())}
        )
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"edition": 1}', b'{"edition": -1, "attributes": {"a": "1"}}', b"\xff"])
async def test_a_body_that_does_not_fit_changes_nothing(system, cast, body):
    one = await thing(cast)
    answer = await system().post(f"/brand/objects/{one['id']}/changes", content=body, headers={"idempotency-key": str(uuid4())})
    assert answer.status_code in (400, 422)
    assert (await thing(cast))["attributes"] == one["attributes"]


async def test_the_same_write_twice_is_one(system, cast, world):
    one = await thing(cast)
    number = next(each["code"] for each in one["wanted"] if each["kind"] == "number")
    rows = {row["id"]: row for row in await everything(system(), "/brand/objects")}
    body = {"edition": rows[str(one["id"])]["edition"], "attributes": {number: "77"}}
    where, key = f"/brand/objects/{one['id']}/changes", {"idempotency-key": "once"}
    answers = await asyncio.gather(*(system().post(where, json=body, headers=key) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert len({answer.text for answer in answers}) == 1
    assert sorted(answer.headers.get("idempotent-replayed", "") for answer in answers) == ["", *["true"] * 4]
    other = await system().post(where, json=body | {"attributes": {number: "78"}}, headers=key)
    assert other.status_code == 409
    assert (await system().post(where, json=body)).json()["errors"][0]["field"] == "Idempotency-Key"
    async with inside(cast.brand.id):
        await sweep(now=world.now)
        kept = await db().fetchval("select count(*) from api_replies where tenant_id = $1", cast.brand.id)
        assert kept > 0
