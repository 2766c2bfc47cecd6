"""The organisation as a tree, a post with its duties, and who holds it."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.org import reads
from saas.org.appoint import appoint
from saas.org.vacate import vacate
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

NOBODY = N_("请从成员中选择任职人。")


@page("/organisation", permit="org.read")
async def organisation(visit: Visit) -> View:
    return View("org/organisation.html", org=await reads.organisation(visit.today))


@page("/posts/{post}", permit="org.read")
async def post(visit: Visit, post: UUID) -> View:
    return View("org/post.html", post=await reads.post(post, visit.today), given={}, errors={})


@act("POST", "/posts/{post}/appointment", permit="people.appoint", alone=True)
async def appointment(visit: Visit, post: UUID) -> Go | View:
    given = await forms.fields(visit)

    async def work() -> UUID:
        member, first = forms.ident(given, "member", NOBODY), forms.day(given, "from_date")
        return await appoint(post, member, first, by=visit.member, now=visit.now, today=visit.today)

    _, errors = await forms.tried(visit, work())
    return await _back(visit, post, given, errors)


@act("POST", "/posts/{post}/vacancy", permit="people.appoint", alone=True)
async def vacancy(visit: Visit, post: UUID) -> Go | View:
    given = await forms.fields(visit)

    async def work() -> None:
        await vacate(post, forms.day(given, "to_date"), by=visit.member, now=visit.now)

    _, errors = await forms.tried(visit, work())
    return await _back(visit, post, given, errors)


async def _back(visit: Visit, post: UUID, given: dict[str, str], errors: dict[str, str]) -> Go | View:
    """On to the post, or the form once more with what has to be mended."""
    if not errors:
        return Go(f"/{visit.tenant.slug}/posts/{post}")
    async with inside(visit.tenant.id):
        found = await reads.post(post, visit.today)
    return View("org/post.html", status=422, post=found, given=given, errors=errors)
