"""The page of the tokens, and the description for people."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from saas import forms
from saas.api import (  # noqa: F401 – their addresses
    budgeted,
    judged,
    ledger,
    measured,
    modelled,
    noted,
    organisation,
    peers,
    reads,
    results,
    rulebook,
    work,
)  # fmt: skip
from saas.api.describe import described
from saas.api.grant import DAYS, grant
from saas.api.limits import REQUESTS
from saas.api.revoke import revoke
from saas.api.scopes import SCOPES
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

FIRST: dict[str, Any] = {"name": "", "scopes": [], "days": "90"}


@page("/interface", permit="api.edit")
async def interface(visit: Visit) -> View:
    return await _page(visit, {}, None, 200, FIRST)


@act("POST", "/interface/tokens", permit="api.edit", alone=True)
async def addition(visit: Visit) -> View:
    given, scopes = await forms.fields(visit), [str(one) for one in (await visit.request.form()).getall("scopes", [])]
    made = grant(given.get("name", ""), scopes, whole(given.get("days"), 3) or 0, by=visit.member, now=visit.now)
    token, errors = await forms.tried(visit, made)
    async with inside(visit.tenant.id):
        return await _page(visit, errors, token, 422 if errors else 200, FIRST if token else FIRST | given | {"scopes": scopes})


@act("POST", "/interface/tokens/{access}/revocation", permit="api.edit")
async def revocation(visit: Visit, access: UUID) -> Go:
    await revoke(access, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/interface")


@page("/interface/description", permit="api.edit")
async def description(visit: Visit) -> View:
    document = msgspec.json.decode(described(visit.locale))
    return View("api/description.html", document=document, address=_address(visit), operations=_operations(document))


async def _page(visit: Visit, errors: dict[str, Any], token: str | None, status: int, given: dict[str, Any]) -> View:
    return View(
        "api/interface.html", status=status, tokens=await reads.tokens(), scopes=SCOPES, days=DAYS, errors=errors, token=token,
        given=given, address=_address(visit), requests=REQUESTS,
    )  # fmt: skip


def _address(visit: Visit) -> str:
    return f"{visit.request.app.state.settings.origin}/api/v1/{visit.tenant.slug}"


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(method.upper(), path, told) for path, each in document["paths"].items() for method, told in each.items()]
