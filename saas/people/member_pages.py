"""Members: the list, one of them with roles and posts, and what the administrator does to them."""

from __future__ import annotations

from collections.abc import Awaitable
from uuid import UUID

from saas import forms
from saas.people import member_reads as reads
from saas.people.grant import grant
from saas.people.invite import USUAL, Invited, Wish, check_person, invite
from saas.people.leave import leave
from saas.people.places import post_by, unit_by
from saas.people.qr import qr
from saas.people.rejoin import rejoin
from saas.people.revoke import revoke
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside


@page("/members", permit="people.invite")
async def members(visit: Visit) -> View:
    """?q= by name or login, ?left=1 those who have left."""
    return await _list(visit)


@act("POST", "/members", permit="people.invite", alone=True)
async def invitations(visit: Visit) -> View:
    """The link, shown this once; or the form with what has to be mended."""
    given = await forms.fields(visit)
    address = f"{visit.request.app.state.settings.origin}/{visit.tenant.slug}"

    async def work() -> Invited:
        wish = await _wish(given)
        return await invite(wish, by=visit.member, now=visit.now, address=address, locale=visit.locale)

    done, errors = await forms.tried(visit, work())
    if done:
        link = f"{address}/invitation/{done.token}"
        return View("people/link.html", name=given["name"], link=link, code=qr(link), mailed="@" in given["login"])
    async with inside(visit.tenant.id):
        return await _list(visit, given, errors)


@page("/members/{member}", permit="people.invite")
async def member(visit: Visit, member: UUID) -> View:
    return await _member(member)


@act("POST", "/members/{member}/roles", permit="people.invite", alone=True)
async def roles(visit: Visit, member: UUID) -> Go | View:
    given = await forms.fields(visit)

    async def work() -> None:
        await reads.member(member)
        await grant(member, given.get("role", ""), await unit_by(given.get("unit", "")), by=visit.member, now=visit.now)

    return await _back(visit, member, given, work())


@act("POST", "/members/{member}/roles/{role}/withdrawal", permit="people.invite", alone=True)
async def role_withdrawal(visit: Visit, member: UUID, role: UUID) -> Go | View:
    return await _back(visit, member, {}, revoke(member, role, by=visit.member, now=visit.now))


@act("POST", "/members/{member}/departure", permit="people.invite")
async def departure(visit: Visit, member: UUID) -> Go:
    await leave(member, by=visit.member, now=visit.now, today=visit.today)
    return Go(f"/{visit.tenant.slug}/members")


@act("POST", "/members/{member}/return", permit="people.invite", alone=True)
async def comeback(visit: Visit, member: UUID) -> Go | View:
    given = await forms.fields(visit)

    async def work() -> None:
        await reads.member(member)
        await rejoin(member, given.get("role", ""), await unit_by(given.get("unit", "")), by=visit.member, now=visit.now)

    return await _back(visit, member, given, work())


async def _back(visit: Visit, member: UUID, given: dict[str, str], work: Awaitable[None]) -> Go | View:
    """On to the member, or the page once more with what has to be mended."""
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/members/{member}")
    async with inside(visit.tenant.id):
        return await _member(member, given, errors)


async def _member(member: UUID, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    found = await reads.member(member)
    return View("people/member.html", status=422 if errors else 200, member=found, given=given or {}, errors=errors or {})


async def _list(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    asked = visit.request.query_params
    query, left = asked.get("q", "").strip()[:80], bool(asked.get("left"))
    found = await reads.members(forms.page_number(visit), visit.today, query, left=left)
    return View(
        "people/members.html", status=422 if errors else 200, members=found, query=query, left=left,
        given=given or {}, errors=errors or {},
    )  # fmt: skip


async def _wish(given: dict[str, str]) -> Wish:
    """Unit and post by what was chosen, once the rest is right: so that all faults of the person come at once."""
    check_person(given.get("name", ""), given.get("login", "").lower(), given.get("role", ""))
    unit = await unit_by(given["unit"]) if given.get("unit") else None
    post = await post_by(given["post"]) if given.get("post") else None
    days = whole(given.get("days"), 3)
    return Wish(
        given.get("name", ""), given.get("login", "").lower(), given.get("role", ""), unit, post,
        USUAL if days is None else days,
    )  # fmt: skip
