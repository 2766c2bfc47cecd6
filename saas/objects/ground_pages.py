"""Territories, what lies in none or in two, and what overlaps."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.objects import ground_reads, kind_reads, overlap_reads
from saas.objects.decide_overlap import decide_overlap
from saas.objects.keep_territory import keep_territory
from saas.objects.scope import units_of
from saas.org.given import Given
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

CHOOSE = N_("请选择怎么办。")


@page("/territories", permit="object.edit")
async def territories(visit: Visit) -> View:
    return await _territories(visit)


@act("POST", "/territories", permit="object.edit", alone=True)
async def drawing(visit: Visit) -> Go | View:
    return await _keep(visit, None)


@page("/territories/{territory}", permit="object.edit")
async def territory(visit: Visit, territory: UUID) -> View:
    return await _territory(visit, territory)


@act("POST", "/territories/{territory}", permit="object.edit", alone=True)
async def change(visit: Visit, territory: UUID) -> Go | View:
    return await _keep(visit, territory)


@page("/objects/doubts", permit="object.judge")
async def doubts(visit: Visit) -> View:
    """Objects of exclusive kinds that lie in no territory, or in several."""
    number = forms.page_number(visit)
    found, total = await ground_reads.doubts(units_of(visit), visit.today, number)
    pages = forms.pages(total, ground_reads.A_PAGE)
    return View("objects/doubts.html", doubts=found, total=total, here=number, pages=pages)


@page("/overlaps", permit="object.judge")
async def overlaps(visit: Visit) -> View:
    """?decided=1: pairs that were left standing, with the reason."""
    return await _overlaps(visit, {}, {})


@act("POST", "/overlaps", permit="object.edit", alone=True)
async def decision(visit: Visit) -> Go | View:
    given = Given(await forms.fields(visit))

    async def work() -> None:
        one, other = forms.ident(given.fields, "one", CHOOSE), forms.ident(given.fields, "other", CHOOSE)
        gone = None if given.text("gone") == "none" else forms.ident(given.fields, "gone", CHOOSE)
        on, why = forms.day(given.fields, "gone_on") if gone else visit.today, given.reason("why")
        given.done()
        await decide_overlap(
            one, other, given.text("rule"), gone, on, why=why, units=units_of(visit), by=visit.member, now=visit.now,
            today=visit.today,
        )  # fmt: skip

    _, errors = await forms.tried(visit, work())
    if not errors:
        return Go(f"/{visit.tenant.slug}/overlaps")
    async with inside(visit.tenant.id):
        return await _overlaps(visit, dict(given.fields), errors)


async def _keep(visit: Visit, ground: UUID | None) -> Go | View:
    given = Given(await forms.fields(visit))
    kinds = [str(one) for one in (await visit.request.form()).getall("kinds", [])]
    work = keep_territory(ground, given, kinds, by=visit.member, now=visit.now, today=visit.today)
    _, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/territories")
    async with inside(visit.tenant.id):
        told = dict(given.fields)
        return await (_territory(visit, ground, told, errors, kinds) if ground else _territories(visit, told, errors, kinds))


async def _territories(
    visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None, kinds: list[str] | None = None
) -> View:
    return View(
        "objects/territories.html", status=422 if errors else 200, territories=await ground_reads.territories(visit.today),
        kinds=await kind_reads.listed(), given=given or {}, errors=errors or {}, chosen=kinds or [],
    )  # fmt: skip


async def _territory(
    visit: Visit, ground: UUID, given: dict[str, str] | None = None, errors: dict[str, str] | None = None,
    kinds: list[str] | None = None,
) -> View:  # fmt: skip
    found = await ground_reads.territory(ground, visit.today)
    return View(
        "objects/territory.html", status=422 if errors else 200, territory=found, kinds=await kind_reads.listed(),
        given=given or {}, errors=errors or {}, chosen=found.kinds if kinds is None else kinds,
    )  # fmt: skip


async def _overlaps(visit: Visit, given: dict[str, str], errors: dict[str, str]) -> View:
    decided, number = visit.request.query_params.get("decided") == "1", forms.page_number(visit)
    found, total = await overlap_reads.pairs(units_of(visit), number, decided=decided)
    return View(
        "objects/overlaps.html", status=422 if errors else 200, pairs=found, total=total, decided=decided, here=number,
        pages=forms.pages(total, overlap_reads.A_PAGE), most=overlap_reads.GROUP, given=given, errors=errors,
    )  # fmt: skip
