"""A company signs up, and sees what it was born with."""

from __future__ import annotations

from saas import forms
from saas.duties.reads import state
from saas.packs import pack_pages  # noqa: F401 – their addresses
from saas.packs.reads import set_up
from saas.packs.shelf import offers
from saas.packs.sign_up import sign_up
from saas.people.credentials import SHORTEST
from saas.people.sign_in import sign_in
from saas.people.throttle import count_attempt
from saas.people.welcome import welcome
from saas.refusals import Refused
from saas.visit import Visit
from saas.web import Go, View, open_act, open_page, page

PER_ADDRESS = 20
NAMES = ("company", "slug", "pack", "name", "login")


@open_page("/signup")
async def sign_up_page(visit: Visit) -> View:
    return await _form(visit, {}, {})


@open_act("/signup")
async def signup(visit: Visit) -> Go | View:
    """Found the company, sign its first member in and show what was made."""
    form = await visit.request.form()
    given = {name: str(form.get(name, ""))[: forms.LONGEST] for name in NAMES}
    password = str(form.get("password", ""))
    address = visit.request.client.host if visit.request.client else "?"
    await count_attempt(f"signup:{address}", now=visit.now, limit=PER_ADDRESS)
    try:
        await sign_up(
            given["company"], given["slug"], given["pack"], given["name"], given["login"], password,
            now=visit.now, locale=visit.locale,
        )  # fmt: skip
    except Refused as refused:
        if refused.status not in forms.MENDABLE:
            raise
        return await _form(visit, given, forms.errors(visit, refused))
    done = await sign_in(given["login"], password, address=address, now=visit.now)
    return welcome(visit, done.token, f"/{given['slug'].strip().lower()}/setup")


@page("/setup", permit="people.invite")
async def setup(visit: Visit) -> View:
    return View("packs/setup.html", made=await set_up(visit.today), gaps=await state(visit.leads()))


async def _form(visit: Visit, given: dict[str, str], errors: dict[str, str]) -> View:
    return View(
        "packs/sign_up.html", status=422 if errors else 200, given=given, errors=errors,
        packs=await offers(), origin=visit.request.app.state.settings.origin, shortest=SHORTEST,
    )  # fmt: skip
