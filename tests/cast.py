"""The two companies of the suite and their people, named by role. The stranger runs the same pack, next door."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from saas.packs.sign_up import sign_up
from saas.people.sessions import hash_password, start_session
from tenants import db, inside, lobby

PASSWORD = "冰柜温度负十八度以下"
_hashes: dict[str, str] = {}


@dataclass
class Actor:
    """One person of a company, with a session's token for requests."""

    login: str
    person: UUID
    member: UUID
    token: str
    posts: list[UUID] = field(default_factory=list)
    units: list[UUID] = field(default_factory=list)


@dataclass
class Firm:
    """A company: its id, address, and people by role. `units` and `posts` by their code."""

    id: UUID
    slug: str
    units: dict[str, UUID]
    posts: dict[str, UUID]
    people: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Actor:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None


async def found(slug: str, *, now: datetime, first_day=None) -> Firm:
    """Sign a cold-drink company up and seat its people: admin, executive, leader, other leader, staff, colleague, keeper,
    and a clerk who is administrator and nothing else."""
    tenant = await sign_up(
        f"{slug} 冷饮", slug, "cold_drink", "管理员", f"admin@{slug}.example", PASSWORD, now=now, locale="zh-CN", first_day=first_day
    )
    async with inside(tenant):
        units = {row["code"]: row["id"] for row in await db().fetch("select code, id from units where tenant_id = $1", tenant)}
        posts = {row["code"]: row["id"] for row in await db().fetch("select code, id from posts where tenant_id = $1", tenant)}
    firm = Firm(tenant, slug, units, posts)
    firm.people["admin"] = await _known(firm, f"admin@{slug}.example", now)
    seats = (
        ("executive", "executive", "Y", "GM"), ("leader", "leader", "G-A", "CS-A"), ("other_leader", "leader", "G-B", "CS-B"),
        ("keeper_leader", "leader", "Z1", "SD-1"), ("staff", "staff", "Z1-1", "SR-11"), ("colleague", "staff", "Z1-2", "SR-12"),
        ("keeper", "staff", "Z1", "SK-1"), ("driver", "staff", "Z1-1", "DR-11"),
        ("clerk", "admin", "Y", None),
    )  # fmt: skip
    for name, role, unit, post in seats:
        firm.people[name] = await seat(firm, name, role, unit, post, now=now)
    return firm


async def seat(firm: Firm, name: str, role: str, unit: str, post: str | None, *, now: datetime) -> Actor:
    """A new person with a role at a unit, holding a post since the first of the year, signed in."""
    login = f"{name}@{firm.slug}.example"
    _hashes.setdefault(PASSWORD, await hash_password(PASSWORD))
    async with inside(firm.id):
        person = await db().fetchval(
            "insert into persons (login, name, password_hash, created_at) values ($1, $2, $3, $4) returning id",
            login, name, _hashes[PASSWORD], now,
        )  # fmt: skip
        member = await db().fetchval(
            "insert into memberships (tenant_id, person_id, name, joined_at) values ($1, $2, $3, $4) returning id",
            firm.id, person, name, now,
        )  # fmt: skip
        await db().execute(
            "insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, $3, $4)",
            firm.id, member, role, firm.units[unit],
        )  # fmt: skip
        if post:
            await db().execute(
                "insert into appointments (tenant_id, post_id, membership_id, from_date) values ($1, $2, $3, $4)",
                firm.id, firm.posts[post], member, now.date().replace(month=1, day=1),
            )  # fmt: skip
    return await _known(firm, login, now)


async def _known(firm: Firm, login: str, now: datetime) -> Actor:
    async with lobby():
        person = await db().fetchval("select id from persons where login = $1", login)
        token = await start_session(person, now=now)
    async with inside(firm.id):
        member = await db().fetchval(
            "select id from memberships where tenant_id = $1 and person_id = $2", firm.id, person
        )
        posts = await db().fetch(
            """select a.post_id, o.unit_id from appointments a join posts o on o.tenant_id = a.tenant_id and o.id = a.post_id
               where a.tenant_id = $1 and a.membership_id = $2""", firm.id, member
        )  # fmt: skip
    return Actor(login, person, member, token, [r["post_id"] for r in posts], [r["unit_id"] for r in posts])
