"""The demo company's people: invited and accepted like anybody, named by their post."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from saas.demo.habits import Habit
from saas.packs.shelf import pack_named
from saas.people.accept import accept
from saas.people.invite import Wish, invite
from saas.people.sessions import start_session
from saas.shield import token_hash
from tenants import db, inside, lobby

# Where this story has its trouble: one weak route, one careless driver, one pencil that ticks everything.
HABITS = {
    "SR-11": Habit(misses=8, late=20, fails=36, prompt=22),
    "SR-12": Habit(rote=True, misses=5, late=10),
    "SR-31": Habit(misses=60, late=120, fails=70, weak={"C2-03": 420, "C1-05": 260}),
    "SR-32": Habit(fails=60, weak={"C2-03": 340, "C1-08": 240}),
    "SR-42": Habit(weak={"C1-04": 260, "C1-05": 300}),
    "SR-51": Habit(misses=45, weak={"C2-02": 300, "C2-07": 320}),
    "DR-51": Habit(weak={"C4-06": 300, "C4-01": 180}, late=160),
    "DR-22": Habit(misses=70, fails=70),
    "SK-3": Habit(weak={"C3-04": 260, "C3-05": 160}),
    "SK-5": Habit(weak={"C3-01": 200, "C3-02": 240}),
}


@dataclass
class Person:
    """A member with a post: session, roles' reach and habits."""

    post_code: str
    post: UUID
    member: UUID
    session: bytes
    role: str
    unit: UUID
    login: str
    habit: Habit = field(default_factory=Habit)


async def seat_all(slug: str, tenant: UUID, admin: UUID, password: str, *, now: datetime, until: datetime) -> list[Person]:
    """Invite and accept one person for every post of the pack; sessions last `until`'s month."""
    pack = await pack_named("cold_drink")
    roles = {title.code: title.role for title in pack.organisation.job_titles}
    async with inside(tenant):
        posts = await db().fetch(
            "select id, code, unit_id, name, job_title from posts where tenant_id = $1 order by code", tenant
        )
    return [
        await _seat(slug, tenant, admin, post, roles[post["job_title"]], password, now=now, until=until) for post in posts
    ]


async def _seat(
    slug: str, tenant: UUID, admin: UUID, post: Any, role: str, password: str, *, now: datetime, until: datetime
) -> Person:
    login = f"{post['code'].lower()}@{slug}.example"
    wish = Wish(name=post["name"]["zh"], login=login, role=role, unit=post["unit_id"], post=post["id"])
    async with inside(tenant):
        invited = await invite(wish, by=admin, now=now, address=f"/{slug}", locale="zh-CN")
    await accept(slug, invited.mailed, password, signed_in=None, now=now, locale="zh-CN")
    async with lobby():
        person = await db().fetchval("select id from persons where login = $1", login)
        session = await start_session(person, now=until)
    async with inside(tenant):
        member = await db().fetchval("select id from memberships where tenant_id = $1 and person_id = $2", tenant, person)
    habit = HABITS.get(post["code"], Habit())
    return Person(post["code"], post["id"], member, token_hash(session), role, post["unit_id"], login, habit)
