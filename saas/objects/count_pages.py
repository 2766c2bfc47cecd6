"""Counting on the phone: begin, count blind, explain, end; a second person posts."""

from __future__ import annotations

from collections.abc import Awaitable
from uuid import UUID

from saas import forms
from saas.objects import count_reads, kind_reads
from saas.objects.drop_count import drop_count
from saas.objects.end_count import end_count
from saas.objects.note_count import note_count
from saas.objects.post_count import post_count
from saas.objects.scan_count import scan_count
from saas.objects.scope import units_of
from saas.objects.start_count import start_count
from saas.values import as_id, whole
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

ASKED = ("left", "off")


@page("/counts", permit="object.count")
async def counts(visit: Visit) -> View:
    return await _counts(visit, {}, {})


@act("POST", "/counts", permit="object.count", alone=True)
async def start(visit: Visit) -> Go | View:
    given = await forms.fields(visit)

    async def work() -> UUID:
        kind, unit = forms.ident(given, "kind", N_("请选择盘哪一类。")), forms.ident(given, "unit", N_("请选择在哪个单元盘。"))
        return await start_count(kind, unit, units=units_of(visit), by=visit.member, now=visit.now)

    made, errors = await forms.tried(visit, work())
    if made:
        return Go(f"/{visit.tenant.slug}/counts/{made}")
    async with inside(visit.tenant.id):
        return await _counts(visit, given, errors)


@page("/counts/{count}", permit="object.count")
async def count(visit: Visit, count: UUID) -> View:
    """?show=left: what is still to be counted, off: what differs."""
    return await _count(visit, count, {}, {})


@act("POST", "/counts/{count}/line", permit="object.count", alone=True)
async def line(visit: Visit, count: UUID) -> Go | View:
    given = await forms.fields(visit)

    async def work() -> UUID:
        thing = forms.ident(given, "thing", N_("请从列表中选择。"))
        await note_count(
            count, thing, given.get("figure", ""), given.get("counted", ""), given.get("why", ""), units=units_of(visit),
            by=visit.member, now=visit.now,
        )  # fmt: skip
        return thing

    thing, errors = await forms.tried(visit, work())
    if thing:
        return Go(f"/{visit.tenant.slug}/counts/{count}{_kept(given)}#o-{thing}")
    async with inside(visit.tenant.id):
        return await _count(visit, count, given, errors)


@act("POST", "/counts/{count}/scan", permit="object.count", alone=True)
async def scan(visit: Visit, count: UUID) -> Go | View:
    """What was scanned stands first on the page that follows."""
    given = await forms.fields(visit)
    thing, errors = await forms.tried(
        visit, scan_count(count, given.get("code", ""), units=units_of(visit), by=visit.member, now=visit.now)
    )
    if thing:
        return Go(f"/{visit.tenant.slug}/counts/{count}?thing={thing}#o-{thing}")
    async with inside(visit.tenant.id):
        return await _count(visit, count, given, errors)


@act("POST", "/counts/{count}/end", permit="object.count", alone=True)
async def end(visit: Visit, count: UUID) -> Go | View:
    return await _done(visit, count, end_count(count, units=units_of(visit), by=visit.member, now=visit.now))


@act("POST", "/counts/{count}/posting", permit="object.judge", alone=True)
async def posting(visit: Visit, count: UUID) -> Go | View:
    return await _done(visit, count, post_count(count, units=units_of(visit), by=visit.member, now=visit.now))


@act("POST", "/counts/{count}/removal", permit="object.judge")
async def removal(visit: Visit, count: UUID) -> Go:
    await drop_count(count, units=units_of(visit), by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/counts")


async def _done(visit: Visit, count: UUID, work: Awaitable[None]) -> Go | View:
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/counts/{count}")
    async with inside(visit.tenant.id):
        return await _count(visit, count, {}, errors)


async def _counts(visit: Visit, given: dict[str, str], errors: dict[str, str]) -> View:
    mine = units_of(visit)
    kinds = [one for one in await kind_reads.listed() if not one.retired_on]
    return View(
        "objects/counts.html", status=422 if errors else 200, counts=await count_reads.counts(mine), kinds=kinds,
        units=await count_reads.units(mine), given=given, errors=errors,
    )  # fmt: skip


async def _count(visit: Visit, count: UUID, given: dict[str, str], errors: dict[str, str]) -> View:
    found = await count_reads.count(count, units_of(visit))
    query = visit.request.query_params
    show = given.get("show") or query.get("show", "")
    show = show if show in ASKED else ""
    total = {"left": found.total - found.counted, "off": found.off}.get(show, found.total)
    number = forms.page_number(visit)
    thing = as_id(query.get("thing") or given.get("thing", ""))
    lines = await count_reads.lines(count, show, number, thing)
    return View(
        "objects/count.html", status=422 if errors else 200, count=found, lines=lines, show_=show, page=number, total=total,
        pages=forms.pages(total, count_reads.A_PAGE), thing=thing, given=given, errors=errors,
    )  # fmt: skip


def _kept(given: dict[str, str]) -> str:
    """The list goes on where it was."""
    show, number = given.get("show", ""), whole(given.get("page"), forms.PAGE_DIGITS)
    parts = [f"show={show}"] if show in ASKED else []
    parts += [f"page={number}"] if number else []
    return "?" + "&".join(parts) if parts else ""
