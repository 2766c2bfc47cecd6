"""One spreadsheet a kind: out and in again without a change, a dry run row by row, many rows at once."""

from __future__ import annotations

import time
from datetime import timedelta
from decimal import Decimal

import pytest

from saas.app import load_pages
from saas.objects import known_rows
from saas.objects.rows import changes
from saas.sheets.registry import sheet_of
from tenants import db, inside
from tests.conftest import NOW
from tests.objects.story import kind_of

TODAY = NOW.date()
load_pages()


class Quiet:
    address, locale = "", "zh-CN"

    async def __call__(self, done: int) -> None:
        self.done = done


async def sheet(code):
    found = await sheet_of(f"objects-{code}")
    assert found is not None
    return found


async def test_what_goes_out_comes_in_as_the_same(client, cast):
    firm = cast.brand
    page = await client(firm.admin).get("/brand/sheets/objects-outlet")
    assert page.status_code == 200 and page.content[:2] == b"PK"
    assert (await client(firm.admin).get("/brand/sheets/objects-nothing")).status_code == 404
    assert (await client(firm.staff).get("/brand/sheets/objects-outlet")).status_code == 403
    async with inside(firm.id):
        outlets = await sheet("outlet")
        kept = [
            {"_row": n, "code": row["code"], "name_zh": row["name"]["zh"], "unit": row["unit"], "territory": row["territory"]}
            for n, row in enumerate(await known_rows.rows(await kind_of(firm, "outlet"), TODAY), 2)
        ]
        assert {one.verdict for one in await outlets.plan(kept, TODAY)} == {"same"}


async def test_each_wrong_cell_has_its_sentence_and_nothing_is_written(cast):
    firm = cast.brand
    rows = [
        {"_row": 2, "code": "N1", "name_zh": "甲", "unit": "Z1-1", "territory": "T1", "a_visits": "3", "a_segment": "school"},
        {"_row": 3, "code": "N2", "name_zh": "", "unit": "none", "territory": "T9", "a_visits": "x"},
        {"_row": 4, "code": "N3", "name_zh": "丙", "unit": "Z1-1", "territory": "T2"},
        {"_row": 5, "code": "N4", "name_zh": "丁", "unit": "Z1-1", "territory": "T1、T2"},
        {"_row": 6, "code": "N5", "name_zh": "戊", "unit": "Z1-1"},
        {"_row": 7, "code": "N5", "name_zh": "己", "unit": "Z1-1"},
    ]
    async with inside(firm.id):
        planned = await (await sheet("outlet")).plan(rows, TODAY)
    assert [one.verdict for one in planned] == ["add", "refuse", "refuse", "refuse", "refuse", "refuse"]
    assert {one.column for one in planned[1].problems} == {"name_zh", "unit", "territory", "a_visits"}
    assert [one.column for one in planned[3].problems] == ["territory"]


async def test_thousands_are_taken_in_sorted_and_placed(cast):
    """Five thousand: new, sorted by their rules, each in its territory; then one that moves."""
    firm = cast.brand
    many = [
        {
            "_row": n,
            "code": f"B{n}",
            "name_zh": f"售点{n}",
            "unit": "Z1-1",
            "territory": "T1",
            "a_visits": str(n % 9),
            "a_segment": "school",
        }
        for n in range(2, 5_002)
    ]
    async with inside(firm.id):
        outlets = await sheet("outlet")
        began = time.perf_counter()
        planned = await outlets.plan(many, TODAY)
        assert {one.verdict for one in planned} == {"add"}
        await outlets.apply(planned, by=firm.admin.member, now=NOW, progress=Quiet())
        assert time.perf_counter() - began < 45
        row = await db().fetchrow(
            """select count(*) as n, count(*) filter (where segment = 'young') as young,
                      (select count(*) from object_grounds g where g.tenant_id = $1 and g.to_date is null) as grounds
                 from objects where tenant_id = $1 and code ~ '^B[0-9]+$'""", firm.id
        )  # fmt: skip
        assert (row["n"], row["young"]) == (5_000, 5_000) and row["grounds"] >= 5_000
        moved = [{"_row": 2, "code": "B2", "unit": "Z2", "territory": "T2"}]
        planned = await outlets.plan(moved, TODAY)
        assert (planned[0].verdict, dict(planned[0].fields)) == ("change", {"unit": ("Z1-1", "Z2"), "territory": ("T1", "T2")})
        later = NOW + timedelta(days=2)
        await outlets.apply(planned, by=firm.admin.member, now=later, progress=Quiet())
        known = await known_rows.known(await _kind(firm), later.date())
        assert known.rows["B2"].territory == "T2"
        assert [one.verdict for one in changes(moved, known)] == ["same"]


@pytest.mark.parametrize("query", ["", "&q=售点19", "&segment=young", "&page=90"])
async def test_a_large_ledger_is_listed_page_by_page(client, cast, statements, query):
    client_ = client(cast.brand.admin)
    await client_.get("/brand/objects?kind=outlet")
    statements.clear()
    began = time.perf_counter()
    page = await client_.get(f"/brand/objects?kind=outlet{query}")
    assert page.status_code == 200 and len(statements) <= 3 and '<td class="code">B' in page.text
    assert time.perf_counter() - began < 6


async def _kind(firm):
    from saas.objects.kind_reads import kind

    return await kind(await kind_of(firm, "outlet"))


async def taken(firm, key, rows, *, good=True):
    """Planned, and where nothing is wrong taken in: the verdicts, and the columns that are refused."""
    listed = await sheet_of(key)
    changes = await listed.plan([{"_row": n} | row for n, row in enumerate(rows, 2)], TODAY)
    faults = [(one.row_number, problem.column) for one in changes for problem in one.problems]
    if good:
        assert faults == []
        wanted = [one for one in changes if one.verdict in ("add", "change")]
        await listed.apply(wanted, by=firm.admin.member, now=NOW, progress=Quiet())
    return [one.verdict for one in changes], faults


PARTS = ["segments", "stages", "overlap_rules", "playbooks"]


@pytest.mark.parametrize("key", ["kinds", "kind_attributes", *PARTS])
async def test_kinds_and_their_attributes_come_in_as_they_went_out(cast, key):
    async with inside(cast.brand.id):
        rows = await (await sheet_of(key)).export()
        verdicts, _ = await taken(cast.brand, key, rows)
    assert len(rows) > 2 or key == "overlap_rules"
    assert set(verdicts) <= {"same"}


async def test_a_new_kind_with_its_attributes_is_written_by_two_files(cast):
    firm = cast.brand
    async with inside(firm.id):
        await taken(firm, "kinds", [{"code": "lift", "name_zh": "举升机", "name_en": "Lift", "exclusive": True}])
        sorts = "double: 双柱 / Two posts\nfour: 四柱 / Four posts"
        rows = [
            {"of": "lift", "code": "sort", "name_zh": "形式", "kind": "choice", "options": sorts, "required": True},
            {"of": "lift", "code": "load", "name_zh": "承重", "kind": "number", "uom": "t", "counted": True, "tolerance": Decimal("0.5")},
        ]
        assert (await taken(firm, "kind_attributes", rows))[0] == ["add", "add"]
        listed = [row for row in await (await sheet_of("kind_attributes")).export() if row["of"] == "lift"]
        assert [(row["options"], row["required"], row["tolerance"]) for row in listed] == [
            (sorts, True, None), (None, False, Decimal("0.5")),
        ]  # fmt: skip
        assert (await taken(firm, "kind_attributes", rows))[0] == ["same", "same"]
        changed = [rows[0] | {"gone": True}, rows[1] | {"name_en": "Load", "uom": "kg"}]
        assert (await taken(firm, "kind_attributes", changed))[0] == ["change", "change"]
        assert [row["code"] for row in await (await sheet_of("kind_attributes")).export() if row["of"] == "lift"] == ["load"]
        # As a ledger of its own it takes objects in at once.
        assert [column.key for column in (await sheet("lift")).columns if column.key.startswith("a_")] == ["a_load"]


async def test_wrong_attributes_are_told_at_their_cells(cast):
    rows = [
        {"of": "nothing", "code": "a", "name_zh": "甲", "kind": "text"},
        {"of": "outlet", "code": "b", "name_zh": "乙", "kind": "choice", "options": "o1: 一\no1: 二"},
        {"of": "outlet", "code": "c", "kind": "number", "tolerance": Decimal(-1)},
        {"of": "outlet", "code": "d", "name_zh": "丁", "kind": "text", "gone": True},
        {"of": "outlet", "code": "segment", "name_zh": "群", "kind": "text"},
    ]
    async with inside(cast.brand.id):
        verdicts, faults = await taken(cast.brand, "kind_attributes", rows, good=False)
    assert verdicts[:4] == ["refuse"] * 4
    assert {(2, "of"), (3, "options"), (4, "name_zh"), (4, "tolerance"), (5, "gone")} <= set(faults)


LIFT = {"code": "lift", "name_zh": "举升机", "exclusive": False}
TRAITS = [
    {"of": "lift", "code": "load", "name_zh": "承重", "kind": "number"},
    {"of": "lift", "code": "sort", "name_zh": "形式", "kind": "choice", "options": "double: 双柱\nfour: 四柱"},
]
RULES = {
    "segments": [
        {"of": "lift", "code": "heavy", "name_zh": "重型", "when": "承重 >= 4\nsort = 双柱、four", "join": "any"},
        {"of": "lift", "code": "rest", "name_zh": "其余"},
    ],
    "stages": [
        {"of": "lift", "code": "used", "name_zh": "在用", "periods": Decimal(2), "when": "load ≥ 1", "strategy_zh": "按月保养"},
        {"of": "lift", "code": "old", "name_zh": "待换", "after": "used"},
    ],
    "overlap_rules": [{"of": "lift", "code": "one", "name_zh": "一工位一台", "same": "sort、load", "stages": "used"}],
    "playbooks": [{"of": "lift", "code": "p1", "text_zh": "每月查钢索", "segment": "heavy", "stage": "used"}],
}


async def left(key):
    return [row for row in await (await sheet_of(key)).export() if row["of"] == "lift"]


async def test_rules_of_a_kind_are_written_by_files_and_come_out_as_typed(cast):
    firm = cast.brand
    async with inside(firm.id):
        await taken(firm, "kinds", [LIFT])
        await taken(firm, "kind_attributes", TRAITS)
        for key, rows in RULES.items():
            assert set((await taken(firm, key, rows))[0]) == {"add"}
            assert set((await taken(firm, key, await left(key)))[0]) == {"same"}
        assert [(row["when"], row["join"], row["place"]) for row in await left("segments")] == [
            ("load ≥ 4\nsort = 双柱、四柱", "any", 1), (None, "all", 2),
        ]  # fmt: skip
        order = [row | {"place": Decimal(3 - row["place"])} for row in await left("segments")]
        await taken(firm, "segments", order[:1])
        assert [row["code"] for row in await left("segments")] == ["rest", "heavy"]
        _, faults = await taken(firm, "segments", [{"of": "lift", "code": "heavy", "gone": True}], good=False)
        assert faults == [(2, "")]
        await taken(firm, "playbooks", [{"of": "lift", "code": "p1", "gone": True}])
        await taken(firm, "segments", [{"of": "lift", "code": "heavy", "gone": True}])
        assert [row["code"] for row in await left("segments")] == ["rest"]


async def test_rules_that_name_nothing_are_told_at_their_cells(cast):
    said = {
        "segments": [{"when": "length ≥ 3"}, {"when": "visits"}, {"when": "visits ≥ many"}, {"of": "nothing"}, {"place": Decimal(0)}],
        "stages": [{"after": "nowhere"}, {"periods": Decimal(99)}],
        "overlap_rules": [{"same": "nothing"}, {"same": "visits", "stages": "nowhere"}],
        "playbooks": [{"segment": "nobody", "text_zh": "走访"}, {"checklists": "C99", "text_zh": "走访"}, {"text_en": None}],
    }
    wanted = {
        "segments": ["when", "when", "when", "of", "place"], "stages": ["after", "periods"],
        "overlap_rules": ["same", "stages"], "playbooks": ["segment", "checklists", "text_zh"],
    }  # fmt: skip
    async with inside(cast.brand.id):
        for key, rows in said.items():
            blank = {"of": "outlet", "name_zh": "新的"}
            given = [blank | {"code": f"n{n}"} | row for n, row in enumerate(rows)]
            verdicts, faults = await taken(cast.brand, key, given, good=False)
            assert set(verdicts) == {"refuse"}, key
            assert [column for _, column in faults] == wanted[key], key
