"""Self against leader, and the time that reviews take."""

from __future__ import annotations

from itertools import groupby

from saas import forms
from saas.reviews import insight_reads as reads
from saas.visit import Visit
from saas.web import View, page

PAGE = 50


@page("/divergence", permit="review.read")
async def divergence(visit: Visit) -> View:
    asked = visit.request.query_params.get("by")
    kind = asked if asked in reads.KINDS else reads.KINDS[0]
    at = forms.page_number(visit)
    rows = await reads.divergence(visit.leads(), kind, visit.now, at)
    total = rows[0].total if rows else 0
    return View("reviews/divergence.html", rows=rows, kind=kind, at=at, pages=forms.pages(total, PAGE), total=total)


@page("/pace", permit="review.read")
async def pace(visit: Visit) -> View:
    rows = await reads.pace(visit.member, visit.leads(), visit.now)
    by_person = groupby(rows, lambda row: (row["membership_id"], row["name"]))
    people = [(name, member == visit.member, list(each)) for (member, name), each in by_person]
    return View("reviews/pace.html", people=people)
