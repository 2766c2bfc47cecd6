"""From a shown figure to a grade, with floors and the cap of a veto. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec import Struct

from saas.scores.scheme import Grade, Scheme
from saas.values import half_up


class Barred(Struct, frozen=True, gc=False):
    """A grade whose points were reached, and what barred it: a figure below its floor, "veto", or "ruled/" and the code
    of a veto that a person confirmed.
    """

    grade: str
    by: str
    floor: Decimal | None = None
    value: Decimal | None = None


def grade(
    scheme: Scheme, shown: Decimal | None, figures: Mapping[str, Decimal], vetoes: int, caps: tuple[str, ...] = ()
) -> tuple[str | None, tuple[Barred, ...]]:
    """The highest grade whose points, floors and veto rules all hold, and the better ones that were barred.

    caps: codes of the vetoes that a person confirmed; each names the best grade that is left.
    """
    if shown is None:
        return None, ()
    barred: list[Barred] = []
    order = sorted(scheme.grades, key=lambda each: each.least, reverse=True)
    left = _left(scheme, order, vetoes, caps)
    for at, each in enumerate(order):
        if shown < each.least:
            continue
        bars = _below_floor(scheme, each, figures) + [Barred(each.key, by) for by, best in left if at < best]
        if not bars:
            return each.key, tuple(barred)
        barred += bars
    return None, tuple(barred)


def _left(scheme: Scheme, order: Sequence[Grade], vetoes: int, caps: tuple[str, ...]) -> list[tuple[str, int]]:
    """What bars better grades, and the place of the best one that is left."""
    at = {each.key: i for i, each in enumerate(order)}
    found = [("veto", at[scheme.veto_caps_grade])] if vetoes and scheme.veto_caps_grade is not None else []
    return found + [("ruled/" + veto.code, at[veto.grade]) for veto in scheme.vetoes if veto.code in caps and veto.grade in at]


def _below_floor(scheme: Scheme, each: Grade, figures: Mapping[str, Decimal]) -> list[Barred]:
    """Floors are held against the figure as shown, like the grade itself."""
    values = {key: half_up(figures[key], scheme.places) for key in each.floors if key in figures}
    return [
        Barred(each.key, key, floor, values[key])
        for key, floor in sorted(each.floors.items())
        if key in values and values[key] < floor
    ]
