"""What the company's papers look like: logo, colour and cover line, with a picture of the head of a page."""

from __future__ import annotations

from litestar.datastructures import UploadFile

from saas import forms
from saas.refusals import Refused
from saas.reports.colour import contrast, parse
from saas.reports.look import look
from saas.reports.set_look import set_look
from saas.visit import Visit
from saas.web import Go, View, act, page

LARGEST = 3_000_000


@page("/report-look", permit="report.look")
async def shown(visit: Visit) -> View:
    return await _form(visit, {}, {})


@act("POST", "/report-look", permit="report.look", limit=LARGEST)
async def change(visit: Visit) -> Go | View:
    given, form = await forms.fields(visit), await visit.request.form()
    sent = form.get("logo")
    logo = await sent.read() if isinstance(sent, UploadFile) else b""
    cover = {"zh": given.get("cover", ""), "en": given.get("cover_en", "")}
    try:
        shade = await set_look(
            given.get("colour", ""), cover, logo or None, keep="drop" not in given, by=visit.member, now=visit.now
        )
    except Refused as refused:
        return await _form(visit, given, forms.errors(visit, refused), status=422)
    darker = "?darker=1" if shade != parse(given.get("colour", "")) else ""
    return Go(f"/{visit.tenant.slug}/report-look{darker}")


async def _form(visit: Visit, given: dict[str, str], errors: dict[str, str], status: int = 200) -> View:
    own = await look()
    return View(
        "reports/look.html", status=status, look=own, given=given, errors=errors, ratio=contrast(own.colour),
        darker=bool(visit.request.query_params.get("darker")),
    )  # fmt: skip
