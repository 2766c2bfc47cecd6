"""Figures and targets of indicators written by other systems, through the verbs of the pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta, Struct

from saas.api.resources import Call, Typed, write
from saas.indicators.gate import held
from saas.indicators.note_values import Note, note_values
from saas.indicators.set_target import Aim, set_target
from saas.refusals import Problem, Refused
from saas.words import N_

Why = Annotated[str, Meta(max_length=500)]
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


class NewFigure(Struct, frozen=True, forbid_unknown_fields=True):
    """`day`: any day of the period. `why` is wanted where a confirmed figure is corrected."""

    subject: UUID
    input: Annotated[str, Meta(min_length=1, max_length=100)]
    day: date
    value: Typed
    provisional: bool = False
    why: Why = ""


class NewFigures(Struct, frozen=True, forbid_unknown_fields=True):
    """All of them are written, or none."""

    values: Annotated[list[NewFigure], Meta(min_length=1, max_length=1000)]


class NewTarget(Struct, frozen=True, forbid_unknown_fields=True):
    """`why` is wanted where another target stood."""

    subject: UUID
    first_day: date
    last_day: date
    target: Typed | None = None
    floor: Typed | None = None
    stretch: Typed | None = None
    weight: Typed | None = None
    why: Why = ""


class Noted(Struct, frozen=True):
    """How many figures changed; what stood already is left alone."""

    changed: int


class Aimed(Struct, frozen=True):
    """The edition that was written."""

    edition: int


@write("POST", "/indicators/{indicator}/values", "write:indicators", N_("填写指标的数值"), answer=Noted, body=NewFigures)
async def note(call: Call, indicator: UUID) -> Noted:
    """The same verb as the grid and the sheet: typed, in editions, and what follows from them is computed at once."""
    await held(indicator)
    notes = [
        Note(indicator, each.input, each.subject, each.day, Decimal(each.value), each.provisional, each.why, f"values[{n}].value")
        for n, each in enumerate(call.body.values)
    ]
    _fitting(notes)
    return Noted(await note_values(notes, source="api", by=call.by, now=call.now, today=call.today))


@write("POST", "/indicators/{indicator}/targets", "write:indicators", N_("写入一个目标"), answer=Aimed, body=NewTarget)
async def aim(call: Call, indicator: UUID) -> Aimed:
    body = call.body
    wanted = Aim(*(None if each is None else Decimal(each) for each in (body.target, body.floor, body.stretch, body.weight)))
    await held(indicator)
    if far := [name for name in ("first_day", "last_day") if not EARLIEST <= getattr(body, name) <= LATEST]:
        raise Refused.all([Problem(name, FAR) for name in far])
    try:
        made = set_target(
            indicator, body.subject, body.first_day, body.last_day, wanted, by=call.by, now=call.now, why=body.why
        )
        return Aimed(await made)
    except Refused as refused:
        raise Refused.all([Problem(PLACES.get(p.field, p.field), p.message, p.params) for p in refused.problems]) from None


FAR = N_("日期要在 2000 年到 2100 年之间。")
PLACES = {"last": "last_day", "first": "first_day"}


def _fitting(notes: list[Note]) -> None:
    """Days of this century; and not two figures for one cell: nobody could tell which one is meant."""
    seen: set[tuple[Any, ...]] = set()
    problems = []
    for each in notes:
        key = each.name, each.subject, each.day
        if key in seen:
            problems.append(Problem(each.field, N_("同一格写了两次。")))
        seen.add(key)
        if not EARLIEST <= each.day <= LATEST:
            problems.append(Problem(each.field.removesuffix("value") + "day", FAR))
    if problems:
        raise Refused.all(problems)
