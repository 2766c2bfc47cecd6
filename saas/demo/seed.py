"""The demo company: two closed quarters and one running, played through the product's own verbs with fixed dice."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import uvloop

from saas.benchmarks.take import take
from saas.benchmarks.take import wanted as closed_without
from saas.calendar import business_date, moment
from saas.checklists.load import twice
from saas.dashboards.count import count
from saas.demo.days import Story, live
from saas.demo.listen import listen
from saas.demo.measure import measure
from saas.demo.people import seat_all
from saas.demo.plan_year import count_years, weigh_the_year
from saas.demo.reward import promise
from saas.demo.unsettled import leave_unsettled
from saas.files import open_store
from saas.links.weigh import weigh
from saas.packs.shelf import pack_named
from saas.packs.sign_up import sign_up
from saas.signals.look_out import look_out
from saas.signals.weigh_lists import weigh_lists
from saas.worker import load_jobs
from tenants import db, engine, inside, lobby

SLUG, COMPANY, ZONE = "demo", "清凉冷饮", "Asia/Shanghai"
SEED = 20_260_928
# The company joined in the last month of the first of its closed quarters.
JOINED_AFTER = timedelta(days=61)
HALF_A_YEAR = 190
LOGINS = {"staff": "SR-11", "leader": "CS-A", "executive": "GM"}


def main(settings: Any) -> int:
    """Make the demo company if it is not there, and keep its logins in `demo.json` beside the data."""
    uvloop.run(make(settings, now=datetime.now(UTC)))
    return 0


async def make(settings: Any, *, now: datetime) -> None:
    """Everything in order, with a line for each step; an unfinished demo from a killed start is made anew elsewhere."""
    load_jobs()
    open_store(settings.files_url)
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=2, max_size=8)
    try:
        slug = await _free_slug()
        password = f"leng-{secrets.token_hex(2)}-yin-{secrets.token_hex(2)}"
        story = await _found(settings, slug, password, now)
        first = business_date(now, ZONE)
        await _play(story, first_day(first), first)
        await listen(story, secret=settings.secret)
        _keep(settings.demo_file, slug, password)
    finally:
        await engine.close_connection_pool()


def first_day(today: date) -> date:
    """In the last month of the second quarter before this one."""
    quarter = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    for _ in range(2):
        before = quarter - timedelta(days=1)
        quarter = date(before.year, 3 * ((before.month - 1) // 3) + 1, 1)
    return quarter + JOINED_AFTER


async def _free_slug() -> str:
    """A start that was killed half-way leaves a half-played company behind: the next one takes another address."""
    async with lobby():
        taken = {row["slug"] for row in await db().fetch("select slug from tenants where slug like $1 || '%'", SLUG)}
    return next(slug for slug in (SLUG, *(f"{SLUG}-{n}" for n in range(2, 1000))) if slug not in taken)


async def _found(settings: Any, slug: str, password: str, now: datetime) -> Story:
    """Sign up on the first day, invite one person for every post."""
    first = first_day(business_date(now, ZONE))
    began = moment(first, datetime.min.time().replace(hour=6), ZONE)
    tenant = await sign_up(
        COMPANY, slug, "cold_drink", "系统管理员", f"admin@{slug}.example", password, now=began, locale="zh-CN", first_day=first
    )
    async with inside(tenant):
        admin = await db().fetchval("select id from memberships where tenant_id = $1", tenant)
    await weigh_the_year(tenant, by=admin, now=began)
    await promise(tenant, by=admin, now=began)
    await count_years(tenant, first, by=admin, now=began)
    people = await seat_all(slug, tenant, admin, password, now=began, until=now)
    print(f"{len(people)} people / {len(people)} 人", flush=True)
    lists = (await pack_named("cold_drink")).checklists.checklists
    reviewers = {each.code: each.schedule.reviewer for each in lists}
    guest = next(person.post for person in people if person.post_code == LOGINS["staff"])
    return Story(slug, tenant, ZONE, people, reviewers, Random(SEED), now, guest)


async def _play(story: Story, first: date, last: date) -> None:
    month = first
    while month <= last:
        end = min(last, (month.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        await live(story, month, end)
        async with inside(story.tenant):
            count = await db().fetchval("select count(*) from checks where tenant_id = $1", story.tenant)
        print(f"{month:%Y-%m}: {count} checks / 次检查", flush=True)
        month = end + timedelta(days=1)
    await leave_unsettled(story)
    await _measure(story, first, last)
    await _look_back(story.tenant, last - timedelta(days=1), story.now)


async def _look_back(tenant: UUID, day: date, now: datetime) -> None:
    """What the night asks: where a look is worth its time, which points tell nothing apart, who is like whom."""
    async with inside(tenant):
        await look_out(day, now=now)
    async with inside(tenant):
        await weigh_lists(day, twice=await twice(day), now=now)
    async with inside(tenant):
        await count(business_date(now, ZONE), days=HALF_A_YEAR, now=now)
    async with inside(tenant):
        for cycle in await closed_without():
            await take(cycle, now=now)
        await weigh(day, now=now)


async def _measure(story: Story, first: date, last: date) -> None:
    """What the company's other systems tell, written down by its administrator."""
    async with inside(story.tenant):
        said = "select membership_id from roles where tenant_id = $1 and role = 'admin' limit 1"
        admin = await db().fetchval(said, story.tenant)
    await measure(story.tenant, by=admin, first=first, today=last, seed=SEED, now=story.now)


def _keep(file: Path, slug: str, password: str) -> None:
    """The launcher adds the address."""
    logins = {role: f"{post.lower()}@{slug}.example" for role, post in LOGINS.items()} | {"admin": f"admin@{slug}.example"}
    facts = {"tenant": slug, "logins": {role: {"login": login, "password": password} for role, login in logins.items()}}
    file.touch(mode=0o600)
    file.write_text(json.dumps(facts, ensure_ascii=False, indent=2) + "\n")
