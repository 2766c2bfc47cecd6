"""Ten thousand hostile formulas: refused or computed, each quickly, none of them anything but arithmetic."""

from __future__ import annotations

import random
from decimal import Decimal
from time import process_time

from saas.formulas.check import check
from saas.formulas.evaluate import evaluate
from saas.formulas.fault import FormulaFault, NotAvailable
from saas.formulas.parse import parse

MOST = 10_000
SLOWEST = 0.05
PIECES = (
    "9" * 30, "(", "((((", "9^999", "^", "9^9^9^9", "1/0", "sum(", "if(", "round(", "1,", "a", "b.c", ")", "))", "+", "-", "*", "/", "%",
    "‰", "not ", "and ", "or ", "__import__('os')", "a.__class__", "lambda:0", "sqrt(-1)", "coalesce(", '"', "“", "[元]", "[万元/天·天·天]",
    "where ", "<", ">=", "1e999", "0x1", "\u202e", "\0", "é", "𝟗", "½", "max(", "万元", "1.", "..5", "{}", "]", ";", "\n", "%s", "{0}",
    "999999999999999999999999999999 * ", "0.000000000000000000000000001 / ", "0 ^ -1", "t.x.y.z", "＝＝", "prior(", "lookup(a,a,", "step(",
)  # fmt: skip
SHAPES = (
    lambda r: "".join(r.choice(PIECES) for _ in range(r.randint(1, 60))),
    lambda r: "(" * r.randint(1, 1_900) + "1",
    lambda r: "-" * r.randint(1, 1_999) + "1",
    lambda r: "+".join(["a"] * r.randint(1, 900)),
    lambda r: "9^999" + "*9^999" * r.randint(1, 200),
    lambda r: "(" * 20 + "9" + "^999)" * 20,
    lambda r: "*".join(f"{r.randint(2, 99)}*a" for _ in range(r.randint(2, 90))) + "+b.c",
    lambda r: "not " * r.randint(1, 400) + "1>2",
    lambda r: "max(" * r.randint(1, 30) + "a," * r.randint(0, 150) + "1" + ")" * 30,
    lambda r: "a" * r.randint(1, 3_000),
)


def outcome(text):
    try:
        found = check(parse(text, ["a", "b.c"]), {"a": "万元", "b.c": "%"}, "元")
        return evaluate(found, {"a": Decimal(3), "b.c": Decimal(2)})
    except FormulaFault as fault:
        return fault


def timed(text):
    began = process_time()
    return outcome(text), process_time() - began


def test_hostile_formulas_are_refused_or_computed_each_in_fifty_milliseconds():
    chance = random.Random(7)
    slowest = 0.0
    for n in range(MOST):
        text = SHAPES[0 if n % 2 else n // 2 % len(SHAPES)](chance)
        found, took = timed(text)
        if took > SLOWEST:  # a collection of garbage may fall into any moment, hardly twice into the same
            found, took = timed(text)
        slowest = max(slowest, took)
        assert isinstance(found, Decimal | NotAvailable | FormulaFault)
        assert not isinstance(found, FormulaFault) or 0 <= found.start < found.end
    assert slowest <= SLOWEST
