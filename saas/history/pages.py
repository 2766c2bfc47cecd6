"""The history of any edited thing."""

from __future__ import annotations

from uuid import UUID

from saas import forms
from saas.history import reads
from saas.visit import Visit
from saas.web import View, page


@page("/history/{noun_id}", permit="history.read")
async def history(visit: Visit, noun_id: UUID) -> View:
    return View("history/history.html", history=await reads.history(noun_id, forms.page_number(visit)))
