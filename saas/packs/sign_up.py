"""A company signs up: tenant, first member and industry pack in one transaction, or nothing at all."""

from __future__ import annotations

import re
from datetime import date, datetime
from uuid import UUID, uuid4

from saas import trail
from saas.calendar import business_date
from saas.packs.shelf import pack_named
from saas.packs.take_up import take_up
from saas.people.ask_proof import ask_proof
from saas.people.credentials import check_login, check_password
from saas.people.sessions import hash_password, verify_password
from saas.people.throttle import PER_ACCOUNT, count_attempt
from saas.refusals import Problem, Refused
from saas.words import N_
from tenants import db, inside, later, lobby

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,38}[a-z0-9]")
# First parts of our own addresses, and names that a stranger could use to pass for us.
RESERVED = frozenset({
    "about", "account", "accounts", "admin", "admins", "api", "app", "assets", "billing", "blog",
    "choose", "companies", "company", "contact", "demo-login", "docs", "download", "favicon", "files",
    "health", "help", "home", "invitation", "invitations", "jingjin", "language", "legal", "login",
    "logout", "mail", "manifest", "manifest.webmanifest", "me", "metrics", "new", "operator",
    "password", "photos", "press", "pricing", "privacy", "public", "root", "security", "service",
    "session", "sessions", "settings", "signin", "signout", "signup", "static", "status", "support",
    "sw.js", "system", "tenant", "tenants", "terms", "test", "vendor", "www",
})  # fmt: skip


async def sign_up(  # noqa: PLR0913  one field of the form each
    company: str, slug: str, pack: str, name: str, login: str, password: str, *,
    now: datetime, locale: str, first_day: date | None = None,
) -> UUID:  # fmt: skip
    """The new tenant's id. Its first member holds the roles admin and executive at the top of the company.

    A login that exists already joins with its own password. Raises Refused: 422 with a problem at each field,
    409 when the web address was taken a moment ago, 429 after too many tries of one login.
    """
    company, name, slug, login = company.strip(), name.strip(), slug.strip().lower(), login.strip().lower()
    problems = [p for p in _problems(company, slug, name, login, password) if p]
    if problems:
        raise Refused.all(problems)
    zone = (await pack_named(pack)).pack.timezone
    person, password_hash = await _person(slug, login, password, now)
    tenant = uuid4()
    # One transaction for the tenant and all it owns: the wall stands before the first row is written.
    async with inside(tenant):
        await _found(tenant, slug, company, pack, locale, zone, now)
        person = person or await _register(login, name, password_hash, locale, now)
        member = await _join(tenant, person, name, now)
        taken = await take_up(pack, by=member, now=now, first_day=first_day)
        for role in ("admin", "executive"):
            await db().execute(
                "insert into roles (tenant_id, membership_id, role, unit_id) values ($1, $2, $3, $4)",
                tenant, member, role, taken.root,
            )  # fmt: skip
        await trail.record("sign_up", "tenant", tenant, by=member, now=now)
        await ask_proof(person, now=now, locale=locale)
        await later("checks.lay_out", day=business_date(now, zone).isoformat())
    return tenant


def _problems(company: str, slug: str, name: str, login: str, password: str) -> list[Problem | None]:
    return [
        _text("company", company, 80, N_("请填写公司名称。")),
        _slug(slug),
        _text("name", name, 40, N_("请填写您的姓名。")),
        check_login(login),
        check_password(password, login),
    ]


def _text(field: str, text: str, longest: int, missing: str) -> Problem | None:
    if not text:
        return Problem(field, missing)
    if len(text) > longest:
        return Problem(field, N_("太长，最多 %(longest)s 个字。"), {"longest": longest})
    return None if text.isprintable() else Problem(field, N_("含有不能显示的字符，请重新输入。"))


def _slug(slug: str) -> Problem | None:
    # ASCII only: no letter of another alphabet can pass for one of these.
    if not SLUG.fullmatch(slug):
        return Problem("slug", N_("网址用 3 到 40 个小写字母、数字或短横线，首尾不用短横线。"))
    return Problem("slug", N_("这个网址由系统保留，请换一个。")) if slug in RESERVED else None


async def _person(slug: str, login: str, password: str, now: datetime) -> tuple[UUID | None, str | None]:
    """The existing person who knows the password, or the hash for a new one."""
    async with lobby():
        taken = await db().fetchval("select true from tenants where slug = $1", slug)
        known = await db().fetchrow("select id, password_hash, disabled_at from persons where login = $1", login)
    if taken:
        raise Refused(422, N_("这个网址已有公司使用，请换一个。"), field="slug")
    if known is None:
        return None, await hash_password(password)
    await count_attempt(f"login:{login}", now=now, limit=PER_ACCOUNT)
    if not await verify_password(known["password_hash"], password) or known["disabled_at"]:
        raise Refused(422, N_("这个账号已经注册过。请填写它原来的密码，或换一个账号。"), field="password")
    return known["id"], None


async def _found(tenant: UUID, slug: str, company: str, pack: str, locale: str, zone: str, now: datetime) -> None:
    """The tenant's own row. Of two who ask for one address at once the second waits, and is refused."""
    created = await db().fetchval(
        """insert into tenants (id, slug, name, industry, locale, zone, created_at)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (slug) do nothing returning id""",
        tenant, slug, company, pack, locale, zone, now,
    )  # fmt: skip
    if created is None:
        raise Refused(409, N_("这个网址刚刚被另一家公司使用，请换一个。"), field="slug")


async def _register(login: str, name: str, password_hash: str | None, locale: str, now: datetime) -> UUID:
    person: UUID | None = await db().fetchval(
        """insert into persons (login, name, password_hash, locale, created_at) values ($1, $2, $3, $4, $5)
           on conflict (login) do nothing returning id""",
        login, name, password_hash, locale, now,
    )  # fmt: skip
    if person is None:
        raise Refused(409, N_("这个账号刚刚注册过，请再提交一次。"), field="login")
    return person


async def _join(tenant: UUID, person: UUID, name: str, now: datetime) -> UUID:
    member: UUID = await db().fetchval(
        """insert into memberships (tenant_id, person_id, name, joined_at) values ($1, $2, $3, $4)
           returning id""",
        tenant, person, name, now,
    )  # fmt: skip
    return member
