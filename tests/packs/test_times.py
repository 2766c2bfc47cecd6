"""Schedules of a pack that begin by event, over midnight, or for some of the objects only."""

from __future__ import annotations

import shutil
from datetime import date
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from saas.checks.jobs import lay_out_day
from saas.packs.export import export
from saas.packs.read import read_pack
from saas.packs.shelf import FOLDER
from saas.packs.sign_up import sign_up
from tenants import db, inside
from tests.cast import PASSWORD
from tests.packs.rich import enrich


@pytest.fixture
def rich(tmp_path):
    return read_pack(enrich(shutil.copytree(FOLDER / "cold_drink", tmp_path / "pack")))


@pytest.fixture
async def founded(world, monkeypatch):
    """A company founded with a pack that is not on the shelf."""

    async def found(pack):
        async def ours(_: str):
            return pack

        monkeypatch.setattr("saas.packs.sign_up.pack_named", ours)
        monkeypatch.setattr("saas.packs.take_up.pack_named", ours)
        slug = f"t{uuid4().hex[:10]}"
        return await sign_up("夜班公司", slug, "cold_drink", "管理员", f"a@{slug}.example", PASSWORD, now=world.now, locale="zh-CN")

    return found


async def test_the_timetables_say_what_the_pack_said(world, rich, founded):
    tenant = await founded(rich)
    async with inside(tenant):
        rows = await db().fetch(
            """select l.code, t.body from timetables t join checklists l on l.tenant_id = $1 and l.id = t.checklist_id
                where t.tenant_id = $1 and l.code in ('X3', 'X4', 'X6')""",
            tenant,
        )  # fmt: skip
        told = {c.code: c.schedule for c in (await export(world.now.date())).checklists.checklists}
    said = {row["code"]: row["body"] for row in rows}
    assert said["X3"]["event"]["zh"] == "每投放一台" and "on" not in said["X3"]
    assert (said["X4"]["on"], said["X4"]["stage"], said["X4"]["within"], said["X4"]["attribute"]) == ("object_stage", "stock", 90, "litres")
    assert (said["X6"]["on"], said["X6"]["severity"]) == ("finding_opened", "veto")
    assert told == {c.code: c.schedule for c in rich.checklists.checklists}


async def test_what_a_company_changes_of_an_event_comes_out_changed(world, rich, founded):
    tenant = await founded(rich)
    async with inside(tenant):
        await db().execute(
            """update timetables t set body = body || '{"severity": "major", "within": 30}'
                 from checklists l where t.tenant_id = $1 and l.tenant_id = $1 and l.id = t.checklist_id and l.code = 'X6'""",
            tenant,
        )  # fmt: skip
        told = {c.code: c.schedule for c in (await export(world.now.date())).checklists.checklists}
    assert (told["X6"].on.severity, told["X6"].within, told["X6"].job_title) == ("major", 30, "area_manager")


async def test_some_of_the_objects_are_done_at_night_and_belong_to_the_evening(world, rich, founded):
    """22:00 to 06:00: the day is the one on which it begins, and it ends on the next."""
    tenant = await founded(rich)
    day = date(2026, 12, 9)
    async with inside(tenant):
        await lay_out_day(now=world.now, day=day.isoformat())
        rows = await db().fetch(
            """select o.code, d.business_date, d.opens_at, d.closes_at from due_checks d
                 join schedules s on s.tenant_id = $1 and s.id = d.schedule_id
                 join checklists l on l.tenant_id = $1 and l.id = s.checklist_id and l.code = 'X5'
                 join objects o on o.tenant_id = $1 and o.id = d.object_id where d.tenant_id = $1 and d.business_date = $2""",
            tenant, day,
        )  # fmt: skip
        own = await db().fetch(
            """select o.code from objects o join object_grounds g on g.tenant_id = $1 and g.object_id = o.id
                 join territories t on t.tenant_id = $1 and t.id = g.territory_id and t.code = 'T1'
                where o.tenant_id = $1 and o.segment = 'own'""", tenant
        )  # fmt: skip
    assert own and sorted(row["code"] for row in rows) == sorted(row["code"] for row in own)
    zone = ZoneInfo("Asia/Shanghai")
    assert {(r["opens_at"].astimezone(zone).isoformat()[:16], r["closes_at"].astimezone(zone).isoformat()[:16]) for r in rows} == {
        ("2026-12-09T22:00", "2026-12-10T06:00")
    }
