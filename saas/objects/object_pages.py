"""One object: its page, its form, its territory, its stage, its end."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from saas import forms
from saas.objects import ground_reads, kind_reads, object_reads
from saas.objects.add_object import add_object
from saas.objects.change_object import change_object
from saas.objects.move_object import move_object
from saas.objects.restore_object import restore_object
from saas.objects.retire_object import retire_object
from saas.objects.scope import units_of
from saas.objects.set_stage import set_stage
from saas.org.given import Given
from saas.people.qr import qr
from saas.refusals import not_found
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

MISSING = N_("请选择一块区域。")


@page("/objects/{thing}", permit="object.look")
async def object_(visit: Visit, thing: UUID) -> View:
    return await _object(visit, thing)


def label_address(visit: Visit, code: str) -> str:
    """What a label holds: short, and it ends with the code."""
    return f"{visit.request.app.state.settings.origin}/{visit.tenant.slug}/o/{code}"


@page("/o/{code}", permit="object.look")
async def label(visit: Visit, code: str) -> Go:
    """Where a label leads."""
    return Go(f"/{visit.tenant.slug}/objects/{await object_reads.by_code(code, units_of(visit))}")


@page("/objects/addition", permit="object.edit")
async def addition_form(visit: Visit) -> View:
    return await _form(visit, await _kind_asked(visit.request.query_params.get("kind", "")))


@act("POST", "/objects", permit="object.edit", alone=True)
async def addition(visit: Visit) -> Go | View:
    given = Given(await forms.fields(visit))
    async with inside(visit.tenant.id):
        kind = await _kind_asked(given.text("kind"))
    done, errors = await forms.tried(visit, add_object(kind, given, by=visit.member, now=visit.now, today=visit.today))
    if not errors:
        return Go(f"/{visit.tenant.slug}/objects/{done}")
    async with inside(visit.tenant.id):
        return await _form(visit, kind, None, dict(given.fields), errors)


@page("/objects/{thing}/change", permit="object.edit")
async def change_form(visit: Visit, thing: UUID) -> View:
    found = await object_reads.object_(thing, None)
    return await _form(visit, found.kind_id, found)


@act("POST", "/objects/{thing}/change", permit="object.edit", alone=True)
async def change(visit: Visit, thing: UUID) -> Go | View:
    given = Given(await forms.fields(visit))
    work = change_object(thing, given, given.edition(), by=visit.member, now=visit.now, today=visit.today)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/objects/{thing}")
    async with inside(visit.tenant.id):
        found = await object_reads.object_(thing, None)
        return await _form(visit, found.kind_id, found, dict(given.fields), errors)


@act("POST", "/objects/{thing}/territory", permit="object.edit", alone=True)
async def territory(visit: Visit, thing: UUID) -> Go | View:
    async def work(given: Given) -> None:
        ground, on = forms.ident(given.fields, "territory", MISSING), forms.day(given.fields, "from_date")
        await move_object(thing, ground, on, why=given.text("why")[:200], by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, thing, "territory", work)


@act("POST", "/objects/{thing}/stage", permit="object.edit", alone=True)
async def stage(visit: Visit, thing: UUID) -> Go | View:
    """`stage` "rule" gives it back to the rules of the kind."""

    async def work(given: Given) -> None:
        why = given.reason("why")
        given.done()
        chosen = None if given.text("stage") == "rule" else given.text("stage")
        await set_stage(thing, chosen, why=why, by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, thing, "stage", work)


@act("POST", "/objects/{thing}/retirement", permit="object.edit", alone=True)
async def retirement(visit: Visit, thing: UUID) -> Go | View:
    async def work(given: Given) -> None:
        on, why = forms.day(given.fields, "retired_on"), given.reason("why")
        given.done()
        await retire_object(thing, on, given.edition(), why=why, by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, thing, "retirement", work)


@act("POST", "/objects/{thing}/return", permit="object.edit", alone=True)
async def restoration(visit: Visit, thing: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await restore_object(thing, given.edition(), by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, thing, "return", work)


async def _act(visit: Visit, thing: UUID, kind: str, work: Callable[[Given], Awaitable[None]]) -> Go | View:
    given = Given(await forms.fields(visit))
    _, errors = await forms.tried(visit, work(given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/objects/{thing}")
    async with inside(visit.tenant.id):
        return await _object(visit, thing, kind, dict(given.fields), errors)


async def _object(
    visit: Visit, thing: UUID, wrong: str = "", given: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> View:
    """The page of one object; after a refused form once more, with that form open."""
    found = await object_reads.object_(thing, units_of(visit))
    edits = visit.may("object.edit") and found.retired_on is None
    return View(
        "objects/object.html", status=422 if errors else 200, thing=found,
        plays=await object_reads.told(found.plays, visit.today),
        territories=await ground_reads.for_object(thing) if edits and found.divided else [],
        lies=found.lies_in(visit.today), code=qr(label_address(visit, found.code)), wrong=wrong,
        given=given or {}, errors=errors or {},
    )  # fmt: skip


async def _form(
    visit: Visit, kind: UUID, thing: object_reads.Object | None = None, given: dict[str, str] | None = None,
    errors: dict[str, str] | None = None,
) -> View:  # fmt: skip
    of: Any = await kind_reads.kind(kind)
    return View(
        "objects/object_form.html", status=422 if errors else 200, kind=of, thing=thing, given=given or {}, errors=errors or {}
    )


async def _kind_asked(code: str) -> UUID:
    """Raises 404 for a kind that there is not."""
    found = await kind_reads.by_code(code)
    if found is None:
        raise not_found()
    return found
