"""Sign-in, sign-out, language, and the way from / to where a person works."""

from __future__ import annotations

from saas.people import account_pages, link_pages, member_pages, type_pages  # noqa: F401 – their addresses
from saas.people.sessions import LIFETIME, end_session
from saas.people.sign_in import sign_in
from saas.refusals import Refused
from saas.shield import YEAR, Shield, token_hash
from saas.visit import Visit
from saas.web import Data, Go, View, open_act, open_page, page
from saas.words import LOCALES
from tenants import db, lobby

# The first role that a person holds decides.
HOMES = {"admin": "setup", "executive": "home", "leader": "home", "staff": "today"}


@open_page("/")
async def front(visit: Visit) -> Go:
    """Signed in: on to the company (or the choice of companies); else the sign-in page."""
    found = await _companies(visit)
    if not found:
        return Go("/login")
    return Go(f"/{found[0][0]}" if len(found) == 1 else "/companies")


@open_page("/login")
async def login_page(visit: Visit) -> View:
    onward = _inner(visit.request.query_params.get("next"))
    return View("people/sign_in.html", login="", next=onward, problems=[], message=None)


@open_act("/login")
async def login(visit: Visit) -> Go | View:
    form = await visit.request.form()
    name, onward = str(form.get("login", "")), _inner(form.get("next"))
    try:
        done = await sign_in(name, str(form.get("password", "")), address=_address(visit), now=visit.now)
    except Refused as refused:
        if refused.status == 429:  # noqa: PLR2004
            raise
        return View(
            "people/sign_in.html", status=422, login=name, next=onward, problems=refused.problems, message=refused.message
        )
    shield: Shield = visit.request.app.state.shield
    cookie = shield.cookie(shield.session_cookie, done.token, int(LIFETIME.total_seconds()))
    to = onward or ("/companies" if len(done.tenants) > 1 else "/")
    return Go(to, cookies=(cookie,), drop=(shield.visitor_cookie,))


@open_page("/companies")
async def companies(visit: Visit) -> View | Go:
    """For people who belong to several companies."""
    found = await _companies(visit)
    return View("people/choose.html", companies=found) if found else Go("/login")


@open_act("/logout")
async def logout(visit: Visit) -> Go:
    shield: Shield = visit.request.app.state.shield
    async with lobby():
        await end_session(visit.request.cookies.get(shield.session_cookie, ""))
    return Go("/login", drop=(shield.session_cookie,))


@open_act("/language")
async def language(visit: Visit) -> Go:
    """The language switch: a cookie for this browser, and the person's own choice where signed in."""
    form = await visit.request.form()
    chosen = form.get("locale")
    if chosen not in LOCALES:
        return Go("/")
    shield: Shield = visit.request.app.state.shield
    async with lobby():
        await db().execute(
            """update persons set locale = $2
                where id = (select person_id from sessions where token_hash = $1 and expires_at > $3)""",
            token_hash(visit.request.cookies.get(shield.session_cookie, "")), chosen, visit.now,
        )  # fmt: skip
    return Go(_inner(form.get("next")) or "/", cookies=(shield.cookie("lang", chosen, YEAR),))


@open_page("/health")
async def health(visit: Visit) -> Data:
    """For the launcher and load balancers: the database answers."""
    async with lobby():
        return Data({"ok": await db().fetchval("select true")})


@page("", permit="home.read")
async def home(visit: Visit) -> Go:
    """Where this person's day starts. A leader from outside has a queue and no pictures of the company."""
    found = next((home for role, home in HOMES.items() if role in visit.roles), "today")
    return Go(f"/{visit.tenant.slug}/{found if found != 'home' or visit.may('dashboard.read') else 'reviews'}")


async def _companies(visit: Visit) -> list[tuple[str, str]]:
    shield: Shield = visit.request.app.state.shield
    token = visit.request.cookies.get(shield.session_cookie)
    if not token:
        return []
    async with lobby():
        found = await db().fetch(
            """select t.slug, t.name from sessions s join persons p on p.id = s.person_id and p.disabled_at is null,
                      tenants_of(s.person_id) t where s.token_hash = $1 and s.expires_at > $2""",
            token_hash(token), visit.now,
        )  # fmt: skip
    return [(row["slug"], row["name"]) for row in found]


def _inner(address: object) -> str:
    """An address within this site, else nothing: a link in a mail must not lead elsewhere after sign-in."""
    text = str(address or "")
    return text if text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() else ""


def _address(visit: Visit) -> str:
    client = visit.request.client
    return client.host if client else "?"
