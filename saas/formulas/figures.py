"""Arithmetic on columns. A column is one figure, or a list with a figure for each scenario.

A figure is a Decimal, a truth, or NotAvailable; absent figures go through the arithmetic by themselves. What cannot be
computed raises inside the quick way and is then looked at figure by figure.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from decimal import Decimal, localcontext
from itertools import repeat
from typing import Any

from saas.formulas.fault import NotAvailable
from saas.values import EXACT, ONE, ZERO
from saas.words import N_

Figure = Any  # Decimal | bool | NotAvailable
Column = Any  # Figure | list[Figure]
HIGHEST_POWER = 1_000
MOST_PLACES = 12
COMPARING: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
TOO_LARGE = NotAvailable(N_("数太大，算不出来"))


def over(op: Callable[..., Figure], *columns: Column) -> Column:
    """`op` figure by figure; one figure stands for a whole column."""
    if not any(isinstance(each, list) for each in columns):
        return op(*columns)
    return list(map(op, *(each if isinstance(each, list) else repeat(each) for each in columns)))


def safely(op: Callable[..., Figure], careful: Callable[..., Figure], *columns: Column) -> Column:
    """The quick way, and the careful one where it fails."""
    try:
        return over(op, *columns)
    except (ArithmeticError, TypeError):
        return over(careful, *columns)


def absent(figures: Iterable[Figure]) -> NotAvailable | None:
    """The first that is not there."""
    return next((each for each in figures if isinstance(each, NotAvailable)), None)


def careful(op: Callable[..., Figure]) -> Callable[..., Figure]:
    """`op`, with what it cannot do told instead of raised."""

    def one(*figures: Figure) -> Figure:
        if (missing := absent(figures)) is not None:
            return missing
        try:
            return op(*figures)
        except ArithmeticError:
            return TOO_LARGE

    return one


def divided(by: str) -> Callable[[Column, Column], Column]:
    """÷, where `by` is how the divisor is written: it stands in the reason when it is 0."""
    nothing = NotAvailable(N_("%(name)s 是 0，不能作除数"), name=by)

    def one(left: Figure, right: Figure) -> Figure:
        if (missing := absent((left, right))) is not None:
            return missing
        return careful(operator.truediv)(left, right) if right else nothing

    return lambda left, right: safely(operator.truediv, one, left, right)


def chosen(truth: Figure, yes: Figure, no: Figure) -> Figure:
    """if(…): both sides are computed, the other one's absence does not count."""
    if truth is True:
        return yes
    return no if truth is False else truth


def both(*truths: Figure) -> Figure:
    """and: one false is enough to know."""
    if any(each is False for each in truths):
        return False
    missing = absent(truths)
    return True if missing is None else missing


def either(*truths: Figure) -> Figure:
    """or: one true is enough to know."""
    if any(each is True for each in truths):
        return True
    missing = absent(truths)
    return False if missing is None else missing


def denied(truth: Figure) -> Figure:
    return truth if isinstance(truth, NotAvailable) else not truth


def rounded(value: Figure, places: Figure = ZERO) -> Figure:
    """Half up; `places` from −12 to 12."""
    if (missing := absent((value, places))) is not None:
        return missing
    if places != int(places) or abs(places) > MOST_PLACES:
        return NotAvailable(N_("小数位数要在 −%(most)s 到 %(most)s 之间"), most=MOST_PLACES)
    step = Decimal(1).scaleb(-int(places))
    return careful(lambda v: +EXACT.quantize(v, step) if places >= 0 else EXACT.quantize(v / step, ONE) * step)(value)


def root(value: Figure) -> Figure:
    if isinstance(value, NotAvailable):
        return value
    return NotAvailable(N_("负数没有平方根")) if value < 0 else value.sqrt(EXACT)


def raised(base: Figure, exponent: Figure) -> Figure:
    """Whole powers only: they stay exact to the last digit kept."""
    if (missing := absent((base, exponent))) is not None:
        return missing
    if abs(exponent) > HIGHEST_POWER or exponent != int(exponent):
        return NotAvailable(N_("次方数要是 %(most)s 以内的整数"), most=HIGHEST_POWER)
    if not base and exponent < 0:
        return NotAvailable(N_("0 不能作除数"))
    return careful(lambda b, e: EXACT.power(b, e) if b or e else ONE)(base, exponent)


def settled(found: Column) -> Column:
    """A truth as a figure: 1 or 0."""
    if isinstance(found, list):
        return [_figure(each) for each in found] if any(isinstance(each, bool) for each in found) else found
    return _figure(found)


def _figure(value: Figure) -> Figure:
    return (ONE if value else ZERO) if isinstance(value, bool) else value


def in_context(run: Callable[[], Column]) -> Column:
    """With the house's decimal context."""
    with localcontext(EXACT):
        return run()
