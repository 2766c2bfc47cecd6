"""What other systems read is what the pages tell, page by page; what they write is written once."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from uuid import uuid4

import pytest

from saas.api.cursors import Listed, paged, place
from saas.api.grant import grant
from saas.api.sweep import sweep
from saas.refusals import Refused
from saas.scores import reads
from tenants import db, inside


async def everything(client, where: str, limit: int = 200, **query: str) -> list[dict]:
    rows, after = [], None
    while True:
        page = (await client.get(where, params={"limit": limit} | query | ({"after": after} if after else {}))).json()
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
     ("objects", "objects"), ("cycles", "cycles"), ("responsibilities", "responsibilities"), ("checklists", "checklists"), ("measures", "measures"),
     ("indicators", "indicators"), ("models", "models"), ("schemes", "schemes"), ("plans", "plans"), ("signals", "signals"),
     ("rulings", "rulings"), ("appeals", "appeals")],
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


async def named(cast, table: str, code: str) -> str:
    async with inside(cast.brand.id):
        return str(await db().fetchval(f"select id from {table} where tenant_id = $1 and code = $2", cast.brand.id, code))


async def test_figures_come_in_are_computed_and_keep_their_corrections(system, cast):
    where, who = f"/brand/indicators/{await named(cast, 'indicators', 'K01')}", str(cast.brand.staff.member)
    first = [{"subject": who, "input": name, "day": "2026-09-01", "value": value} for name, value in (("actual", "120.5"), ("task", "100"))]

    async def send(*values: dict) -> dict:
        answer = await system().post(f"{where}/values", json={"values": list(values)}, headers={"idempotency-key": str(uuid4())})
        return {"status": answer.status_code, **answer.json()}

    assert await send(*first) == {"status": 200, "changed": 2}
    assert await send(*first) == {"status": 200, "changed": 0}
    refused = await send(first[0] | {"value": "90"}, first[1] | {"input": "nothing"}, first[1] | {"subject": str(uuid4())})
    assert (refused["status"], [each["field"] for each in refused["errors"]]) == (422, [f"values[{n}].value" for n in range(3)])
    assert await send(first[0] | {"value": "90", "why": "红字发票"}) == {"status": 200, "changed": 1}
    rows = await everything(system(), f"{where}/values", subject=who, editions="true")
    told = [(row["input"], row["edition"], Decimal(row["value"]), row["late"], row["corrected"], row["stands"]) for row in rows]
    assert sorted(told) == [
        ("", 1, Decimal("120.5"), False, False, False), ("", 2, Decimal(90), False, True, True),
        ("actual", 1, Decimal("120.5"), True, False, False), ("actual", 2, Decimal(90), False, True, True),
        ("task", 1, Decimal(100), True, False, True),
    ]  # fmt: skip
    assert {(row["input"], row["source"]) for row in rows} == {("actual", "api"), ("task", "api"), ("", "formula")}
    assert len(await everything(system(), f"{where}/values", subject=who)) == 3
    gaps = (await system().get(f"{where}/missing")).json()
    assert {(row["input"], row["first_day"]) for row in gaps if row["subject"] == who} == {("actual", "2026-10-01"), ("task", "2026-10-01")}


async def test_a_persons_figure_makes_the_posts_and_the_units(system, cast):
    where, who = f"/brand/indicators/{await named(cast, 'indicators', 'K01')}", str(cast.brand.staff.member)
    body = {"values": [{"subject": who, "input": name, "day": "2026-08-01", "value": value} for name, value in (("actual", "45"), ("task", "50"))]}
    await system().post(f"{where}/values", json=body, headers={"idempotency-key": "august"})
    rows = await everything(system(), f"{where}/values", from_date="2026-08-01", to_date="2026-08-31")
    computed = {row["subject_kind"]: Decimal(row["value"]) for row in rows if row["input"] == ""}
    assert computed == {"person": Decimal(90), "post": Decimal(90), "unit": Decimal(90)}


async def test_a_target_is_written_once_and_changed_with_a_reason(system, cast):
    where = f"/brand/indicators/{await named(cast, 'indicators', 'K01')}/targets"
    body = {"subject": str(cast.brand.staff.member), "first_day": "2026-01-01", "last_day": "2026-12-31", "target": "105.5"}
    answers = [
        await system().post(where, json=body | more, headers={"idempotency-key": str(uuid4())})
        for more in ({}, {"target": "100"}, {"target": "100", "why": "减产"}, {"last_day": "2025-12-31"}, {"last_day": "9999-12-31"})
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [200, 422, 200, 422, 422]
    assert [answer.json()["errors"][0]["field"] for answer in answers if answer.status_code == 422] == ["why", "last_day", "last_day"]
    assert [(Decimal(row["target"]), row["edition"]) for row in await everything(system(), where)] == [(Decimal("105.5"), 1), (Decimal(100), 2)]


async def test_a_model_is_computed_with_figures_of_the_callers_and_opens_down_to_them(system, cast):
    where = f"/brand/models/{await named(cast, 'models', 'distributor_profit')}"
    stands = (await system().post(f"{where}/results", json={})).json()
    assert {each["path"]: Decimal(each["value"]) for each in stands["results"]}["profit"] == Decimal("29.49")
    other = (await system().post(f"{where}/results", json={"given": {"own_store": "0.4"}})).json()
    profit = next(each for each in other["results"] if each["path"] == "profit")
    assert Decimal(profit["value"]) < Decimal("29.49")

    def leaves(branch: dict) -> set[str]:
        return {branch["path"]} if not branch["parts"] else set().union(*map(leaves, branch["parts"]))

    assert "own_store" in leaves(profit)
    wrong = await system().post(f"{where}/results", json={"given": {"nothing": "1"}})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "given.nothing")
    kept = await system().post(f"{where}/scenarios", json={"name": "电费涨", "given": {"own_store": "0.4"}}, headers={"idempotency-key": "power"})
    rows = (await system().get(f"{where}/scenarios")).json()
    assert kept.json()["id"] in [row["id"] for row in rows if row["given"] == {"own_store": "0.4"}]


async def test_the_bridge_may_begin_at_any_closed_cycle(system, cast):
    closed = [one for one in await everything(system(), "/brand/cycles") if one["closed_at"]]
    where = f"/brand/cycles/{closed[-1]['id']}/scores/{cast.brand.units['Y']}"
    told = (await system().get(where, params={"since": closed[0]["id"]})).json()
    assert told["score"]
    assert (await system().get(where, params={"since": str(uuid4())})).status_code == 200


async def test_a_budget_is_read_and_talked_about_and_figures_come_from_whoever_speaks_for_a_side(system, cast, lived):
    erp = system()
    (book, *_) = (await erp.get("/brand/budgets")).json()
    (item, *_) = (await erp.get(f"/brand/budgets/{book['id']}/items")).json()
    at, key = f"/brand/budgets/items/{item['id']}", {"idempotency-key": "budget-1"}
    assert (await erp.post(f"{at}/talks", json={"said": "运费涨了"}, headers=key)).status_code == 200
    figure = {"side": "department", "value": "-1", "basis": "三家报价"}
    assert (await erp.post(f"{at}/figures", json=figure, headers={"idempotency-key": "budget-2"})).status_code == 422
    refused = await erp.post(f"{at}/figures", json=figure | {"value": "5"}, headers={"idempotency-key": "budget-3"})
    assert refused.status_code == 403, "the administrator speaks for neither side"
    (item, *_) = (await erp.get(f"/brand/budgets/{book['id']}/items")).json()
    assert [each["said"] for each in item["talks"]][-1] == "运费涨了"


async def test_a_figure_of_a_side_goes_in_by_the_token_of_whoever_speaks_for_it(system, cast, world, lived):
    """The one who holds a post of finance lets their system in: it writes for finance, and for the department not."""
    firm, erp = cast.brand, system()
    (book, *_) = (await erp.get("/brand/budgets")).json()
    (item, *_) = (await erp.get(f"/brand/budgets/{book['id']}/items")).json()
    async with inside(firm.id):
        token = await grant("财务", ["read:budgets", "write:budgets"], 30, by=firm.other_leader.member, now=world.now)
    books, at = system(token), f"/brand/budgets/items/{item['id']}/figures"
    theirs = {"side": "finance", "value": "12.50", "basis": "三家报价的最低价"}
    answer = await books.post(at, json=theirs, headers={"idempotency-key": "finance-1"})
    assert answer.status_code == 200, answer.text
    assert (await books.post(at, json=theirs, headers={"idempotency-key": "finance-1"})).json() == answer.json()
    other = await books.post(at, json=theirs | {"side": "department"}, headers={"idempotency-key": "finance-2"})
    assert other.status_code == 403
    (item, *_) = (await books.get(f"/brand/budgets/{book['id']}/items")).json()
    (figure,) = [each for each in item["figures"] if each["side"] == "finance"]
    assert (Decimal(figure["value"]), figure["basis"]) == (Decimal("12.50"), "三家报价的最低价")
