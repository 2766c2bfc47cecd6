"""Members and invitations, the link of an invitation, and one's own account."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.people import reads
from saas.people.accept import accept
from saas.people.change_password import change_password
from saas.people.credentials import SHORTEST
from saas.people.invite import Wish, invite
from saas.people.leave import leave
from saas.people.welcome import session_token, welcome
from saas.people.withdraw import withdraw
from saas.refusals import Refused
from saas.visit import Visit
from saas.web import Go, View, act, open_act, open_page, page
from tenants import inside


@page("/members", permit="people.invite")
async def members(visit: Visit) -> View:
    asked = visit.request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1  # noqa: PLR2004
    found = await reads.members(number, visit.today)
    return View("people/members.html", members=found, given={}, errors={}, link=None)


@act("POST", "/members", permit="people.invite", alone=True)
async def invitations(visit: Visit) -> View:
    """The page once more: with the link, shown this once, or with what has to be mended."""
    given = await forms.fields(visit)
    address = f"{visit.request.app.state.settings.origin}/{visit.tenant.slug}"
    done, errors = await forms.tried(
        visit, invite(_wish(given), by=visit.member, now=visit.now, address=address, locale=visit.locale)
    )
    async with inside(visit.tenant.id):
        found = await reads.members(1, visit.today)
    link = f"{address}/invitation/{done.token}" if done else None
    status = 422 if errors else 200
    return View("people/members.html", status=status, members=found, given=given, errors=errors, link=link)


@act("POST", "/invitations/{invitation}/withdrawal", permit="people.invite")
async def withdrawal(visit: Visit, invitation: UUID) -> Go:
    await withdraw(invitation, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/members")


@act("POST", "/members/{member}/departure", permit="people.invite")
async def departure(visit: Visit, member: UUID) -> Go:
    await leave(member, by=visit.member, now=visit.now, today=visit.today)
    return Go(f"/{visit.tenant.slug}/members")


@open_page("/{slug}/invitation/{token}")
async def invitation(visit: Visit, token: str) -> View:
    return await _invitation(visit, token, {})


@open_act("/{slug}/invitation/{token}")
async def acceptance(visit: Visit, token: str) -> Go | View:
    slug, given = visit.request.path_params["slug"], await visit.request.form()
    person = await reads.person_of(session_token(visit), visit.now)
    try:
        session = await accept(
            slug, token, str(given.get("password", "")),
            signed_in=person.id if person else None, now=visit.now, locale=visit.locale,
        )  # fmt: skip
    except Refused as refused:
        if refused.status not in forms.MENDABLE:
            raise
        return await _invitation(visit, token, forms.errors(visit, refused))
    return welcome(visit, session, f"/{slug}")


@open_page("/account")
async def account(visit: Visit) -> Go | View:
    return await _account(visit, {})


@open_act("/account/password")
async def password(visit: Visit) -> Go | View:
    """A new session for this browser; all others have ended."""
    person = await reads.person_of(session_token(visit), visit.now)
    if person is None:
        return Go("/login?next=/account")
    given = await visit.request.form()
    old, new = str(given.get("old", "")), str(given.get("password", ""))
    try:
        return welcome(visit, await change_password(person.id, old, new, now=visit.now), "/account?changed=1")
    except Refused as refused:
        if refused.status not in forms.MENDABLE:
            raise
        return await _account(visit, forms.errors(visit, refused))


async def _invitation(visit: Visit, token: str, errors: dict[str, str]) -> View:
    found = await reads.invitation_by(visit.request.path_params["slug"], token, visit.now)
    person = await reads.person_of(session_token(visit), visit.now)
    return View(
        "people/invitation.html", status=422 if errors else 200, invitation=found, errors=errors,
        signed_in=bool(person and person.login == found.login), shortest=SHORTEST,
    )  # fmt: skip


async def _account(visit: Visit, errors: dict[str, str]) -> Go | View:
    person = await reads.person_of(session_token(visit), visit.now)
    if person is None:
        return Go("/login?next=/account")
    companies = await reads.companies_of(person.id)
    changed = "changed" in visit.request.query_params
    return View(
        "people/account.html", status=422 if errors else 200, person=person, companies=companies,
        errors=errors, changed=changed, shortest=SHORTEST,
    )  # fmt: skip


def _wish(given: dict[str, str]) -> Wish:
    return Wish(
        given.get("name", ""), given.get("login", "").lower(), given.get("role", ""),
        _chosen(given.get("unit")), _chosen(given.get("post")),
    )  # fmt: skip


def _chosen(text: str | None) -> UUID | None:
    """Nothing chosen, or nothing that could be on the list: the verb says what is missing."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
