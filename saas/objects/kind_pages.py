"""Kinds of objects: what is written down of each, and the rules that sort them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from saas import forms
from saas.objects import kind_reads
from saas.objects.add_kind import add_kind
from saas.objects.change_kind import change_kind
from saas.objects.drop_part import drop_part
from saas.objects.keep_part import keep_part
from saas.objects.parts import PARTS, ROWS
from saas.objects.place_part import place_part
from saas.objects.rules import conditions, rows_of
from saas.org.given import Given
from saas.refusals import not_found
from saas.values import whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from tenants import inside

Errors = dict[str, str]


@page("/kinds", permit="object.edit")
async def kinds(visit: Visit) -> View:
    return await _kinds({}, {})


@act("POST", "/kinds", permit="object.edit", alone=True)
async def addition(visit: Visit) -> Go | View:
    given = Given(await forms.fields(visit))
    done, errors = await forms.tried(visit, add_kind(given, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/kinds/{done}")
    async with inside(visit.tenant.id):
        return await _kinds(dict(given.fields), errors)


@page("/kinds/{kind}", permit="object.edit")
async def kind(visit: Visit, kind: UUID) -> View:
    return await _kind(kind)


@act("POST", "/kinds/{kind}", permit="object.edit", alone=True)
async def change(visit: Visit, kind: UUID) -> Go | View:
    async def work(given: Given) -> None:
        await change_kind(kind, given, given.edition(), by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, kind, work)


@act("POST", "/kinds/{kind}/order", permit="object.edit", alone=True)
async def order(visit: Visit, kind: UUID) -> Go | View:
    async def work(given: Given) -> None:
        part, at = _place(given)
        await place_part(
            kind, part, at or 0, given.text("step"), given.edition(), by=visit.member, now=visit.now, today=visit.today
        )

    return await _act(visit, kind, work)


@act("POST", "/kinds/{kind}/removal", permit="object.edit", alone=True)
async def removal(visit: Visit, kind: UUID) -> Go | View:
    async def work(given: Given) -> None:
        part, at = _place(given)
        await drop_part(kind, part, -1 if at is None else at, given.edition(), by=visit.member, now=visit.now, today=visit.today)

    return await _act(visit, kind, work)


@page("/kinds/{kind}/part", permit="object.edit")
async def part_form(visit: Visit, kind: UUID) -> View:
    """?part= attributes, segments, stages, overlaps or playbook; ?at= its place, none for a new one."""
    return await _part(visit, kind, Given(dict(visit.request.query_params)), {}, sent=False)


@act("POST", "/kinds/{kind}/part", permit="object.edit", alone=True)
async def part(visit: Visit, kind: UUID) -> Go | View:
    """Kept; or, with `preview`, only how many objects would fulfil the conditions."""
    given = Given(await forms.fields(visit))
    form = await visit.request.form()
    errors: Errors = {}
    if not given.text("preview"):
        _, errors = await forms.tried(visit, _keep(visit, kind, given, lambda name: [str(one) for one in form.getall(name, [])]))
        if not errors:
            return Go(f"/{visit.tenant.slug}/kinds/{kind}#{given.text('part')}")
    async with inside(visit.tenant.id):
        return await _part(visit, kind, given, errors, sent=True)


async def _keep(visit: Visit, kind: UUID, given: Given, many: Callable[[str], list[str]]) -> None:
    name, at = _place(given)
    await keep_part(kind, name, at, given, many, by=visit.member, now=visit.now, today=visit.today)


async def _act(visit: Visit, kind: UUID, work: Callable[[Given], Awaitable[None]]) -> Go | View:
    given = Given(await forms.fields(visit))
    _, errors = await forms.tried(visit, work(given))
    if not errors:
        return Go(f"/{visit.tenant.slug}/kinds/{kind}#{given.text('part')}")
    async with inside(visit.tenant.id):
        return await _kind(kind, dict(given.fields), errors)


async def _kinds(given: dict[str, str], errors: Errors) -> View:
    return View("objects/kinds.html", status=422 if errors else 200, kinds=await kind_reads.listed(), given=given, errors=errors)


async def _kind(kind: UUID, given: dict[str, str] | None = None, errors: Errors | None = None) -> View:
    found = await kind_reads.kind(kind)
    return View("objects/kind.html", status=422 if errors else 200, kind=found, given=given or {}, errors=errors or {})


async def _part(visit: Visit, kind: UUID, given: Given, errors: Errors, *, sent: bool) -> View:
    found = await kind_reads.kind(kind)
    name, at = _place(given)
    rows: list[dict[str, Any]] = getattr(found, name)
    if at is not None and at >= len(rows):
        raise not_found()
    was = rows[at] if at is not None else {}
    known = {one.code: one for one in found.wanted}
    fits = None
    if given.text("preview"):
        when, problems = conditions(given.fields, known, ROWS)
        errors = {one.field: one.message for one in problems}
        fits = None if problems else await kind_reads.fitting(kind, when, given.text("join"))
    form = await visit.request.form() if sent else None
    return View(
        "objects/part.html", status=422 if errors and not given.text("preview") else 200, kind=found, part=name, at=at, was=was,
        rows=_rows(given) if sent else list(rows_of(was.get("when", ()), known)), most=ROWS, fits=fits, errors=errors,
        names=await kind_reads.nameable(visit.today) if name == "playbook" else {},
        given=dict(given.fields) if sent else {}, chosen={key: form.getall(key) for key in form} if form else {},
    )  # fmt: skip


def _rows(given: Given) -> list[dict[str, str]]:
    rows = [{part: given.text(f"c{n}_{part}") for part in ("attribute", "op", "value")} for n in range(1, ROWS + 1)]
    return [row for row in rows if row["attribute"]]


def _place(given: Given) -> tuple[str, int | None]:
    """The part and the place in it. Raises 404."""
    name, at = given.text("part"), whole(given.text("at"), 3)
    if name not in PARTS or (at is None and given.text("at")):
        raise not_found()
    return name, at
