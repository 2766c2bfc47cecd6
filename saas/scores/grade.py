"""From a shown figure to a grade, with floors and the cap of a veto. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct

from saas.scores.scheme import Grade, Scheme
from saas.values import half_up


class Barred(Struct, frozen=True, gc=False):
    """A grade whose points were reached, and what barred it: a figure below its floor, or "veto"."""

    grade: str
    by: str
    floor: Decimal | None = None
    value: Decimal | None = None


def grade(
    scheme: Scheme, shown: Decimal | None, figures: Mapping[str, Decimal], vetoes: int
) -> tuple[str | None, tuple[Barred, ...]]:
    """The highest grade whose points, floors and veto rule all hold, and the better ones that were barred."""
    if shown is None:
        return None, ()
    barred: list[Barred] = []
    capped = bool(vetoes) and scheme.veto_caps_grade is not None
    for each in sorted(scheme.grades, key=lambda each: each.least, reverse=True):
        if each.key == scheme.veto_caps_grade:
            capped = False
        if shown < each.least:
            continue
        bars = _below_floor(scheme, each, figures) + ([Barred(each.key, "veto")] if capped else [])
        if not bars:
            return each.key, tuple(barred)
        barred += bars
    return None, tuple(barred)


def _below_floor(scheme: Scheme, each: Grade, figures: Mapping[str, Decimal]) -> list[Barred]:
    """Floors are held against the figure as shown, like the grade itself."""
    values = {key: half_up(figures[key], scheme.places) for key in each.floors if key in figures}
    return [
        Barred(each.key, key, floor, values[key])
        for key, floor in sorted(each.floors.items())
        if key in values and values[key] < floor
    ]
