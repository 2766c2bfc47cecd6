"""Who belongs to the company, who is invited, and who stands behind a link or a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas.refusals import Refused, not_found
from saas.shield import token_hash
from saas.visit import Person
from saas.words import N_
from tenants import current, db, inside, lobby

PAGE = 50
Text = dict[str, str]


class Role(msgspec.Struct, frozen=True):
    role: str
    unit: Text


class HeldPost(msgspec.Struct, frozen=True):
    id: str
    name: Text


@dataclass(frozen=True)
class Member:
    id: UUID
    name: str
    login: str
    joined_at: datetime
    roles: list[Role]
    posts: list[HeldPost]


@dataclass(frozen=True)
class Open:
    """An invitation that waits; `expired` ones are shown until somebody withdraws or renews them."""

    id: UUID
    name: str
    login: str
    role: str
    unit: Text
    post: Text | None
    expires_at: datetime


@dataclass(frozen=True)
class Place:
    """A unit or a vacant post to choose from; `depth` indents units below each other."""

    id: UUID
    name: Text
    depth: int
    unit: Text


@dataclass(frozen=True)
class Members:
    """One page of members with the total, the open invitations, and what an invitation may name."""

    rows: list[Member]
    total: int
    page: int
    open: list[Open]
    units: list[Place]
    posts: list[Place]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


async def members(page: int, today: date) -> Members:
    """Three statements: the members of this page, the open invitations, the places to invite to."""
    rows = await db().fetch(MEMBERS, current(), today, PAGE, (max(page, 1) - 1) * PAGE)
    waiting = await db().fetch(OPEN, current())
    places = await db().fetch(PLACES, current())
    return Members(
        [_member(row) for row in rows],
        rows[0]["total"] if rows else 0,
        max(page, 1),
        [Open(**dict(row)) for row in waiting],
        [_place(row) for row in places if row["kind"] == "unit"],
        [_place(row) for row in places if row["kind"] == "post"],
    )


MEMBERS = """
select m.id, m.name, p.login, m.joined_at, count(*) over () as total,
  (select coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'unit', u.name)
            order by r.role, u.position), '[]')
     from roles r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
    where r.tenant_id = $1 and r.membership_id = m.id) as roles,
  (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name)
            order by s.code), '[]')
     from appointments a join posts s on s.tenant_id = a.tenant_id and s.id = a.post_id
    where a.tenant_id = $1 and a.membership_id = m.id and a.from_date <= $2
      and (a.to_date is null or a.to_date >= $2)) as posts
from memberships m join persons p on p.id = m.person_id
where m.tenant_id = $1 and m.ended_at is null order by m.joined_at, m.id limit $3 offset $4"""

OPEN = """
select i.id, i.name, i.login, i.role, u.name as unit, s.name as post, i.expires_at
from invitations i join units u on u.tenant_id = i.tenant_id and u.id = i.unit_id
left join posts s on s.tenant_id = i.tenant_id and s.id = i.post_id
where i.tenant_id = $1 and i.accepted_at is null and i.withdrawn_at is null
order by i.created_at desc limit 200"""

PLACES = """
select 'unit' as kind, u.id, u.name, u.name as unit, u.position, '' as code,
       (select max(depth) from unit_lines x where x.tenant_id = $1 and x.unit_id = u.id) as depth
from units u where u.tenant_id = $1 and u.closed_on is null
union all
select 'post', p.id, p.name, u.name, u.position, p.code, 0
from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
where p.tenant_id = $1 and p.closed_on is null and not exists (
    select from appointments a where a.tenant_id = $1 and a.post_id = p.id and a.to_date is null)
order by position, code"""


def _member(row: Any) -> Member:
    return Member(
        row["id"], row["name"], row["login"], row["joined_at"],
        msgspec.convert(row["roles"], list[Role]), msgspec.convert(row["posts"], list[HeldPost]),
    )  # fmt: skip


def _place(row: Any) -> Place:
    return Place(row["id"], row["name"], row["depth"], row["unit"])


@dataclass(frozen=True)
class Invitation:
    """An invitation as its link shows it. `known`: the login exists and joins with its own password.

    `mailed`: the link is the one of the letter, so the address belongs to whoever opened it.
    """

    tenant: UUID
    company: str
    zone: str
    id: UUID
    name: str
    login: str
    role: str
    unit: UUID
    unit_name: Text
    post: UUID | None
    post_name: Text | None
    known: bool
    mailed: bool


async def invitation_by(slug: str, token: str, now: datetime) -> Invitation:
    """The open invitation behind a link. Raises 404 for no such link, 410 for one that no longer works."""
    async with lobby():
        company = await db().fetchrow(
            "select id, name, zone from tenants where slug = $1 and suspended_at is null", slug
        )
    if company is None:
        raise not_found()
    async with inside(company["id"]):
        row = await db().fetchrow(BEHIND_LINK, company["id"], token_hash(token))
    if row is None:
        raise Refused(404, N_("没有这份邀请。请核对链接是否完整，或请邀请您的人重新发送。"))
    _check_open(row, now)
    return Invitation(
        company["id"], company["name"], company["zone"], row["id"], row["name"], row["login"], row["role"],
        row["unit_id"], row["unit_name"], row["post_id"], row["post_name"], row["known"],
        row["mailed"],
    )  # fmt: skip


BEHIND_LINK = """
select i.*, u.name as unit_name, s.name as post_name,
       exists (select from persons p where p.login = i.login) as known,
       i.token_hash <> $2 as mailed
from invitations i join units u on u.tenant_id = i.tenant_id and u.id = i.unit_id
left join posts s on s.tenant_id = i.tenant_id and s.id = i.post_id
where i.tenant_id = $1 and (i.token_hash = $2 or i.mailed_hash = $2)"""


def _check_open(row: Any, now: datetime) -> None:
    if row["accepted_at"]:
        raise Refused(410, N_("这份邀请已经用过。请直接登录。"))
    if row["withdrawn_at"]:
        raise Refused(410, N_("这份邀请已经撤回。请联系邀请您的人。"))
    if row["expires_at"] <= now:
        raise Refused(410, N_("这份邀请已过期。请联系邀请您的人重新发送。"))


async def person_of(token: str, now: datetime) -> Person | None:
    """The person of a session, where no company is chosen yet."""
    async with lobby():
        row = await db().fetchrow(
            """select p.id, p.name, p.login from sessions s join persons p on p.id = s.person_id
               where s.token_hash = $1 and s.expires_at > $2 and p.disabled_at is null""",
            token_hash(token), now,
        )  # fmt: skip
    return Person(row["id"], row["name"], row["login"]) if row else None


async def companies_of(person: UUID) -> list[tuple[str, str]]:
    """(slug, name) of every company this person belongs to."""
    async with lobby():
        rows = await db().fetch("select slug, name from tenants_of($1)", person)
    return [(row["slug"], row["name"]) for row in rows]
