"""The edge: @page reads, @act writes. Who → may they → inside(tenant) → handler → COMMIT → render.

A handler gets a Visit and the ids of the path as UUIDs and returns a View, Go, Data or File. Templates run
after COMMIT, so they get plain values only. The acknowledgement is never sent before the data is durable.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import HttpMethod, Request
from litestar.handlers import HTTPRouteHandler

from saas.bell import UNREAD
from saas.people.permits import may
from saas.refusals import Refused, Stale, not_found
from saas.render import Data, File, Go, Page, View, refusal, rendered, respond
from saas.reply import Reply
from saas.shelf import Shelf
from saas.shell import CSRF, NONCE, cut
from saas.shield import SAFE, YEAR, Shield, new_token, token_hash
from saas.stale import stale_view
from saas.visit import Company, Person, Visit
from saas.words import LOCALES, N_
from tenants import enter, inside

__all__ = ["Data", "File", "Go", "View", "act", "open_act", "open_page", "page", "routes"]

Handler = Callable[..., Awaitable[Any]]
NAMES = frozenset({"slug", "token", "sheet", "code", "figure"})  # path parameters that are text; every other one is a UUID
MEGABYTE = 1_000_000
FORBIDDEN = N_("你的角色不能做这一步。需要时请联系管理员。")
SIGNED_OUT = N_("登录已失效，请重新登录。填写的内容仍在本机。")


@dataclass(frozen=True)
class Route:
    """One address: what the router, the wall test and the role matrix know of it."""

    method: str
    path: str
    permit: str | None
    handler: Handler
    limit: int
    alone: bool
    due: str | None
    reading: str
    ages: bool


@dataclass
class Routes:
    """All addresses of the product, filled by the decorators when the pages are imported."""

    all: list[Route] = field(default_factory=list)

    def add(self, method: str, path: str, permit: str | None, **more: Any) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            options = {"limit": MEGABYTE, "alone": False, "due": None, "reading": "", "ages": False} | more
            self.all.append(Route(method, path, permit, handler, **options))
            return handler

        return register


routes = Routes()
_pages = Shelf()


def page(path: str, permit: str, **more: Any) -> Callable[[Handler], Handler]:
    """A read inside the company: GET /{slug}<path>.

    Pages opened all day name their `reading`: a query over the row `who` of enter() for a mark that differs whenever what
    the page tells has changed. It is answered on the way in and waits in visit.read. Their handlers have no transaction:
    what they read, they keep under the mark. What they give is kept for the same reader in the same standing as long as the
    mark stays, on the same day; for a minute where the page `ages`.
    """
    return routes.add("GET", "/{slug}" + path, permit, **more)


def act(method: str, path: str, permit: str, **more: Any) -> Callable[[Handler], Handler]:
    """A write inside the company. `alone`: the handler makes its own transaction; `due`: load that due check."""
    return routes.add(method, "/{slug}" + path, permit, **more)


def open_page(path: str, **more: Any) -> Callable[[Handler], Handler]:
    """A read without sign-in; the open addresses are a named list in tests/wall/allowed.toml."""
    return routes.add("GET", path, None, **more)


def open_act(path: str, **more: Any) -> Callable[[Handler], Handler]:
    """A write without sign-in (sign in, sign up, accept an invitation)."""
    return routes.add("POST", path, None, **more)


def handlers() -> list[HTTPRouteHandler]:
    """The routes as litestar knows them."""
    return [_handler(route) for route in routes.all]


def _handler(route: Route) -> HTTPRouteHandler:
    async def answer(request: Request) -> Reply:  # type: ignore[type-arg]
        return await _serve(route, request)

    typed = route.path
    for name in _parameters(route.path):
        typed = typed.replace("{" + name + "}", "{" + name + ":str}")
    build = HTTPRouteHandler(
        typed, http_method=[HttpMethod(route.method)], status_code=200, name=f"{route.method} {route.path}",
        request_max_body_size=route.limit, include_in_schema=False,
    )  # fmt: skip
    return build(answer)


def _parameters(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


async def _serve(route: Route, request: Request[Any, Any, Any]) -> Reply:
    shield: Shield = request.app.state.shield
    token = request.cookies.get(shield.session_cookie, "")
    visitor = "" if token else request.cookies.get(shield.visitor_cookie) or new_token()
    visit = Visit(
        request=request, now=request.app.state.clock(), locale=locale_of(request, None), nonce=secrets.token_urlsafe(16),
        csrf=shield.csrf(token or visitor), path=request.scope["path"],
    )  # fmt: skip
    try:
        answer = await _answer(route, visit, shield, token)
    except Stale as stale:
        answer = await stale_view(visit, stale)
    except Refused as refused:
        answer = refusal(visit, refused)
    response = respond(visit, answer)
    if not token and shield.visitor_cookie not in request.cookies:
        response.set_cookie(shield.cookie(shield.visitor_cookie, visitor, YEAR))
    return response


async def _answer(route: Route, visit: Visit, shield: Shield, token: str) -> Any:
    request = visit.request
    ids = _ids(request.path_params)
    if route.permit is not None:
        if not await _enter(route, visit, token, ids):
            return _to_sign_in(route, visit)
        if not visit.inside:
            raise not_found()
    if route.method not in SAFE:
        shield.check_origin(request)
        shield.check_token(await _given_token(request), visit.csrf)
    if route.permit is not None and not may(visit.roles, route.permit):
        raise Refused(403, FORBIDDEN)
    if route.reading:
        return await _kept(route, visit, ids)
    own = not visit.inside or route.alone
    async with nullcontext() if own else inside(visit.tenant.id):
        return await route.handler(visit, **ids)


async def _kept(route: Route, visit: Visit, ids: dict[str, Any]) -> Any:
    """The page of a reading, rendered unless it stands there already. A reading is read each time; so is who comes in."""
    until = visit.now.replace(second=0, microsecond=0) if route.ages else visit.today
    asked = route.path, visit.path, visit.request.scope["query_string"], visit.fragment
    key = (*asked, visit.locale, visit.standing, until, visit.read)
    page = _pages.get(key)
    if page is None:
        stand_in = replace(visit, nonce=NONCE, csrf=CSRF)
        page = _pages.put(key, Page(cut(rendered(stand_in, await route.handler(stand_in, **ids)))))
    return page


async def _enter(route: Route, visit: Visit, token: str, ids: dict[str, Any]) -> bool:
    """Fill the visit from the session; False where nobody is signed in. One round trip."""
    if not token:
        return False
    slug, due = visit.request.path_params["slug"], ids.get(route.due) if route.due else None
    row = await enter(slug, token_hash(token), visit.now, due, reading=route.reading, aside=UNREAD)
    if row is None:
        return False
    visit.person = Person(row["person_id"], row["person_name"], row["login"])
    visit.locale = locale_of(visit.request, row["locale"])
    if row["tenant_id"] is None:
        return True
    visit.tenant = Company(row["tenant_id"], slug, row["tenant_name"], row["zone"])
    visit.member = row["membership_id"]
    units: dict[str, list[UUID]] = {}
    for role, unit in zip(row["roles"] or (), row["role_units"] or (), strict=True):
        units.setdefault(role, []).append(unit)
    visit.roles, visit.role_units = frozenset(units), units
    visit.posts, visit.post_units = row["posts"] or [], row["post_units"] or []
    visit.standing = (
        visit.person, visit.tenant, visit.member, tuple(row["roles"] or ()), tuple(row["role_units"] or ()), tuple(visit.posts)
    )  # fmt: skip
    visit.due, visit.read = row["due"], row["read"] if route.reading else None
    visit.unread = row["aside"]
    return True


def _to_sign_in(route: Route, visit: Visit) -> Any:
    if route.method == "GET" and not visit.fragment:
        return Go(f"/login?next={quote(visit.path)}")
    raise Refused(401, SIGNED_OUT)


def _ids(params: dict[str, Any]) -> dict[str, Any]:
    try:
        return {k: v if k in NAMES else UUID(v) for k, v in params.items() if k != "slug"}
    except ValueError:
        raise not_found() from None


async def _given_token(request: Request[Any, Any, Any]) -> str | None:
    given = request.headers.get("x-csrf-token")
    if given is None and request.headers.get("content-type", "").startswith(
        ("application/x-www-form-urlencoded", "multipart/form-data")
    ):
        given = (await request.form()).get("_csrf")
    return given


def locale_of(request: Request[Any, Any, Any], chosen: str | None) -> str:
    """The cookie of the language switch, else the person's own, else what the browser asks for, else Chinese."""
    for wish in (request.cookies.get("lang"), chosen):
        if wish in LOCALES:
            return wish
    asked = request.headers.get("accept-language", "zh").lower()
    return "en" if asked.startswith("en") else "zh-CN"


def utc_now() -> datetime:
    """The server's clock; tests put their own in app.state.clock."""
    return datetime.now(UTC)
