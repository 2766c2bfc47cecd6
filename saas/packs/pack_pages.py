"""The company's configuration as a pack: download it, or take one up where the company began empty."""

from __future__ import annotations

import asyncio

from litestar.datastructures import UploadFile

from saas import forms
from saas.packs import write
from saas.packs.adopt import adopt
from saas.packs.documents import documents
from saas.packs.export import export
from saas.packs.offer import offer, read_offer, withdraw
from saas.packs.read import PackFaults
from saas.packs.reads import origin, set_up
from saas.packs.shape import Fault
from saas.packs.zips import MOST_BYTES, zipped
from saas.visit import Visit
from saas.web import File, Go, View, act, page
from saas.words import N_, translator
from tenants import inside

FRAME = 100_000  # what a form puts around its file
SHOWN = 200


@page("/pack", permit="pack.edit")
async def pack(visit: Visit) -> View:
    return await _page(visit, [], {})


@page("/pack/archive", permit="pack.edit")
async def archive(visit: Visit) -> File:
    chosen, beside = await export(visit.today), await documents(visit.today)
    name = f"{visit.tenant.slug}-{visit.today}"
    body = await asyncio.to_thread(lambda: zipped(write.files(chosen) | beside, chosen.pack.key))
    return File(body, "application/zip", f"{name}.zip")


@act("POST", "/pack/offer", permit="pack.edit", alone=True, limit=MOST_BYTES + FRAME)
async def pack_offer(visit: Visit) -> Go | View:
    """Read what was sent; what is wrong with it is told line by line, and nothing is kept."""
    file = (await visit.request.form()).get("file")
    sent = await file.read() if isinstance(file, UploadFile) else b""
    if not sent:
        return await _again(visit, [], {"file": translator(visit.locale)(N_("请选择要上传的行业包。"))})
    try:
        chosen, advice, beside = await read_offer(sent)
    except PackFaults as wrong:
        return await _again(visit, wrong.faults, {})
    _, errors = await forms.tried(visit, offer(chosen, advice, beside, by=visit.member, now=visit.now))
    return await _again(visit, [], errors) if errors else Go(f"/{visit.tenant.slug}/pack")


@act("POST", "/pack/offer/acceptance", permit="pack.edit")
async def acceptance(visit: Visit) -> Go:
    await adopt(by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/setup")


@act("POST", "/pack/offer/withdrawal", permit="pack.edit")
async def offer_withdrawal(visit: Visit) -> Go:
    await withdraw(by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/pack")


async def _again(visit: Visit, faults: list[Fault], errors: dict[str, str]) -> View:
    async with inside(visit.tenant.id):
        return await _page(visit, faults, errors)


async def _page(visit: Visit, faults: list[Fault], errors: dict[str, str]) -> View:
    status = 422 if faults or errors else 200
    return View(
        "packs/pack.html", status=status, origin=await origin(), made=await set_up(visit.today),
        faults=faults[:SHOWN], wrong=len(faults), errors=errors, megabytes=MOST_BYTES // 1_000_000,
    )  # fmt: skip
