"""Places with a code on the wall: opened, renewed, closed, printed."""

from __future__ import annotations

from uuid import UUID

from saas import files, forms
from saas.org.given import Given
from saas.people.qr import qr
from saas.refusals import Refused
from saas.shield import token_hash
from saas.values import as_id
from saas.visit import Visit
from saas.voices import place_reads as reads
from saas.voices.close_place import close_place
from saas.voices.codes import token_of
from saas.voices.open_place import open_place
from saas.voices.order_posters import order_posters
from saas.voices.renew_code import renew_code
from saas.voices.rules import OTHERS
from saas.web import File, Go, View, act, page
from saas.words import N_, translator
from tenants import current, inside


@page("/places", permit="voice.edit")
async def places(visit: Visit) -> View:
    return await _list(visit)


@act("POST", "/places", permit="voice.edit", alone=True)
async def opening(visit: Visit) -> View | Go:
    given = Given(await forms.fields(visit))
    made, errors = await forms.tried(visit, open_place(given, secret=_secret(visit), by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/places/{made}")
    async with inside(visit.tenant.id):
        return await _list(visit, dict(given.fields), errors)


@page("/places/{place}", permit="voice.edit")
async def place(visit: Visit, place: UUID) -> View:
    seen, came = await reads.place(place, now=visit.now)
    token = token_of(_secret(visit), visit.tenant.id, seen.id, seen.serial)
    link = _address(visit) + token if token_hash(token) == seen.token_hash and not seen.closed_at else ""
    return View("voices/place_kept.html", place=seen, came=came, link=link, code=qr(link) if link else "", reasons=OTHERS)


@act("POST", "/places/{place}/renewal", permit="voice.edit")
async def renewal(visit: Visit, place: UUID) -> Go:
    await renew_code(place, secret=_secret(visit), by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/places/{place}")


@act("POST", "/places/{place}/closure", permit="voice.edit")
async def closure(visit: Visit, place: UUID) -> Go:
    await close_place(place, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/places")


@act("POST", "/posters", permit="voice.edit", alone=True)
async def order(visit: Visit) -> Go | View:
    chosen = [one for said in (await visit.request.form()).getall("place", []) if (one := as_id(said))]
    work = order_posters(
        chosen, address=_address(visit), secret=_secret(visit), locale=visit.locale, by=visit.member, now=visit.now
    )
    made, errors = await forms.tried(visit, work)
    if not errors:
        return Go(f"/{visit.tenant.slug}/posters/{made}")
    async with inside(visit.tenant.id):
        return await _list(visit, {}, errors)


@page("/posters/{posters}", permit="voice.edit")
async def progress(visit: Visit, posters: UUID) -> View:
    told = await reads.posters(posters, visit.member)
    return View("voices/posters.html", part="voices/_posters.html", posters=told)


@page("/posters/{posters}/file", permit="voice.edit")
async def file(visit: Visit, posters: UUID) -> File:
    told = await reads.posters(posters, visit.member)
    body = await files.get(current(), told.path) if told.state == "ready" else None
    if body is None:
        raise Refused(409, N_("标签还没有排好，请稍等。"))
    return File(body, "application/pdf", f"{translator(visit.locale)(N_('意见码'))}-{visit.today}.pdf")


async def _list(visit: Visit, given: dict[str, str] | None = None, errors: dict[str, str] | None = None) -> View:
    at = forms.page_number(visit)
    rows = await reads.places(at, now=visit.now)
    total = rows[0].total if rows else 0
    return View(
        "voices/places.html", status=422 if errors else 200, rows=rows, total=total, page=at,
        pages=forms.pages(total, reads.PAGE), choices=await reads.choices(), given=given or {}, errors=errors or {},
    )  # fmt: skip


def _secret(visit: Visit) -> bytes:
    secret: bytes = visit.request.app.state.settings.secret
    return secret


def _address(visit: Visit) -> str:
    return f"{visit.request.app.state.settings.origin}/{visit.tenant.slug}/v/"
