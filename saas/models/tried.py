"""Figures that somebody typed into a model: those that differ from what stands there, and what cannot be read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from saas.models.program import Program
from saas.refusals import Problem
from saas.values import NotANumber, parse_number
from saas.words import N_

FIELD = "p."
FAULTS = {
    "not_a_number": N_("“%(typed)s”不是数"), "wrong_uom": N_("“%(typed)s”的单位换算不过来"), "empty": N_("请填写数"),
}  # fmt: skip
LONGEST = 40


@dataclass(frozen=True)
class Tried:
    """`given`: what differs from the model; `problems`: at their fields."""

    given: dict[str, Decimal | None]
    problems: list[Problem]


def tried(made: Program, fields: Mapping[str, str]) -> Tried:
    """A field left empty is a figure that is not available; one that is not sent stands as it is."""
    given: dict[str, Decimal | None] = {}
    problems = []
    for at, stands in made.start.items():
        cell = made.cells[at]
        text = fields.get(FIELD + cell.path)
        if text is None:
            continue
        try:
            value = figure_of(text, cell.uom)
        except NotANumber as fault:
            problems.append(Problem(FIELD + cell.path, FAULTS.get(fault.code, FAULTS["not_a_number"]), {"typed": text[:LONGEST]}))
            continue
        if value != stands:
            given[cell.path] = value
    return Tried(given, problems)


def figure_of(text: str, uom: str) -> Decimal | None:
    """Nothing typed is no figure. Raises NotANumber."""
    if not text.strip():
        return None
    if len(text) > LONGEST:
        raise NotANumber("not_a_number", text)
    return parse_number(text, uom)
