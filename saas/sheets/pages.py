"""Lists as files: download, upload, the dry run, the decision, the report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar.datastructures import UploadFile

from saas import forms
from saas.files import get
from saas.refusals import Refused, not_found
from saas.sheets import reads
from saas.sheets.decide import decide
from saas.sheets.discard import discard
from saas.sheets.export import export, report
from saas.sheets.registry import Sheet, sheet_of
from saas.sheets.rows import described, sentences
from saas.sheets.upload import LARGEST, upload
from saas.visit import Visit
from saas.web import File, Go, View, act, page
from saas.words import N_, translator
from tenants import inside

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FRAME = 1_000_000  # what a form puts around its file


@page("/sheets/{sheet}", permit="sheet.read")
async def download(visit: Visit, sheet: str) -> File:
    chosen = await _listed(visit, sheet, change=False)
    title = translator(visit.locale)(chosen.title)
    return File(await export(chosen, visit), XLSX, f"{title}-{visit.today}.xlsx")


@page("/sheets/{sheet}/imports", permit="sheet.import")
async def imports(visit: Visit, sheet: str) -> View:
    chosen = await _listed(visit, sheet, change=True)
    return View("sheets/imports.html", sheet=chosen, latest=await reads.latest(sheet), errors={})


@act("POST", "/sheets/{sheet}/imports", permit="sheet.import", alone=True, limit=LARGEST + FRAME)
async def arrival(visit: Visit, sheet: str) -> Go | View:
    async with inside(visit.tenant.id):
        chosen = await _listed(visit, sheet, change=True)
    file = (await visit.request.form()).get("file")
    name, body = (file.filename, await file.read()) if isinstance(file, UploadFile) else ("", b"")
    address = f"{visit.request.app.state.settings.origin}/{visit.tenant.slug}"
    work = upload(chosen, name, body, address=address, locale=visit.locale, by=visit.member, now=visit.now)
    made, errors = await forms.tried(visit, work)
    if made:
        return Go(f"/{visit.tenant.slug}/imports/{made}")
    async with inside(visit.tenant.id):
        latest = await reads.latest(sheet)
    return View("sheets/imports.html", status=422, sheet=chosen, latest=latest, errors=errors)


@page("/imports/{imported}", permit="sheet.import")
async def dry_run(visit: Visit, imported: UUID) -> View:
    return await _dry_run(visit, imported, {})


@act("POST", "/imports/{imported}/application", permit="sheet.import", alone=True)
async def application(visit: Visit, imported: UUID) -> Go | View:
    async with inside(visit.tenant.id):
        one, _ = await _known(visit, imported)
    only_good = (await forms.fields(visit)).get("only_good") == "on"
    _, errors = await forms.tried(visit, decide(one.id, only_good=only_good, by=visit.member, now=visit.now))
    if not errors:
        return Go(f"/{visit.tenant.slug}/imports/{imported}")
    async with inside(visit.tenant.id):
        return await _dry_run(visit, imported, errors)


@act("POST", "/imports/{imported}/removal", permit="sheet.import")
async def removal(visit: Visit, imported: UUID) -> Go:
    await _known(visit, imported)
    sheet = await discard(imported, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}/sheets/{sheet}/imports")


@page("/imports/{imported}/report", permit="sheet.import")
async def problems(visit: Visit, imported: UUID) -> File:
    one, sheet = await _known(visit, imported)
    if not one.head or one.swept_at:
        raise not_found()
    body = await report(one, sheet, visit.locale, visit.tenant.zone)
    return File(body, XLSX, f"{_stem(one.file_name)}-{translator(visit.locale)(N_('要改的地方'))}.xlsx")


@page("/imports/{imported}/result", permit="sheet.import")
async def result(visit: Visit, imported: UUID) -> File:
    one, _ = await _known(visit, imported)
    body = await get(visit.tenant.id, one.result_path) if one.result_path else None
    if body is None:
        raise not_found()
    return File(body, XLSX, f"{_stem(one.file_name)}-{translator(visit.locale)(N_('结果'))}.xlsx")


async def _dry_run(visit: Visit, imported: UUID, errors: dict[str, str]) -> View:
    one, sheet = await _known(visit, imported)
    # What has to be mended comes first, unless somebody asks for more.
    asked: Any = visit.request.query_params.get("verdict", "refuse" if one.refusals else "all")
    verdict = asked if asked in reads.VERDICTS else None
    number = forms.page_number(visit)
    rows = [] if one.moving else await reads.rows(imported, verdict, number)
    total = one.counts[verdict] if verdict else one.total
    return View(
        "sheets/import.html", part="sheets/_import.html", status=422 if errors else 200, one=one, sheet=sheet, rows=rows,
        verdict=verdict, page=number, pages=forms.pages(total, reads.PAGE), total=total, errors=errors,
        described={row.row_number: described(row.fields, sheet.columns, visit.locale) for row in rows},
        told={row.row_number: sentences(row.problems, sheet.columns, visit.locale) for row in rows},
        why=sentences(one.problem or [], sheet.columns, visit.locale),
    )  # fmt: skip


async def _known(visit: Visit, imported: UUID) -> tuple[reads.Import, Sheet]:
    one = await reads.found(imported)
    if one is None:
        raise not_found()
    return one, await _listed(visit, one.sheet, change=True)


async def _listed(visit: Visit, key: str, *, change: bool) -> Sheet:
    """The list of this key, as far as this person may see (or change) it; every other one is not there."""
    sheet = await sheet_of(key)
    if sheet is None or (change and not sheet.editable):
        raise not_found()
    if not visit.may(sheet.edit if change and sheet.edit else sheet.permit):
        raise Refused(403, N_("你的角色不能做这一步。需要时请联系管理员。"))
    return sheet


def _stem(name: str) -> str:
    return name.rsplit(".", 1)[0][:60]
