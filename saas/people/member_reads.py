"""Who belongs to the company, who is invited, and one member with roles, posts and times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec

from saas import forms
from saas.refusals import not_found
from tenants import current, db

PAGE = 50
Text = dict[str, str]


class Role(msgspec.Struct, frozen=True):
    id: str
    role: str
    unit: Text


class HeldPost(msgspec.Struct, frozen=True):
    id: str
    name: Text


@dataclass(frozen=True)
class Row:
    """A member in the list."""

    id: UUID
    name: str
    login: str
    joined_at: datetime
    ended_at: datetime | None
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
    total: int


@dataclass(frozen=True)
class Members:
    """One page of members with the total, and the newest of the open invitations with how many there are."""

    rows: list[Row]
    total: int
    page: int
    open: list[Open]

    @property
    def pages(self) -> int:
        return forms.pages(self.total, PAGE)

    @property
    def waiting(self) -> int:
        return self.open[0].total if self.open else 0


async def members(page: int, today: date, query: str = "", *, left: bool = False) -> Members:
    """Two statements: fifty members, by name or login where asked for, or those who have left; and who is invited."""
    rows = await db().fetch(MEMBERS, current(), today, PAGE, (max(page, 1) - 1) * PAGE, _pattern(query), left)
    waiting = await db().fetch(OPEN, current(), PAGE)
    return Members(
        [_row(row) for row in rows], rows[0]["total"] if rows else 0, max(page, 1), [Open(**dict(row)) for row in waiting]
    )


MEMBERS = """
with chosen as not materialized (
    select m.id, m.name, m.person_id, m.joined_at, m.ended_at from memberships m
     where m.tenant_id = $1 and (m.ended_at is not null) = $6
       and ($5 = '' or m.name ilike $5 or exists (select from persons p where p.id = m.person_id and p.login like lower($5)))),
page as (select c.*, (select count(*) from chosen) as total from chosen c order by c.joined_at, c.id limit $3 offset $4)
select m.id, m.name, p.login, m.joined_at, m.ended_at, m.total,
  (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'role', r.role, 'unit', u.name)
            order by r.role, u.position), '[]')
     from roles r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
    where r.tenant_id = $1 and r.membership_id = m.id) as roles,
  (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name)
            order by s.code), '[]')
     from appointments a join posts s on s.tenant_id = a.tenant_id and s.id = a.post_id
    where a.tenant_id = $1 and a.membership_id = m.id and a.from_date <= $2
      and (a.to_date is null or a.to_date >= $2)) as posts
from page m join persons p on p.id = m.person_id order by m.joined_at, m.id"""

OPEN = """
with waiting as (
    select i.*, count(*) over () as total from invitations i
     where i.tenant_id = $1 and i.accepted_at is null and i.withdrawn_at is null order by i.created_at desc limit $2)
select i.id, i.name, i.login, i.role, u.name as unit, s.name as post, i.expires_at, i.total
from waiting i join units u on u.tenant_id = $1 and u.id = i.unit_id
left join posts s on s.tenant_id = $1 and s.id = i.post_id
order by i.created_at desc"""


def _pattern(query: str) -> str:
    """The search as an ILIKE pattern in which % and _ of the user mean themselves."""
    plain = query.strip()[:80]
    for sign in ("\\", "%", "_"):
        plain = plain.replace(sign, "\\" + sign)
    return f"%{plain}%" if plain else ""


def _row(row: Any) -> Row:
    return Row(
        row["id"], row["name"], row["login"], row["joined_at"], row["ended_at"],
        msgspec.convert(row["roles"], list[Role]), msgspec.convert(row["posts"], list[HeldPost]),
    )  # fmt: skip


class Time(msgspec.Struct, frozen=True):
    """From when to when a post was, is or will be held, or somebody stood in for its holder."""

    id: str
    name: Text
    unit: Text
    from_date: date
    to_date: date | None
    deputy: bool


class Member(msgspec.Struct, frozen=True):
    """One member. `mail`: none, unproven or proven, as far as the login is an address."""

    id: str
    name: str
    login: str
    joined_at: datetime
    ended_at: datetime | None
    mail: str
    outside: bool
    roles: list[Role]
    times: list[Time]


MEMBER = """
select m.id::text, m.name, p.login, m.joined_at, m.ended_at,
  case when p.login not like '%@%' then 'none' when p.mail_proven_at is null then 'unproven' else 'proven' end as mail,
  coalesce((select bool_and(exists (select from unit_lines l join units u on u.tenant_id = l.tenant_id and u.id = l.ancestor_id
             and u.external where l.tenant_id = $1 and l.unit_id = r.unit_id))
     from roles r where r.tenant_id = $1 and r.membership_id = m.id), false) as outside,
  (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'role', r.role, 'unit', u.name)
            order by r.role, u.position), '[]')
     from roles r join units u on u.tenant_id = r.tenant_id and u.id = r.unit_id
    where r.tenant_id = $1 and r.membership_id = m.id) as roles,
  (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'unit', u.name, 'from_date', t.from_date,
            'to_date', t.to_date, 'deputy', t.deputy) order by t.from_date desc), '[]')
     from (select a.post_id, a.from_date, a.to_date, false as deputy from appointments a
            where a.tenant_id = $1 and a.membership_id = m.id
           union all select d.post_id, d.from_date, d.to_date, true from deputies d
            where d.tenant_id = $1 and d.membership_id = m.id) t
     join posts s on s.tenant_id = $1 and s.id = t.post_id
     join units u on u.tenant_id = $1 and u.id = s.unit_id) as times
from memberships m join persons p on p.id = m.person_id where m.tenant_id = $1 and m.id = $2"""


async def member(member_id: UUID) -> Member:
    """One member, also one who has left. Raises 404."""
    row = await db().fetchrow(MEMBER, current(), member_id)
    if row is None:
        raise not_found()
    return msgspec.convert(dict(row), Member)
