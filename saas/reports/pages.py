"""The executive's quarter: on a page, and as a PDF that can be ordered, watched and taken along."""

from __future__ import annotations

import asyncio
from uuid import UUID

from saas import files, forms
from saas.refusals import Refused, not_found
from saas.reports import look_pages, reads, trace_pages  # noqa: F401 - its addresses
from saas.reports.appendix import appendix
from saas.reports.ask import ask
from saas.reports.paper import values
from saas.visit import Visit
from saas.web import File, Go, View, act, page
from saas.words import LOCALES, N_, translator
from tenants import current

APPENDIX = N_("精进_%(company)s_%(cycle)s_附表.xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_NAME = N_("精进_%(company)s_%(cycle)s.pdf")


@page("/quarter", permit="quarter.read")
async def newest(visit: Visit) -> Go | View:
    cycle = await reads.latest()
    return Go(f"{_base(visit)}/quarter/{cycle}") if cycle else View("reports/none.html")


@page("/quarter/{cycle}", permit="quarter.read")
async def quarter(visit: Visit, cycle: UUID) -> View:
    told = await reads.quarter(cycle, forms.chosen(visit.request.query_params.get("unit")), visit.leads())
    if told is None:
        raise not_found()
    return View("reports/quarter.html", **values(told, _base(visit)))


@page("/quarter/{cycle}/appendix", permit="report.read")
async def workbook(visit: Visit, cycle: UUID) -> File:
    told = await reads.quarter(cycle, forms.chosen(visit.request.query_params.get("unit")), visit.leads())
    if told is None:
        raise not_found()
    body = await asyncio.to_thread(appendix, told, visit.locale)
    say, name = translator(visit.locale), told.cycle.name.get(visit.locale[:2]) or told.cycle.name["zh"]
    return File(body, XLSX, say(APPENDIX, company=told.company, cycle=name))


@act("POST", "/quarter/{cycle}/report", permit="report.read")
async def order(visit: Visit, cycle: UUID) -> Go:
    form = await visit.request.form()
    wish = str(form.get("locale"))
    locale = wish if wish in LOCALES else visit.locale
    several = [forms.chosen(one) for one in form.getall("units", [])]
    unit = [one for one in several if one] or forms.chosen(form.get("unit"))
    report = await ask(cycle, unit, locale, by=visit.member, now=visit.now, leads=visit.leads())
    return Go(f"{_base(visit)}/reports/{report}")


@page("/reports/{report}", permit="report.read")
async def progress(visit: Visit, report: UUID) -> View:
    return View("reports/report.html", part="reports/_report.html", report=await _report(visit, report))


@page("/reports/{report}/file", permit="report.read")
async def file(visit: Visit, report: UUID) -> File:
    told = await _report(visit, report)
    if told.gone:
        raise Refused(410, N_("这份报告里有名次，公司后来关掉了排名，所以撤下了。请到季度页重新排一份。"))
    body = await files.get(current(), told.path) if told.path else None
    if body is None:
        raise Refused(409, N_("这份报告还没有排好，请稍等。"))
    say = translator(told.locale)
    name = told.cycle.get(told.locale[:2]) or told.cycle["zh"]
    return File(body, "application/pdf", say(FILE_NAME, company=told.company, cycle=name))


def _base(visit: Visit) -> str:
    return f"/{visit.tenant.slug}" if visit.inside else ""


async def _report(visit: Visit, report: UUID) -> reads.Report:
    told = await reads.report(report, visit.leads())
    if told is None:
        raise not_found()
    return told
