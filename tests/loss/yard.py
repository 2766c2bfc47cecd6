"""A company with twenty people, each with a post and many lists due today, and what they fill in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid4

import msgspec

from saas.shield import Shield, token_hash
from tenants import db, engine, inside, lobby
from tests.checks.company import Company, body
from tests.checks.company import found as found_company

PHONES = 20
SEAT = """
    with post as (
        insert into posts (tenant_id, unit_id, code, job_title, name)
        values ($1, $2, $3, 'sales_rep', jsonb_build_object('zh', $3::text, 'en', $3::text)) returning id
    ), member as (
        insert into memberships (tenant_id, person_id, name, joined_at) values ($1, $4, $3, $5) returning id
    ), role as (
        insert into roles (tenant_id, membership_id, role, unit_id) select $1, id, 'staff', $2 from member
    )
    insert into appointments (tenant_id, post_id, membership_id, from_date)
    select $1, post.id, member.id, $5::date - 30 from post, member returning post_id"""
DUES = """
    with made as (
        insert into schedules (tenant_id, checklist_id, post_id, opens_at, closes_at, from_date, to_date)
        select $1, $2, $3, '08:00', '19:00', '2000-01-01', '2000-01-01' from generate_series(1, $4)
        returning id)
    insert into due_checks (tenant_id, schedule_id, version_id, post_id, unit_id, business_date,
                            opens_at, closes_at, late_until)
    select $1, id, $5, $3, $6, now_at::date - (row_number() over (order by id) % 5)::int,
           now_at - interval '1 hour', now_at + interval '9 hours', now_at + interval '9 hours'
      from made cross join (values ($7::timestamptz)) as given (now_at) returning id"""


@dataclass
class Seat:
    """One of the twenty: a session's cookie and token, and the checks still to be filled."""

    cookie: str
    token: str
    post: UUID
    dues: list[UUID] = field(default_factory=list)


@dataclass
class Yard:
    """The company and its seats."""

    company: Company
    seats: list[Seat]

    def path(self, due: UUID, check: UUID) -> str:
        return f"/{self.company.slug}/due/{due}/checks/{check}"

    def sheet(self, due: UUID, dice: Random) -> bytes:
        """One list filled in: in one of four, one to three points fail."""
        failing = dice.sample(range(1, 8), dice.randint(1, 3)) if dice.randrange(4) == 0 else []
        failed = {"verdict": "fail", "note": f"见现场 {dice.random()}"}
        changed: dict[str, Any] = {f"P_{n:02}": failed for n in failing}
        changed["P_19"] = {"text": f"竞品折扣 {dice.random()}"}  # no two lists are the same
        if dice.randrange(20) == 0:
            changed["P_08"] = {"verdict": "fail", "note": "过期品两件"}
        if dice.randrange(3) == 0:
            changed["P_16"] = {"choice": "slight"}
        return msgspec.json.encode(body(self.company, due=due, **changed))


@asynccontextmanager
async def connected(settings: Any) -> AsyncIterator[None]:
    """The wall's engine of this process on the house's database; only while nobody kills it."""
    engine.connect_to(settings.app)
    await engine.start_connection_pool(min_size=1, max_size=2)
    try:
        yield
    finally:
        await engine.close_connection_pool()


async def found(settings: Any, dues: int) -> Yard:
    """A new company with twenty seats and `dues` lists each, open for nine hours; in a pool of its own."""
    now = datetime.now(UTC)
    shield = Shield(settings.secret, secure=False)
    async with connected(settings):
        company = await found_company(f"yard-{uuid4().hex[:8]}", day=now.date(), now=now)
        seats = [await _seat(company, shield, n, now) for n in range(1, PHONES + 1)]
        await more(Yard(company, seats), dues)
    return Yard(company, seats)


async def more(yard: Yard, dues: int) -> None:
    """Further lists for every seat; inside `connected`."""
    company, now = yard.company, datetime.now(UTC)
    async with inside(company.id):
        for seat in yard.seats:
            rows = await db().fetch(
                DUES, company.id, company.checklist, seat.post, dues, company.version, company.unit, now
            )
            seat.dues += [row["id"] for row in rows]


async def _seat(company: Company, shield: Shield, number: int, now: datetime) -> Seat:
    token = token_urlsafe(32)
    async with lobby():
        person = await db().fetchval(
            "insert into persons (login, name, created_at) values ($1, $1, $2) returning id",
            f"phone-{number}@{company.slug}", now,
        )  # fmt: skip
        await db().execute(
            "insert into sessions values ($1, $2, $3, $3, $4)",
            token_hash(token), person, now, now + timedelta(days=30),
        )  # fmt: skip
    async with inside(company.id):
        post = await db().fetchval(SEAT, company.id, company.unit, f"PH-{number:02}", person, now)
    return Seat(f"session={token}; visitor=v", shield.csrf(token), post)
