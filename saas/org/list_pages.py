"""Layers and job titles as lists to keep, and what fields propose while somebody types."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from saas import forms
from saas.org import choices, reads
from saas.org.add_layer import add_layer
from saas.org.add_title import add_title
from saas.org.change_title import change_title
from saas.org.given import Given
from saas.org.order_layer import order_layer
from saas.org.remove_layer import remove_layer
from saas.org.remove_title import remove_title
from saas.org.rename_layer import rename_layer
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

Work = Callable[[Given], Awaitable[object]]
READ = {"layers": reads.layers, "job-titles": reads.titles}


@page("/layers", permit="org.edit")
async def layers(visit: Visit) -> View:
    return await _list("layers")


@act("POST", "/layers", permit="org.edit", alone=True)
async def layer_addition(visit: Visit) -> Go | View:
    return await _act(visit, "layers", lambda given: add_layer(given, by=visit.member, now=visit.now))


@act("POST", "/layers/{layer}", permit="org.edit", alone=True)
async def layer_name(visit: Visit, layer: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await rename_layer(layer, given, given.edition(), by=visit.member, now=visit.now)

    return await _act(visit, "layers", work, layer)


@act("POST", "/layers/{layer}/order", permit="org.edit")
async def layer_order(visit: Visit, layer: UUID) -> Go:
    given = await forms.fields(visit)
    await order_layer(layer, given.get("step", ""), by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/layers")


@act("POST", "/layers/{layer}/removal", permit="org.edit")
async def layer_removal(visit: Visit, layer: UUID) -> Go:
    await remove_layer(layer, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/layers")


@page("/job-titles", permit="org.edit")
async def titles(visit: Visit) -> View:
    return await _list("job-titles")


@act("POST", "/job-titles", permit="org.edit", alone=True)
async def title_addition(visit: Visit) -> Go | View:
    return await _act(visit, "job-titles", lambda given: add_title(given, by=visit.member, now=visit.now))


@act("POST", "/job-titles/{title}", permit="org.edit", alone=True)
async def title_change(visit: Visit, title: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await change_title(title, given, given.edition(), by=visit.member, now=visit.now)

    return await _act(visit, "job-titles", work, title)


@act("POST", "/job-titles/{title}/removal", permit="org.edit")
async def title_removal(visit: Visit, title: UUID) -> Go:
    await remove_title(title, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/job-titles")


@page("/choices/units", permit="org.edit")
async def choose_unit(visit: Visit) -> View:
    return await _choices(visit, choices.UNITS)


@page("/choices/posts", permit="org.edit")
async def choose_post(visit: Visit) -> View:
    """?vacant=1: those that nobody holds."""
    return await _choices(visit, choices.VACANT if visit.request.query_params.get("vacant") else choices.POSTS)


@page("/choices/members", permit="people.appoint")
async def choose_member(visit: Visit) -> View:
    return await _choices(visit, choices.MEMBERS)


async def _choices(visit: Visit, statement: str) -> View:
    """What was typed comes under the name of the field that asks."""
    typed = next((text for name, text in visit.request.query_params.items() if name != "vacant"), "")
    return View("org/choices.html", choices=await choices.choices(statement, typed))


async def _act(visit: Visit, kind: str, work: Work, thing: UUID | None = None) -> Go | View:
    """Back to the list, or the form of the one thing once more with what has to be mended."""
    given = Given(await forms.fields(visit))
    _, errors = await forms.tried(visit, work(given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/{kind}")
    async with inside(visit.tenant.id):
        return await _list(kind, dict(given.fields), errors, thing)


async def _list(
    kind: str, given: dict[str, str] | None = None, errors: dict[str, str] | None = None,
    thing: UUID | None = None,
) -> View:  # fmt: skip
    return View(
        "org/list.html", status=422 if errors else 200, kind=kind, rows=await READ[kind](), given=given or {},
        errors=errors or {}, wrong=thing,
    )  # fmt: skip
