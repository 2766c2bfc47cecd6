"""Every pack, from sign-up to a score: taken up within five seconds, one list laid out, filled, judged, the cycle closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from time import perf_counter
from uuid import UUID, uuid4

import pytest

from saas.checks.keep_photo import keep_photo
from saas.checks.lay_out import lay_out
from saas.checks.rules import judge
from saas.checks.sent import Sent
from saas.checks.submit import Sender, submit
from saas.checks.versions import load_alone, load_many
from saas.cycles.close import close
from saas.demo.habits import Habit, fill
from saas.demo.pictures import photo
from saas.demo.supervise import looked
from saas.packs.shelf import keys, pack_named
from saas.packs.sign_up import sign_up
from saas.shield import token_hash
from tenants import db, inside, once
from tests.cast import PASSWORD, Firm, seat
from tests.packs.good import answers

LONGEST = 15  # 5 on a machine of its own
MONTH = 31
WITH_LISTS = [key for key in keys() if key != "blank"]


@pytest.mark.parametrize("key", WITH_LISTS)
async def test_a_company_signs_up_fills_a_list_and_has_a_score(key, world):
    slug = f"turn-{key.replace('_', '-')}"
    await pack_named(key)  # a process reads each pack once
    began = perf_counter()
    tenant = await sign_up(key, slug, key, "管理员", f"admin@{slug}.example", PASSWORD, now=world.now, locale="zh-CN")
    assert perf_counter() - began < LONGEST
    due, now = await first_due(tenant, world.now)
    firm = Firm(tenant, slug, {due["unit"]: due["unit_id"]}, {due["post"]: due["post_id"]})
    staff = await seat(firm, "staff", "staff", due["unit"], due["post"], now=world.now)
    receipt = await filled(firm, staff, due["id"], now)
    assert receipt.findings == 0
    assert receipt.score == 100
    async with inside(tenant):
        admin = await db().fetchval("select id from memberships where tenant_id = $1 order by joined_at, id limit 1", tenant)
        cycle = await db().fetchval(
            "select id from cycles where tenant_id = $1 and $2 between from_date and to_date", tenant, due["business_date"]
        )
        await close(cycle, by=admin, now=now, reason="试算一次")
        score = await db().fetchval(
            "select score from scores where tenant_id = $1 and cycle_id = $2 and subject_id = $3", tenant, cycle, due["post_id"]
        )
    assert score is not None
    await filled_by_habit(tenant)


async def filled_by_habit(tenant: UUID):
    """The demo's people can fill every list of the pack: whatever the dice say, the answers are taken."""
    async with inside(tenant):
        versions = await load_many({row["id"] for row in await db().fetch("select id from checklist_versions where tenant_id = $1", tenant)})
    for published in versions.values():
        attributes = {code: Decimal(12) for code in published.attributes}
        for seed, habit in enumerate((Habit(), Habit(fails=0), Habit(fails=600), Habit(fails=1000))):
            dice = Random(seed)
            given = [fill(point, habit, attributes.get(point.code), dice, "L-1") for point in published.rules.points]
            sent = [one | ({"photos": [str(uuid4())]} if "photos" in one else {}) for one in given]
            judged = judge(published.rules, sent, attributes, "L-1")
            assert judged.problems == (), (published.name, judged.problems)
            if seed == 1:
                assert judged.score is None or judged.score >= 85, (published.name, judged.score)
        bare = replace(published.rules, points=tuple(replace(point, evidence="none", proof={}) for point in published.rules.points))
        for seed in range(60):
            given = list(looked(published.rules.points, Random(seed)).values())
            assert judge(bare, given, attributes, None).problems == (), published.name


async def first_due(tenant: UUID, now: datetime):
    """The first list that somebody has to do, today or within a month, and a moment in its window."""
    for later in range(MONTH):
        day = now + timedelta(days=later)
        async with inside(tenant):
            await lay_out(day.date(), now=now)
            row = await db().fetchrow(
                """select d.id, d.opens_at, d.business_date, d.post_id, d.unit_id, p.code as post, u.code as unit
                     from due_checks d
                     join posts p on p.tenant_id = d.tenant_id and p.id = d.post_id
                     join units u on u.tenant_id = d.tenant_id and u.id = d.unit_id
                    where d.tenant_id = $1 and d.opens_at >= $2 order by d.opens_at, d.id limit 1""",
                tenant, now - timedelta(hours=12),
            )  # fmt: skip
        if row:
            return row, row["opens_at"] + timedelta(minutes=20)
    raise AssertionError("no list is due within a month")


async def filled(firm: Firm, staff, due_id: UUID, now: datetime):
    """The list as the phone opens and sends it, everything as it should be."""
    visit = await once("enter", firm.slug, token_hash(staff.token), now, due_id)
    due = visit["due"]
    published = await load_alone(firm.id, UUID(due["version_id"]))
    book = {code: Decimal(figure) for code, figure in (due["book"] or {}).items()}
    async with inside(firm.id):
        thing = await db().fetchrow(
            """select o.code, o.attributes from objects o join due_checks d on d.tenant_id = o.tenant_id and d.object_id = o.id
                where o.tenant_id = $1 and d.id = $2""", firm.id, due_id
        )  # fmt: skip
    given = answers(published.rules.points, book, thing or {})
    for one in given:
        if "photos" in one:
            taken = uuid4()
            await keep_photo(taken, photo(Random(1)), tenant=firm.id, unit=UUID(due["unit_id"]), by=staff.member, now=now)
            one["photos"] = [str(taken)]
    sent = Sent(
        due=due_id,
        version=UUID(due["version_id"]),
        answers=given,
        replaces=None,
        started=now - timedelta(minutes=3),
        finished=now,
    )
    return await submit(uuid4(), sent, due, by=Sender(firm.id, staff.member, visit["posts"]), now=now)
