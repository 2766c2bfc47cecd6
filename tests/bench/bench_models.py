"""A model of 500 formulas over 1,000 scenarios, and what a hostile formula costs at most."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal
from time import process_time

from saas.models.form import Input, Line, Model
from saas.models.program import program
from saas.models.run import run
from tests.formulas.test_hostile import MOST, SHAPES, timed

FORMULAS, SCENARIOS, INPUTS, TIMES = 500, 1_000, 40, 5
WAYS = (
    "{a} + {b} - {c}",
    "max({a}, {b}) * 5% + {c}",
    "if({a} > {b}, {a} - {c}, {b} * 0.5)",
    "round({a} / 3 + {b} * 0.12, 4)",
    "sum({a}, {b}, {c}) / 3",
)


@dataclass(frozen=True)
class Computed:
    """Seconds for all scenarios, and for the bare additions of as many figures; the slowest hostile formula in ms."""

    seconds: float
    floor: float
    hostile: float


def computed() -> Computed:
    """The best of a few runs each; hostile formulas once."""
    chance = random.Random(1)
    names = [f"x{n}" for n in range(INPUTS)]
    lines = []
    for n in range(FORMULAS):
        a, b, c = chance.sample(names[-60:], 3)
        lines.append(Line(f"f{n}", {"zh": f"f{n}"}, "万元", chance.choice(WAYS).format(a=a, b=b, c=c)))
        names.append(f"f{n}")
    inputs = tuple(Input(f"x{n}", {"zh": f"x{n}"}, "万元", Decimal(n + 1)) for n in range(INPUTS))
    made = program(Model({"zh": "bench"}, inputs, (f"f{FORMULAS - 1}",), (), tuple(lines)))
    scenarios = [{one.name: Decimal(chance.randint(1, 10_000)) / 100 for one in inputs} for _ in range(SCENARIOS)]
    return Computed(min(_took(made, scenarios) for _ in range(TIMES)), min(_bare(chance) for _ in range(TIMES)), _hostile())


def _took(made: object, scenarios: list[dict[str, Decimal]]) -> float:
    began = process_time()
    run(made, scenarios)  # type: ignore[arg-type]
    return process_time() - began


def _bare(chance: random.Random) -> float:
    """As many decimal additions as there are figures to compute."""
    figures = [Decimal(chance.randint(1, 10_000)) / 100 for _ in range(SCENARIOS)]
    began = process_time()
    for _ in range(FORMULAS):
        list(map(Decimal.__add__, figures, figures))
    return process_time() - began


def _hostile() -> float:
    chance = random.Random(7)
    slowest = 0.0
    for n in range(MOST):
        text = SHAPES[0 if n % 2 else n // 2 % len(SHAPES)](chance)
        took = timed(text)[1]
        slowest = max(slowest, took if took < slowest else min(took, timed(text)[1]))
    return slowest * 1_000
