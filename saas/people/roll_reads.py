"""Everybody of the company at once, by login, with the places they may be given: what a spreadsheet is held against."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import convert

from tenants import current, db


@dataclass(frozen=True)
class Unit:
    id: UUID
    external: bool


@dataclass(frozen=True)
class Held:
    """Somebody's time in a post, open or still to come; `login` is whose."""

    login: str
    from_date: date
    to_date: date | None


@dataclass(frozen=True)
class Post:
    """`unit` is a code, `role` what its job title proposes."""

    id: UUID
    unit: str
    role: str | None
    held: list[Held] = field(default_factory=list)

    def since(self, login: str, today: date) -> date | None:
        """From which day this person holds it, now or later."""
        return next((one.from_date for one in self.held if one.login == login and (one.to_date or today) >= today), None)


@dataclass(frozen=True)
class Member:
    """`roles`: (role, unit code); `posts`: (post code, first day), held now or later."""

    id: UUID
    name: str
    roles: list[tuple[str, str]]
    posts: list[tuple[str, date]]


@dataclass(frozen=True)
class Asked:
    """An open invitation."""

    name: str
    role: str
    unit: str
    post: str | None
    from_date: date | None
    expires_at: datetime


@dataclass(frozen=True)
class Roll:
    members: dict[str, Member]
    asked: dict[str, Asked]
    units: dict[str, Unit]
    posts: dict[str, Post]


async def roll(today: date) -> Roll:
    """Four statements, whatever the number of people."""
    units = await db().fetch(UNITS, current())
    posts = await db().fetch(POSTS, current(), today)
    return Roll(
        await members(today),
        await asked(),
        {row["code"]: Unit(row["id"], row["external"]) for row in units},
        {row["code"]: Post(row["id"], row["unit"], row["role"], convert(row["held"], list[Held])) for row in posts},
    )


async def members(today: date) -> dict[str, Member]:
    rows = await db().fetch(MEMBERS, current(), today)
    return {row["login"]: _member(row) for row in rows}


async def asked() -> dict[str, Asked]:
    """Open invitations by login."""
    rows = await db().fetch(ASKED, current())
    return {row["login"]: Asked(*(row[name] for name in ASKED_FIELDS)) for row in rows}


async def codes() -> dict[str, list[str]]:
    """What may be chosen in a sheet: codes of open units, and of posts that nobody holds."""
    rows = await db().fetch(CODES, current())
    return {kind: [row["code"] for row in rows if row["kind"] == kind] for kind in ("unit", "post")}


def _member(row: Any) -> Member:
    roles, posts = convert(row["roles"], list[tuple[str, str]]), convert(row["posts"], list[tuple[str, date]])
    return Member(row["id"], row["name"], roles, posts)


MEMBERS = """
select m.id, m.name, p.login,
  (select coalesce(jsonb_agg(jsonb_build_array(r.role, u.code) order by u.position, u.code, r.role), '[]')
     from roles r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
    where r.tenant_id = $1 and r.membership_id = m.id and r.deputy_id is null) as roles,
  (select coalesce(jsonb_agg(jsonb_build_array(s.code, a.from_date) order by s.code), '[]')
     from appointments a join posts s on s.tenant_id = a.tenant_id and s.id = a.post_id
    where a.tenant_id = $1 and a.membership_id = m.id and (a.to_date is null or a.to_date >= $2)) as posts
  from memberships m join persons p on p.id = m.person_id
 where m.tenant_id = $1 and m.ended_at is null order by m.joined_at, m.id"""

ASKED = """
select i.login, i.name, i.role, u.code as unit, s.code as post, i.from_date, i.expires_at
  from invitations i join units u on u.tenant_id = i.tenant_id and u.id = i.unit_id
  left join posts s on s.tenant_id = i.tenant_id and s.id = i.post_id
 where i.tenant_id = $1 and i.accepted_at is null and i.withdrawn_at is null order by i.created_at, i.id"""
ASKED_FIELDS = ("name", "role", "unit", "post", "from_date", "expires_at")

UNITS = """
select u.code, u.id, exists (select from unit_lines l join units a on a.tenant_id = l.tenant_id and a.id = l.ancestor_id
                              where l.tenant_id = $1 and l.unit_id = u.id and a.external) as external
  from units u where u.tenant_id = $1 and u.closed_on is null order by u.position, u.code"""

POSTS = """
select s.code, s.id, u.code as unit, t.role,
  (select coalesce(jsonb_agg(jsonb_build_object('login', p.login, 'from_date', a.from_date, 'to_date', a.to_date)
                             order by a.from_date), '[]')
     from appointments a join memberships m on m.tenant_id = a.tenant_id and m.id = a.membership_id
     join persons p on p.id = m.person_id
    where a.tenant_id = $1 and a.post_id = s.id and (a.to_date is null or a.to_date >= $2)) as held
  from posts s join units u on u.tenant_id = s.tenant_id and u.id = s.unit_id
  left join job_titles t on t.tenant_id = s.tenant_id and t.code = s.job_title
 where s.tenant_id = $1 and s.closed_on is null order by s.code"""

CODES = """
select 'unit' as kind, u.code, u.position from units u where u.tenant_id = $1 and u.closed_on is null
union all
select 'post', s.code, 0 from posts s where s.tenant_id = $1 and s.closed_on is null and not exists (
    select from appointments a where a.tenant_id = $1 and a.post_id = s.id and a.to_date is null)
order by position, code"""
