"""The links of invitations: shown again, withdrawn, printed as cards, and opened by whoever is invited."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.people import reads
from saas.people.accept import accept
from saas.people.credentials import SHORTEST
from saas.people.hand_out import hand_out
from saas.people.invite import USUAL
from saas.people.qr import qr
from saas.people.renew import renew
from saas.people.welcome import session_token, welcome
from saas.people.withdraw import withdraw
from saas.refusals import Refused
from saas.values import as_id
from saas.visit import Visit
from saas.web import Go, View, act, open_act, open_page


@act("POST", "/invitations/{invitation}/withdrawal", permit="people.invite")
async def withdrawal(visit: Visit, invitation: UUID) -> Go:
    await withdraw(invitation, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/members")


@act("POST", "/invitations/{invitation}/renewal", permit="people.invite")
async def renewal(visit: Visit, invitation: UUID) -> View:
    """A new link, shown this once."""
    address = _address(visit)
    done = await renew(invitation, USUAL, by=visit.member, now=visit.now, address=address, locale=visit.locale)
    link = f"{address}/invitation/{done.token}"
    return View("people/link.html", name="", link=link, code=qr(link), mailed=False)


@act("POST", "/invitation-cards", permit="people.invite")
async def cards(visit: Visit) -> View:
    """Cards to print for the invitations that were ticked, or for all open ones."""
    form = await visit.request.form()
    chosen = [one for value in form.getall("invitation", []) if (one := as_id(value))]
    made = await hand_out(chosen, by=visit.member, now=visit.now)
    address = f"{_address(visit)}/invitation/"
    return View("people/cards.html", cards=[(card, qr(address + card.token)) for card in made])


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


async def _invitation(visit: Visit, token: str, errors: dict[str, str]) -> View:
    found = await reads.invitation_by(visit.request.path_params["slug"], token, visit.now)
    person = await reads.person_of(session_token(visit), visit.now)
    return View(
        "people/invitation.html", status=422 if errors else 200, invitation=found, errors=errors,
        signed_in=bool(person and person.login == found.login), shortest=SHORTEST,
    )  # fmt: skip


def _address(visit: Visit) -> str:
    return f"{visit.request.app.state.settings.origin}/{visit.tenant.slug}"
