"""Labels to print: ordered for what a filter finds, watched, taken along."""

from __future__ import annotations

from uuid import UUID

from saas import files, forms
from saas.objects import label_reads, reads
from saas.objects.order_labels import order_labels
from saas.objects.scope import units_of
from saas.refusals import Refused, not_found
from saas.visit import Visit
from saas.web import File, Go, View, act, page
from saas.words import N_, translator
from tenants import current

WORDS = 80


@act("POST", "/labels", permit="object.judge")
async def order(visit: Visit) -> Go:
    given = await forms.fields(visit)
    units = units_of(visit)
    kind = next((one for one in await reads.kinds(units) if one.code == given.get("kind")), None)
    if kind is None:
        raise not_found()
    unit = forms.ident(given, "unit", N_("没有这个单元。请填写编码，或从列表中选择。")) if given.get("unit") else None
    asked = reads.Filter(unit, given.get("segment", "")[:40], given.get("stage", "")[:40], given.get("q", "")[:WORDS])
    address = f"{visit.request.app.state.settings.origin}/{visit.tenant.slug}/o/"
    sheet = await order_labels(
        await label_reads.chosen(kind, units, asked), address=address, locale=visit.locale, by=visit.member, now=visit.now
    )
    return Go(f"/{visit.tenant.slug}/labels/{sheet}")


@page("/labels/{labels}", permit="object.judge")
async def progress(visit: Visit, labels: UUID) -> View:
    return View("objects/labels.html", part="objects/_labels.html", labels=await label_reads.labels(labels, visit.member))


@page("/labels/{labels}/file", permit="object.judge")
async def file(visit: Visit, labels: UUID) -> File:
    told = await label_reads.labels(labels, visit.member)
    body = await files.get(current(), told.path) if told.path else None
    if body is None:
        raise Refused(409, N_("标签还没有排好，请稍等。"))
    return File(body, "application/pdf", f"{translator(visit.locale)(N_('标签'))}-{visit.today}.pdf")
