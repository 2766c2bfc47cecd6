"""Invite somebody into the company: a link that works once, for a few days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from saas import trail
from saas.people.admins import check_place
from saas.people.credentials import check_login
from saas.people.permits import ROLES
from saas.refusals import Problem, Refused
from saas.shield import new_token, token_hash
from saas.words import N_
from tenants import current, db, later

DAYS = (1, 7, 30)
USUAL = 7
NAME_LONGEST = 40


@dataclass(frozen=True)
class Invited:
    """Tokens stand in no table: whoever invites sees `token` once, the letter carries `mailed`."""

    id: UUID
    token: str
    mailed: str


@dataclass(frozen=True)
class Wish:
    """Who is invited, as what and where. Without a unit it is the unit of the post."""

    name: str
    login: str
    role: str
    unit: UUID | None
    post: UUID | None
    days: int = USUAL


async def invite(wish: Wish, *, by: UUID, now: datetime, address: str, locale: str) -> Invited:
    """Write the invitation and ask for the letter; `address` is where the link begins (https://…/slug).

    Raises Refused 422 with a problem at each field, 409 where this login is a member already. An earlier
    open invitation of the same login is withdrawn: only the newest link works.
    """
    check_person(wish.name, wish.login, wish.role)
    unit = await _unit(wish)
    await check_place(wish.role, unit)
    await _check_stranger(wish.login)
    await db().execute(
        """update invitations set withdrawn_at = $3
           where tenant_id = $1 and login = $2 and accepted_at is null and withdrawn_at is null""",
        current(), wish.login, now,
    )  # fmt: skip
    token, mailed = new_token(), new_token()
    made: UUID = await db().fetchval(
        """insert into invitations (tenant_id, token_hash, mailed_hash, login, name, role, unit_id, post_id, invited_by,
                                    created_at, expires_at)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) returning id""",
        current(), token_hash(token), token_hash(mailed), wish.login, wish.name, wish.role, unit, wish.post, by, now,
        expiry(wish.days, now),
    )  # fmt: skip
    await trail.record("invite", "invitation", made, by=by, now=now, role=wish.role)
    await write_letter(wish.login, wish.name, f"{address}/invitation/{mailed}", locale)
    return Invited(made, token, mailed)


def check_person(name: str, login: str, role: str) -> None:
    """Refuse with 422 and a problem at each field of who is invited as what."""
    problems = [p for p in (_name(name), check_login(login), _role(role)) if p]
    if problems:
        raise Refused.all(problems)


def expiry(days: int, now: datetime) -> datetime:
    """When a link made now stops working. Raises 422 for other than the days to choose from."""
    if days not in DAYS:
        raise Refused(422, N_("请选择链接的有效期。"), field="days")
    return now + timedelta(days=days)


async def write_letter(login: str, name: str, link: str, locale: str) -> None:
    """A letter to an e-mail address; to a mobile number the administrator passes the link on."""
    if "@" in login:
        await later("notices.mail", to=login, letter="invitation", locale=locale, name=name, link=link)


def _name(name: str) -> Problem | None:
    if not name:
        return Problem("name", N_("请填写姓名。"))
    if len(name) > NAME_LONGEST or not name.isprintable():
        return Problem("name", N_("姓名最多 %(longest)s 个字，不含特殊字符。"), {"longest": NAME_LONGEST})
    return None


def _role(role: str) -> Problem | None:
    return None if role in ROLES else Problem("role", N_("请选择角色。"))


async def _unit(wish: Wish) -> UUID:
    """The unit of the role; a post brings its own when none is chosen."""
    if wish.post:
        home: UUID | None = await db().fetchval(
            "select unit_id from posts where tenant_id = $1 and id = $2 and closed_on is null",
            current(), wish.post,
        )  # fmt: skip
        if home is None:
            raise Refused(422, N_("请从列表中选择岗位。"), field="post")
        if wish.unit is None:
            return home
    found: UUID | None = await db().fetchval(
        "select id from units where tenant_id = $1 and id = $2 and closed_on is null", current(), wish.unit
    )
    if found is None:
        raise Refused(422, N_("请选择组织单元。"), field="unit")
    return found


async def _check_stranger(login: str) -> None:
    if await db().fetchval(
        """select true from memberships m join persons p on p.id = m.person_id
           where m.tenant_id = $1 and p.login = $2 and m.ended_at is null""",
        current(), login,
    ):  # fmt: skip
        raise Refused(409, N_("这个账号已经是本公司成员。"), field="login")
