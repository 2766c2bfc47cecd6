"""Who stands behind a link or a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.refusals import Refused, not_found
from saas.shield import token_hash
from saas.visit import Person
from saas.words import N_
from tenants import db, inside, lobby

Text = dict[str, str]


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
    from_date: date | None


async def invitation_by(slug: str, token: str, now: datetime) -> Invitation:
    """The open invitation behind a link. Raises 404 for no such link, 410 for one that no longer works."""
    async with lobby():
        company = await db().fetchrow("select id, name, zone from tenants where slug = $1 and suspended_at is null", slug)
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
        row["mailed"], row["from_date"],
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


async def first_company(person: UUID) -> UUID | None:
    """The company in whose name a letter to this person leaves."""
    async with lobby():
        found: UUID | None = await db().fetchval(
            "select t.id from tenants_of($1) o join tenants t on t.slug = o.slug order by t.created_at limit 1", person
        )
    return found


async def mail_of(person: UUID) -> str:
    """none, unproven or proven: whether the login is an e-mail address, and known to be this person's."""
    async with lobby():
        row = await db().fetchrow("select login, mail_proven_at from persons where id = $1", person)
    if "@" not in row["login"]:
        return "none"
    return "proven" if row["mail_proven_at"] else "unproven"
