"""Accept an invitation: person, membership, role and post at once, and a session begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from saas import trail
from saas.calendar import business_date
from saas.people.admins import check_place
from saas.people.credentials import check_password
from saas.people.reads import Invitation, invitation_by
from saas.people.sessions import hash_password, start_session, verify_password
from saas.people.throttle import PER_ACCOUNT, count_attempt, forget
from saas.refusals import Refused
from saas.words import N_
from tenants import current, db, inside, lobby


@dataclass(frozen=True)
class Who:
    """Who opens the link: an existing person's id and whether they have shown who they are, or a new hash."""

    person: UUID | None
    password_hash: str | None


async def accept(slug: str, token: str, password: str, *, signed_in: UUID | None, now: datetime, locale: str) -> str:
    """The token of the new session. `signed_in` is the person of the present session, if any.

    A login that exists joins with its own password, or without one when it is signed in. Raises Refused:
    404 for an unknown link, 410 for one that was used, withdrawn or has expired, 422 at the password.
    """
    found = await invitation_by(slug, token, now)
    who = await _who(found, password, signed_in, now)
    async with inside(found.tenant):
        await _claim(found, now)
        await check_place(found.role, found.unit)
        person = who.person or await _register(found, who.password_hash, locale, now)
        member = await _join(person, found, now)
        await db().execute(
            """insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, $3, $4)
               on conflict do nothing""",
            current(), member, found.role, found.unit,
        )  # fmt: skip
        if found.mailed:
            await db().execute("update persons set mail_proven_at = coalesce(mail_proven_at, $2) where id = $1", person, now)
        await _take_post(member, found, now)
        await forget(f"login:{found.login}")
        await trail.record("accept", "invitation", found.id, by=member, now=now)
        return await start_session(person, now=now)


async def _who(found: Invitation, password: str, signed_in: UUID | None, now: datetime) -> Who:
    async with lobby():
        row = await db().fetchrow("select id, password_hash, disabled_at from persons where login = $1", found.login)
    if row is None:
        problem = check_password(password, found.login)
        if problem:
            raise Refused.all([problem])
        return Who(None, await hash_password(password))
    if row["id"] != signed_in:
        await count_attempt(f"login:{found.login}", now=now, limit=PER_ACCOUNT)
        if not await verify_password(row["password_hash"], password):
            raise Refused(422, N_("密码不对。请填写这个账号原来的密码。"), field="password")
    if row["disabled_at"]:
        raise Refused(422, N_("这个账号已停用，请联系邀请您的人。"), field="password")
    return Who(row["id"], None)


async def _claim(found: Invitation, now: datetime) -> None:
    """Of two who use one link at the same time, one gets in."""
    if not await db().fetchval(
        """update invitations set accepted_at = $3 where tenant_id = $1 and id = $2
           and accepted_at is null and withdrawn_at is null and expires_at > $3 returning true""",
        current(), found.id, now,
    ):  # fmt: skip
        raise Refused(410, N_("这份邀请刚刚用过或已撤回。"))


async def _register(found: Invitation, password_hash: str | None, locale: str, now: datetime) -> UUID:
    person: UUID | None = await db().fetchval(
        """insert into persons (login, name, password_hash, locale, created_at) values ($1, $2, $3, $4, $5)
           on conflict (login) do nothing returning id""",
        found.login, found.name, password_hash, locale, now,
    )  # fmt: skip
    if person is None:
        raise Refused(409, N_("这个账号刚刚注册过，请再提交一次。"), field="password")
    return person


async def _join(person: UUID, found: Invitation, now: datetime) -> UUID:
    """Who left and comes back is the same member again, with the roles of this invitation only."""
    member: UUID = await db().fetchval(
        """insert into memberships as m (tenant_id, person_id, name, joined_at) values ($1, $2, $3, $4)
           on conflict (tenant_id, person_id) do update set ended_at = null, name = excluded.name
           returning id""",
        current(), person, found.name, now,
    )  # fmt: skip
    return member


async def _take_post(member: UUID, found: Invitation, now: datetime) -> None:
    """From the first free day, or a later one that was agreed, unless somebody holds the post by now: a link puts nobody out."""
    if found.post is None:
        return
    await db().execute(
        """insert into appointments (tenant_id, post_id, membership_id, from_date)
           select $1, $2, $3, greatest($4, $5, (select max(to_date) + 1 from appointments
                                                where tenant_id = $1 and post_id = $2))
           where not exists (select from appointments
                             where tenant_id = $1 and post_id = $2 and (to_date is null or from_date > $4))
             and exists (select from posts where tenant_id = $1 and id = $2 and closed_on is null)""",
        current(), found.post, member, business_date(now, found.zone), found.from_date,
    )  # fmt: skip
