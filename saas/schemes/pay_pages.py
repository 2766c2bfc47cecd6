"""Money that follows scores: the rules, and what a closed cycle comes to by them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any
from uuid import UUID

from saas import forms
from saas.models.form import model_of
from saas.models.view import shown
from saas.schemes import pay_reads
from saas.schemes.end_pay import end_pay
from saas.schemes.pay import SOURCES
from saas.schemes.set_pay import set_pay
from saas.schemes.settle import settle
from saas.values import ZERO, as_id
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import inside

MONEY = "/schemes/money"


@page(MONEY, permit="scheme.edit")
async def money(visit: Visit) -> View:
    """?cycle=: which closed one; the newest without it."""
    return await _shown(visit, visit.request.query_params, {}, {})


@act("POST", MONEY, permit="scheme.edit", alone=True)
async def post_rule(visit: Visit) -> View | Go:
    given = await forms.fields(visit)
    work = set_pay(given, "en" if visit.locale == "en" else "zh", by=visit.member, now=visit.now)
    made, errors = await forms.tried(visit, work)
    if made is not None:
        return Go(f"/{visit.tenant.slug}{MONEY}")
    async with inside(visit.tenant.id):
        return await _shown(visit, {}, given, errors)


@act("POST", MONEY + "/{pay_rule}/end", permit="scheme.edit")
async def post_end(visit: Visit, pay_rule: UUID) -> Go:
    await end_pay(pay_rule, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}{MONEY}")


@act("POST", MONEY + "/settlements", permit="scheme.edit")
async def post_settlement(visit: Visit) -> Go:
    """What a closed cycle comes to; after a correction only the differences are new."""
    cycle = forms.ident(await forms.fields(visit), "cycle", N_("请选周期。"))
    await settle(cycle, by=visit.member, now=visit.now)
    return Go(f"/{visit.tenant.slug}{MONEY}?cycle={cycle}")


async def _shown(visit: Visit, asked: Mapping[str, str], given: Mapping[str, str], errors: Mapping[str, str]) -> View:
    choices = await pay_reads.choices()
    cycle = as_id(asked.get("cycle") or (choices["cycles"][0]["id"] if choices["cycles"] else None))
    paid = await pay_reads.paid(cycle) if cycle else []
    return View(
        "schemes/money.html", status=422 if errors else 200, rules=await pay_reads.rules(), choices=choices, cycle=cycle,
        groups=[_group(rows) for _, each in groupby(paid, key=lambda one: one.rule_id) if (rows := list(each))],
        offers=_offers(choices["models"]), given=given, errors=errors, sources=SOURCES, shown=shown,
    )  # fmt: skip


def _group(rows: list[pay_reads.Payout]) -> dict[str, Any]:
    """The payouts of one rule: for each subject its newest edition, and the editions before."""
    lines = [list(each) for _, each in groupby(rows, key=lambda one: one.subject_id)]
    total = sum((line[0].amount for line in lines), ZERO)
    return {"rule": rows[0].rule, "uom": rows[0].uom, "lines": lines, "total": total}


def _offers(models: list[dict[str, Any]]) -> list[tuple[str, dict[str, str], dict[str, str], list[str]]]:
    """(model/result, name of the model, title of the result, its inputs) of every published model."""
    told = []
    for each in models:
        form = model_of(each["body"])
        titles = {line.name: line.title for line in form.formulas}
        inputs = [one.name for one in form.inputs]
        told += [(f"{each['id']}/{name}", form.name, titles[name], inputs) for name in form.results if name in titles]
    return told
