"""The ledger is edited: objects by the form of their kind, rules that sort them, ground, stage, overlap. Refusals beside."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from saas.objects import ground_reads, object_reads, overlap_reads
from saas.objects.change_object import change_object
from saas.objects.decide_overlap import decide_overlap
from saas.objects.drop_part import drop_part
from saas.objects.kind_reads import fitting
from saas.objects.move_object import move_object
from saas.objects.restore_object import restore_object
from saas.objects.retire_object import retire_object
from saas.objects.set_stage import set_stage
from saas.org.given import Given
from saas.refusals import Refused, Stale
from tenants import db, inside
from tests.conftest import NOW
from tests.objects.story import kind_of, part, registered

TODAY = NOW.date()


@pytest.fixture
def by(cast):
    return {"by": cast.brand.admin.member, "now": NOW}


async def test_a_form_is_made_from_the_kind_and_faults_stand_at_their_fields(client, cast):
    firm = cast.brand
    at = await client(firm.admin).get("/brand/objects/addition?kind=outlet")
    assert 'name="a_visits"' in at.text and 'name="a_segment"' in at.text
    refused = await client(firm.admin).post(
        "/brand/objects", data={"kind": "outlet", "name_zh": "", "unit": "none", "a_visits": "viele", "a_segment": "mond"}
    )
    assert refused.status_code == 422
    assert all(f'href="#{field}"' in refused.text for field in ("name_zh", "unit", "a_visits", "a_segment"))
    sent = {"kind": "outlet", "name_zh": "新店", "unit": "Z1-1", "a_visits": "2.50", "a_segment": "学区"}
    made = await client(firm.admin).post("/brand/objects", data=sent)
    assert made.status_code in (302, 303)
    async with inside(firm.id):
        row = await db().fetchrow("select * from objects where tenant_id = $1 and name ->> 'zh' = '新店'", firm.id)
    assert row["attributes"] == {"visits": "2.5", "segment": "school"}
    assert (row["segment"], row["code"]) == ("young", "outlet-1")


async def test_whoever_comes_second_is_told(cast, by):
    firm = cast.brand
    async with inside(firm.id):
        thing = await registered(firm, "van", {"name_zh": "车"}, now=NOW)
        await change_object(thing, Given({"unit": "Z1-1", "name_zh": "车甲"}), 1, **by, today=TODAY)
        with pytest.raises(Stale):
            await change_object(thing, Given({"unit": "Z1-1", "name_zh": "车乙"}), 1, **by, today=TODAY)


async def test_a_unique_attribute_has_one_holder_and_a_required_one_a_value(cast, by):
    firm = cast.brand
    async with inside(firm.id):
        van = await kind_of(firm, "van")
        await part(
            firm,
            van,
            "attributes",
            {"code": "plate", "name_zh": "车牌", "kind": "text", "unique": "on", "required": "on"},
            now=NOW,
        )
        with pytest.raises(Refused) as missing:
            await registered(firm, "van", {"name_zh": "无牌"}, now=NOW)
        assert [one.field for one in missing.value.problems] == ["a_plate"]
        await registered(firm, "van", {"name_zh": "一号", "a_plate": "A1"}, now=NOW)
        with pytest.raises(Refused) as twice:
            await registered(firm, "van", {"name_zh": "二号", "a_plate": "A1"}, now=NOW)
        assert [one.field for one in twice.value.problems] == ["a_plate"]


async def test_segments_follow_their_rules_all_or_any_and_are_tried_before(cast, by):
    firm = cast.brand
    async with inside(firm.id):
        kind = await kind_of(firm, "station")
        for n, volume, vans in ((1, "10", "1"), (2, "90", "1"), (3, "10", "9")):
            await registered(
                firm, "station", {"code": f"st{n}", "name_zh": f"站{n}", "a_volume": volume, "a_vans": vans}, now=NOW
            )
        rule = {
            "c1_attribute": "volume",
            "c1_op": "low",
            "c1_value": "50",
            "c2_attribute": "vans",
            "c2_op": "above",
            "c2_value": "5",
        }
        when = [{"attribute": "volume", "low": "50"}, {"attribute": "vans", "above": "5"}]
        codes = "code in ('st1', 'st2', 'st3')"
        assert await fitting(kind, when, "any") - await fitting(kind, when, "all") == 2
        await part(firm, kind, "segments", rule | {"code": "big", "name_zh": "大站", "join": "any"}, now=NOW)
        await part(firm, kind, "segments", {"code": "rest", "name_zh": "其余"}, now=NOW)
        rows = await db().fetch(f"select code, segment from objects where tenant_id = $1 and {codes} order by code", firm.id)
        assert [row["segment"] for row in rows] == ["rest", "big", "big"]
        await part(firm, kind, "playbook", {"text_zh": "每月走访", "segment": "big"}, now=NOW)
        edition = await db().fetchval("select max(edition) from revisions where tenant_id = $1 and noun_id = $2", firm.id, kind)
        with pytest.raises(Refused, match="别的规则"):
            await drop_part(kind, "segments", 0, edition, **by, today=TODAY)
        thing = await db().fetchval("select id from objects where tenant_id = $1 and code = 'st2'", firm.id)
        found = await object_reads.object_(thing, None)
        assert [play.text["zh"] for play in await object_reads.told(found.plays, TODAY)] == ["每月走访"]


async def test_a_stage_follows_the_rule_unless_somebody_set_it(cast, by):
    firm = cast.brand
    async with inside(firm.id):
        thing = await registered(firm, "freezer", {"name_zh": "柜", "a_state": "in_use"}, now=NOW)
        stage = "select stage from objects where tenant_id = $1 and id = $2"
        assert await db().fetchval(stage, firm.id, thing) == "working"
        with pytest.raises(Refused, match="不能直接"):
            await set_stage(thing, "scrapped", why="试", **by, today=TODAY)
        await set_stage(thing, "repair", why="压缩机坏了", **by, today=TODAY)
        await change_object(thing, Given({"unit": "Z1-1", "name_zh": "柜", "a_state": "in_use"}), 1, **by, today=TODAY)
        assert await db().fetchval(stage, firm.id, thing) == "repair"
        await set_stage(thing, None, why="修好了", **by, today=TODAY)
        assert await db().fetchval(stage, firm.id, thing) == "working"
        lived = (await object_reads.object_(thing, None)).lived
        assert {(one.stage["zh"], one.by_rule) for one in lived} == {("在用", True), ("维修", False)}


async def test_each_outlet_lies_in_exactly_one_territory_and_what_does_not_is_listed(cast, by):
    firm = cast.brand
    units = [firm.units["Y"]]
    async with inside(firm.id):
        before = (await ground_reads.doubts(units, TODAY, 1))[1]
        thing = await registered(firm, "outlet", {"code": "lost", "name_zh": "没归的"}, now=NOW)
        found, total = await ground_reads.doubts(units, TODAY, 1)
        assert total == before + 1 and "lost" in {one.code for one in found}
        grounds = {
            row["code"]: row["id"] for row in await db().fetch("select code, id from territories where tenant_id = $1", firm.id)
        }
        with pytest.raises(Refused, match="不在它的单元"):
            await move_object(thing, grounds["T2"], TODAY, why="", **by, today=TODAY)
        await move_object(thing, grounds["T1"], TODAY - timedelta(days=9), why="", **by, today=TODAY)
        assert (await ground_reads.doubts(units, TODAY, 1))[1] == before
        await db().execute(
            "insert into object_grounds (tenant_id, object_id, territory_id, from_date, moved_at) values ($1, $2, $3, $4, $5)",
            firm.id, thing, grounds["T2"], TODAY, NOW,
        )  # fmt: skip
        found, total = await ground_reads.doubts(units, TODAY, 1)
        assert [len(one.grounds) for one in found if one.code == "lost"] == [2]
        await move_object(thing, grounds["T1"], TODAY, why="", **by, today=TODAY)
        lies = (await object_reads.object_(thing, None)).lies_in(TODAY)
        assert [one.territory["zh"] for one in lies] == ["一区"]


async def test_two_that_serve_one_need_are_kept_for_a_reason_or_one_goes(cast, by):
    firm = cast.brand
    units = [firm.units["Y"]]
    async with inside(firm.id):
        kind = await kind_of(firm, "promotion")
        await part(firm, kind, "overlaps", {"code": "same", "name_zh": "同一力度"}, {"same": ["terms"]}, now=NOW)
        before = (await overlap_reads.pairs(units, 1, decided=False))[1]
        one, two, three = [
            await registered(firm, "promotion", {"name_zh": f"活动{n}", "a_terms": "买一送一"}, now=NOW) for n in (1, 2, 3)
        ]
        await registered(firm, "promotion", {"name_zh": "别的"}, now=NOW)
        assert (await overlap_reads.pairs(units, 1, decided=False))[1] == before + 3
        await decide_overlap(one, two, "same", None, TODAY, why="两个渠道", units=units, **by, today=TODAY)
        with pytest.raises(Refused) as again:
            await decide_overlap(two, one, "same", None, TODAY, why="再来", units=units, **by, today=TODAY)
        assert again.value.status == 409
        await decide_overlap(one, three, "same", three, TODAY, why="并入活动1", units=units, **by, today=TODAY)
        assert (await overlap_reads.pairs(units, 1, decided=False))[1] == before
        assert (await overlap_reads.pairs(units, 1, decided=True))[1] == 1
        with pytest.raises(Refused) as strange:
            await decide_overlap(one, uuid4(), "same", None, TODAY, why="x", units=units, **by, today=TODAY)
        assert strange.value.status == 404


async def test_an_object_is_retired_on_a_day_and_comes_back(cast, by):
    firm = cast.brand
    async with inside(firm.id):
        thing = await registered(firm, "van", {"name_zh": "旧车", "a_plate": "B9"}, now=NOW)
        with pytest.raises(Refused):
            await retire_object(thing, TODAY + timedelta(days=1), 1, why="卖了", **by, today=TODAY)
        await retire_object(thing, TODAY, 1, why="卖了", **by, today=TODAY)
        with pytest.raises(Refused) as twice:
            await retire_object(thing, TODAY, 2, why="卖了", **by, today=TODAY)
        assert twice.value.status == 409
        await restore_object(thing, 2, **by, today=TODAY)
        assert await db().fetchval("select retired_on from objects where tenant_id = $1 and id = $2", firm.id, thing) is None


async def test_another_company_finds_nothing(cast):
    firm = cast.stranger
    async with inside(cast.brand.id):
        thing = await registered(cast.brand, "outlet", {"code": "ours", "name_zh": "自己的"}, now=NOW)
    async with inside(firm.id):
        with pytest.raises(Refused) as foreign:
            await change_object(thing, Given({"unit": "Z1-1", "name_zh": "x"}), 1, by=firm.admin.member, now=NOW, today=TODAY)
        assert foreign.value.status == 404


async def test_staff_read_a_label_of_their_own_unit_and_of_no_other(client, cast):
    async with inside(cast.brand.id):
        await registered(cast.brand, "van", {"code": "mine", "name_zh": "自己的车", "a_plate": "C1"}, now=NOW)
        await registered(cast.brand, "van", {"code": "theirs", "name_zh": "别人的车", "a_plate": "C2"}, now=NOW, unit="Z2")
    mine = await client(cast.brand.staff).get("/brand/o/mine", follow_redirects=True)
    assert mine.status_code == 200 and "自己的车" in mine.text
    assert (await client(cast.brand.staff).get("/brand/o/theirs")).status_code == 404


async def test_the_tally_says_what_stands_where_after_each_change(cast, by):
    firm = cast.brand
    async with inside(firm.id):
        thing = await registered(firm, "outlet", {"code": "TALLY", "name_zh": "新店"}, now=NOW)
        assert await _astray(firm) == 0
        seen = await db().fetchval("select max(edition) from revisions where tenant_id = $1 and noun_id = $2", firm.id, thing)
        await retire_object(thing, TODAY, seen, why="关店", **by, today=TODAY)
        assert await _astray(firm) == 0
        await restore_object(thing, seen + 1, **by, today=TODAY)
        units = firm.units
        await db().execute(
            "update objects set unit_id = $2 where tenant_id = $1 and unit_id = $3", firm.id, units["Z2"], units["Z1-1"]
        )
        assert await _astray(firm) == 0


async def _astray(firm) -> int:
    """Units and kinds whose number is another one than that of their objects in use."""
    return await db().fetchval(
        """select count(*) from (select unit_id, kind_id, count(*) as n from objects
                                  where tenant_id = $1 and retired_on is null group by 1, 2) o
             full join (select unit_id, kind_id, count from object_counts where tenant_id = $1) c using (unit_id, kind_id)
            where coalesce(o.n, 0) <> coalesce(c.count, 0)""",
        firm.id,
    )
