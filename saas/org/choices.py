"""What a field proposes while somebody types: the first few that fit, told by code (or login) and name."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from saas.org.reads import pattern
from saas.people.places import first_word
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db

Text = dict[str, str]
FEW = 20

UNITS = """
select u.code as key, u.name, l.name as more from units u join layers l on l.tenant_id = u.tenant_id and l.id = u.layer_id
 where u.tenant_id = $1 and u.closed_on is null and u.words like $2 order by u.position, u.code limit $3"""
POSTS = """
select p.code as key, p.name, u.name as more from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
 where p.tenant_id = $1 and p.closed_on is null and p.words like $2 order by p.code limit $3"""
VACANT = """
select p.code as key, p.name, u.name as more from posts p join units u on u.tenant_id = p.tenant_id and u.id = p.unit_id
 where p.tenant_id = $1 and p.closed_on is null and p.words like $2 and not exists (
       select from appointments a where a.tenant_id = $1 and a.post_id = p.id and a.to_date is null)
 order by p.code limit $3"""
# By part of the name, or by how the login begins: people are many, and logins are everybody's.
MEMBERS = """
select p.login as key, jsonb_build_object('zh', f.name) as name, null::jsonb as more
  from ((select m.name, m.person_id from memberships m
          where m.tenant_id = $1 and m.ended_at is null and m.name ilike $2 limit $3)
        union
        (select m.name, m.person_id from persons b join memberships m on m.tenant_id = $1 and m.person_id = b.id
          where b.login like substr($2, 2) and length($2) > 4 and m.ended_at is null limit $3)) f
  join persons p on p.id = f.person_id order by f.name, p.login limit $3"""


@dataclass(frozen=True)
class Choice:
    """`key` is what the form sends, with the name behind it: its first word tells."""

    key: str
    name: Text
    more: Text | None


async def choices(statement: str, typed: str) -> list[Choice]:
    """At most twenty. Who chose one and comes back sees that one again."""
    found = await db().fetch(statement, current(), pattern(typed), FEW)
    if not found and first_word(typed) != typed:
        found = await db().fetch(statement, current(), pattern(first_word(typed)), FEW)
    return [Choice(**dict(row)) for row in found]


async def member_by(said: str, field: str = "member") -> UUID:
    """A member of today by id or login, with or without the name behind it. Raises Refused 422 at the field."""
    key = first_word(said)
    found: UUID | None = await db().fetchval(
        """select m.id from memberships m join persons p on p.id = m.person_id
            where m.tenant_id = $1 and m.ended_at is null and (m.id::text = $2 or p.login = lower($2))""",
        current(), key,
    )  # fmt: skip
    if found is None:
        raise Refused(422, N_("请从成员中选择任职人。"), field=field)
    return found
