"""One's own account: password, companies, and whether the e-mail address is proven."""

from __future__ import annotations

from saas import forms
from saas.people import reads
from saas.people.ask_proof import ask_proof
from saas.people.change_password import change_password
from saas.people.credentials import SHORTEST
from saas.people.prove import prove
from saas.people.welcome import session_token, welcome
from saas.refusals import Refused
from saas.visit import Visit
from saas.web import Go, View, open_act, open_page
from tenants import inside

SIGN_IN = "/login?next=/account"


@open_page("/account")
async def account(visit: Visit) -> Go | View:
    return await _account(visit, {})


@open_act("/account/password")
async def password(visit: Visit) -> Go | View:
    """A new session for this browser; all others have ended."""
    person = await reads.person_of(session_token(visit), visit.now)
    if person is None:
        return Go(SIGN_IN)
    given = await visit.request.form()
    old, new = str(given.get("old", "")), str(given.get("password", ""))
    try:
        return welcome(visit, await change_password(person.id, old, new, now=visit.now), "/account?changed=1")
    except Refused as refused:
        if refused.status not in forms.MENDABLE:
            raise
        return await _account(visit, forms.errors(visit, refused))


@open_act("/account/mail")
async def mail(visit: Visit) -> Go:
    """Send the letter with the link; it leaves in the name of the person's first company."""
    person = await reads.person_of(session_token(visit), visit.now)
    if person is None:
        return Go(SIGN_IN)
    company = await reads.first_company(person.id)
    if company:
        async with inside(company):
            await ask_proof(person.id, now=visit.now, locale=visit.locale)
    return Go("/account?sent=1")


@open_page("/account/mail/{token}")
async def proof(visit: Visit, token: str) -> View:
    """A button, because some mail servers open every link they pass on."""
    return View("people/proof.html", token=token, done=False)


@open_act("/account/mail/{token}")
async def proving(visit: Visit, token: str) -> View:
    await prove(token, now=visit.now)
    return View("people/proof.html", token=token, done=True)


async def _account(visit: Visit, errors: dict[str, str]) -> Go | View:
    person = await reads.person_of(session_token(visit), visit.now)
    if person is None:
        return Go(SIGN_IN)
    companies = await reads.companies_of(person.id)
    asked = visit.request.query_params
    return View(
        "people/account.html", status=422 if errors else 200, person=person, companies=companies,
        mail=await reads.mail_of(person.id), errors=errors, changed="changed" in asked, sent="sent" in asked, shortest=SHORTEST,
    )  # fmt: skip
