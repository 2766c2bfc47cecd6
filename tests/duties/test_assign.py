"""Cells of the matrix: set, cleared, refused where they cannot be so, and never over somebody's head."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from saas.duties.assign import Cell, assign, cell_id
from saas.refusals import Refused
from tenants import db, inside

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
DETAIL = "A1.1.2.1"


async def put(firm, *cells, unit="Z1", who=None, locale="zh-CN"):
    async with inside(firm.id):
        return await assign(
            firm.units[unit], cells, leads=[firm.units["Y"]], by=(who or firm.admin).member, now=NOW, today=TODAY, locale=locale
        )


async def kinds(firm, post, *, unit="Z1", detail=DETAIL) -> list[str]:
    async with inside(firm.id):
        rows = await db().fetch(
            "select kind from responsibilities where tenant_id = $1 and unit_id = $2 and post_id = $3 and detail_code = $4 order by 1",
            firm.id, firm.units[unit], firm.posts[post], detail,
        )  # fmt: skip
    return [row["kind"] for row in rows]


async def test_a_cell_is_set_changed_and_cleared_and_keeps_its_history(cast):
    firm = cast.brand
    cell = {"detail": DETAIL, "post": firm.posts["DR-11"]}
    assert await put(firm, Cell(**cell, kind="informed")) == 1
    assert await put(firm, Cell(**cell, kind="supporting", was=("informed",))) == 1
    assert await kinds(firm, "DR-11") == ["supporting"]
    assert await put(firm, Cell(**cell, kind=None, was=("supporting",))) == 1
    assert await kinds(firm, "DR-11") == []
    async with inside(firm.id):
        past = await db().fetch(
            "select after ->> 'kind' as kind from revisions where tenant_id = $1 and noun_id = $2 order by edition",
            firm.id, cell_id(firm.units["Z1"], DETAIL, firm.posts["DR-11"]),
        )  # fmt: skip
        trailed = await db().fetchval("select count(*) from trails where tenant_id = $1 and action = 'assign'", firm.id)
    assert [row["kind"] for row in past] == ["informed", "supporting", ""]
    assert trailed == 3


async def test_the_same_again_changes_nothing(cast):
    firm = cast.brand
    standing = tuple(await kinds(firm, "SK-1"))
    assert standing == ("supporting",)
    assert await put(firm, Cell(DETAIL, firm.posts["SK-1"], "supporting", standing)) == 0


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
async def test_a_second_responsible_post_is_refused_by_name(cast, locale):
    firm = cast.brand
    with pytest.raises(Refused) as refused:
        await put(firm, Cell(DETAIL, firm.posts["DR-11"], "responsible"), locale=locale)
    problem = refused.value.problems[0]
    assert (refused.value.status, problem.field) == (422, f"{DETAIL}|{firm.posts['DR-11']}")
    assert problem.params["post"] == {"zh-CN": "分销商负责人·一区", "en": "Sub-distributor head, zone 1"}.get(locale) or problem.params["post"]


async def test_responsibility_is_handed_over_in_one_act(cast):
    firm = cast.brand
    owner = Cell("A1.1.2.2", firm.posts["SD-1"], None, ("responsible",))
    await put(firm, owner, Cell("A1.1.2.2", firm.posts["SK-1"], "responsible"))
    assert await kinds(firm, "SK-1", detail="A1.1.2.2") == ["responsible"]
    assert await kinds(firm, "SD-1", detail="A1.1.2.2") == []


async def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(cast):
    firm = cast.brand
    await put(firm, Cell(DETAIL, firm.posts["SR-11"], "informed"))
    with pytest.raises(Refused) as refused:
        await put(firm, Cell(DETAIL, firm.posts["SR-11"], "supporting"), who=firm.executive)
    assert refused.value.status == 409
    (told,) = refused.value.problems
    assert told.params["name"] and told.params["kind"] == "知会"
    assert await kinds(firm, "SR-11") == ["informed"]
    await put(firm, Cell(DETAIL, firm.posts["SR-11"], "supporting", ("informed",)), who=firm.executive)
    assert await kinds(firm, "SR-11") == ["supporting"]


async def test_all_cells_or_none(cast):
    firm = cast.brand
    with pytest.raises(Refused):
        await put(firm, Cell(DETAIL, firm.posts["SR-12"], "informed"), Cell(DETAIL, firm.posts["DR-12"], "responsible"))
    assert await kinds(firm, "SR-12") == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [({"detail": "X.9"}, "没有这条细节"), ({"kind": "boss"}, "请选负责"), ({"post": uuid4()}, "没有这个岗位")],
)
async def test_what_is_not_there_is_refused_at_its_cell(cast, change, sentence):
    firm = cast.brand
    with pytest.raises(Refused) as refused:
        await put(firm, Cell(**({"detail": DETAIL, "post": firm.posts["DR-11"], "kind": "informed"} | change)))
    assert refused.value.status == 422
    assert sentence in refused.value.problems[0].message


async def test_a_retired_detail_can_still_be_cleared(cast):
    firm = cast.brand
    async with inside(firm.id):
        await db().execute(
            "insert into responsibilities (tenant_id, detail_code, unit_id, post_id, kind) values ($1, 'OLD', $2, $3, 'informed')",
            firm.id, firm.units["Z1"], firm.posts["SK-1"],
        )  # fmt: skip
    assert await put(firm, Cell("OLD", firm.posts["SK-1"], None, ("informed",))) == 1


async def test_a_foreign_unit_or_post_is_not_there(cast):
    brand, stranger = cast.brand, cast.stranger
    async with inside(brand.id):
        with pytest.raises(Refused) as refused:
            await assign(stranger.units["Z1"], [], leads=[brand.units["Y"]], by=brand.admin.member, now=NOW, today=TODAY, locale="en")
    assert refused.value.status == 404
    with pytest.raises(Refused) as refused:
        await put(brand, Cell(DETAIL, stranger.posts["DR-11"], "informed"))
    assert refused.value.status == 422


async def test_a_unit_outside_ones_lines_is_not_there(cast):
    firm = cast.brand
    async with inside(firm.id):
        with pytest.raises(Refused) as refused:
            await assign(firm.units["Z1"], [], leads=[firm.units["G-B"]], by=firm.admin.member, now=NOW, today=TODAY, locale="en")
    assert refused.value.status == 404
