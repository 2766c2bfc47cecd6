"""Budgets: the list; one item by item, with two figures, talks, signatures, and what was spent."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas import forms
from saas.indicators import budget_reads as reads
from saas.indicators.budget import to_talk, totals
from saas.indicators.budget_gate import Speaker
from saas.indicators.note_budget import note_budget
from saas.indicators.open_budget import Entry, Frame, open_budget
from saas.indicators.sign_budget import sign_budget
from saas.indicators.talk_budget import talk_budget
from saas.indicators.typed import amount
from saas.indicators.view import shown
from saas.refusals import Refused, not_found
from saas.values import ZERO
from saas.visit import Visit
from saas.web import Go, View, act, page
from saas.words import N_
from tenants import current, db, inside

UNITS = """
    select u.id, u.code, u.name from units u
     where u.tenant_id = $1 and u.closed_on is null order by u.position, u.code limit 500"""
OPEN = """
    select i.id, i.book_id from budget_items i where i.tenant_id = $1 and i.id = $2"""
LINES = "select ancestor_id from unit_lines where tenant_id = $1 and unit_id = any($2)"


@page("/budgets", permit="budget.read")
async def budgets(visit: Visit) -> View:
    return await _list(visit, {}, {})


@act("POST", "/budgets", permit="budget.open", alone=True)
async def post_budget(visit: Visit) -> View | Go:
    given = await forms.fields(visit)

    async def work() -> UUID:
        frame = Frame(
            given.get("name", ""), forms.day(given, "first"), forms.day(given, "last"), given.get("uom") or "万元",
            forms.ident(given, "finance", N_("请选财务部门。")), _percent(given, "talk_from", 5), _percent(given, "limit", 1),
        )  # fmt: skip
        return await open_budget(frame, _entries(given.get("items", "")), by=visit.member, now=visit.now)

    made, errors = await forms.tried(visit, work())
    if made is not None:
        return Go(f"/{visit.tenant.slug}/budgets/{made}")
    async with inside(visit.tenant.id):
        return await _list(visit, given, errors, status=422)


@page("/budgets/{budget}", permit="budget.read")
async def budget(visit: Visit, budget: UUID) -> View:
    return await _shown(visit, budget, {}, {})


@act("POST", "/budgets/items/{budget_item}/figures", permit="budget.note", alone=True)
async def post_figure(visit: Visit, budget_item: UUID) -> View | Go:
    given = await forms.fields(visit)

    async def work() -> UUID:
        value, side = amount(given.get("value", ""), "value"), given.get("side", "")
        if value is None or side not in reads.SIDES:
            raise Refused(422, N_("请填写金额。"), field="value")
        return await note_budget(budget_item, side, value, given.get("basis", ""), who=_speaker(visit), now=visit.now)

    return await _done(visit, budget_item, given, work())


@act("POST", "/budgets/items/{budget_item}/talks", permit="budget.note", alone=True)
async def post_talk(visit: Visit, budget_item: UUID) -> View | Go:
    given = await forms.fields(visit)
    return await _done(
        visit, budget_item, given, talk_budget(budget_item, given.get("said", ""), who=_speaker(visit), now=visit.now)
    )


@act("POST", "/budgets/items/{budget_item}/signatures", permit="budget.note", alone=True)
async def post_signature(visit: Visit, budget_item: UUID) -> View | Go:
    given = await forms.fields(visit)
    side = "finance" if given.get("side") == "finance" else "department"

    async def work() -> bool:
        await sign_budget(budget_item, side, who=_speaker(visit), now=visit.now)
        return True

    return await _done(visit, budget_item, given, work())


async def _done(visit: Visit, item: UUID, given: Mapping[str, str], work: Awaitable[Any]) -> View | Go:
    made, errors = await forms.tried(visit, work)
    async with inside(visit.tenant.id):
        row = await db().fetchrow(OPEN, current(), item)
        if row is None:
            raise not_found()
        if made is not None:
            return Go(f"/{visit.tenant.slug}/budgets/{row['book_id']}#item-{item}")
        return await _shown(visit, row["book_id"], given, errors, item)


def _speaker(visit: Visit) -> Speaker:
    return Speaker(visit.member, [*visit.post_units, *(visit.role_units.get("leader") or [])])


def _percent(given: Mapping[str, str], name: str, usual: int) -> Decimal:
    found = amount(given.get(name, ""), name)
    return Decimal(usual) if found is None else found


def _entries(text: str) -> list[Entry]:
    """A line an item: name, code of the department, in or out."""
    rows = [[part.strip() for part in line.replace("，", ",").split(",")] for line in text.splitlines() if line.strip()]
    if any(len(row) < 2 for row in rows):  # noqa: PLR2004  name and department
        raise Refused(422, N_("每行写：项目，部门编码；收入项再写“收入”。"), field="items")
    return [Entry(row[0], row[1], "in" if len(row) > 2 and row[2] in ("收入", "in") else "out") for row in rows]  # noqa: PLR2004


async def _list(visit: Visit, given: Mapping[str, str], errors: Mapping[str, str], status: int = 200) -> View:
    units: list[Any] = await db().fetch(UNITS, current())
    return View("indicators/budgets.html", status=status, budgets=await reads.listed(), units=units, given=given, errors=errors)


async def _shown(visit: Visit, budget: UUID, given: Mapping[str, str], errors: Mapping[str, str], at: UUID | None = None) -> View:
    book = await reads.book(budget)
    if book is None:
        raise not_found()
    items = await reads.items(budget)
    mine = {row["ancestor_id"] for row in await db().fetch(LINES, current(), list(_speaker(visit).units))}
    out = totals([one.line for one in items if one.flow == "out"])
    inflow = [one.line for one in items if one.flow == "in"]
    return View(
        "indicators/budget.html", status=422 if errors else 200, book=book, items=items, out=out,
        inflow=totals(inflow) if inflow else None,
        shown=shown, given=given, errors=errors, wrong=at, talk=lambda one: to_talk(one.line, book.talk_from),
        finance=book.finance_unit_id in mine,
        complete=all(one.line.difference is not None for one in items), department=lambda one: one.unit_id in mine,
        over=out.absolute is not None and max(abs(out.net or ZERO), out.absolute) > book.outflow_limit,
    )  # fmt: skip
