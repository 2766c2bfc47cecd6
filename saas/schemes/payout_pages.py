"""What a score came to in money: whoever holds the post sees their own, leaders what lies in their line; down to the inputs."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from saas import forms
from saas.formulas.fault import NotAvailable
from saas.models.form import model_of
from saas.models.program import program
from saas.models.view import results, shown
from saas.refusals import not_found
from saas.schemes import pay_reads
from saas.values import as_id
from saas.visit import Visit
from saas.web import View, page
from saas.words import translator

PAYOUTS = "/payouts"


@page(PAYOUTS, permit="score.read")
async def payouts(visit: Visit) -> View:
    """?cycle=: the newest that has any without it."""
    at, asked = forms.page_number(visit), as_id(visit.request.query_params.get("cycle"))
    found = await pay_reads.seen(visit.leads(), visit.member, asked, at)
    return View("schemes/payouts.html", found=found, at=at, pages=forms.pages(found.total, pay_reads.PAGE), shown=shown)


@page(PAYOUTS + "/{payout}", permit="score.read")
async def one_payout(visit: Visit, payout: UUID) -> View:
    found = await pay_reads.payout(payout, visit.leads(), visit.member)
    if found is None:
        raise not_found()
    given = {name: None if text is None else Decimal(text) for name, text in found.given.items()}
    made = program(model_of(found.body))
    told, _ = results(made, given)
    rows = [(made.cells[made.at[name]].title, value) for name, value in given.items()]
    return View(
        "schemes/payout.html", payout=found, result=next(each for each in told if each.path == found.result), shown=shown,
        uom=found.uom, rows=rows, missing=lambda value: isinstance(value, NotAvailable),
        say_why=lambda value: value.told(translator(visit.locale)),
    )  # fmt: skip
