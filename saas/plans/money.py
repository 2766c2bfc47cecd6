"""What a change of a pass share is worth, by a model of the company. Pure.

A link says what one percentage point moves in one input; the model is computed as it stands and with the input moved, and
the difference of its result is the money. Everything else stays as the model has it: that is the assumption.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from saas.models.form import Model
from saas.models.program import Program, program
from saas.models.run import figure, run
from saas.refusals import Refused
from saas.values import FACTORS, HUNDRED, exact, quantum
from saas.words import N_

TEN_THOUSAND = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Link:
    """`moves`: what one percentage point more moves in the input, in the input's own unit of measure."""

    input: str
    result: str
    moves: Decimal


@dataclass(frozen=True, slots=True)
class Worth:
    """amount: 万元; the input from – to, and the result from – to in its own unit of measure."""

    amount: Decimal
    before: Decimal
    after: Decimal
    result_before: Decimal
    result_after: Decimal


def usable(model: Model, link: Link) -> None:
    """Refused 422 at its field where the link cannot be computed: unknown or empty input, a result that is no money."""
    made = program(model)
    if made.wrong:
        raise Refused(422, N_("这个模型还有公式错误，先改好再连。"), field="input")
    if made.start.get(made.at.get(link.input, -1)) is None:
        raise Refused(422, N_("请选择模型里有数的一个输入。"), field="input")
    if link.result not in model.results or money_of(made, link.result) is None:
        raise Refused(422, N_("请选择以元或万元计的一个结果。"), field="result")
    if worth(model, link, Decimal("0.01")) is None:
        raise Refused(422, N_("输入变动以后，模型算不出这个结果。"), field="result")


def worth(model: Model, link: Link, change: Decimal) -> Worth | None:
    """The money of a change of the share (0.05: five percentage points). None where the model cannot be computed."""
    made = program(model)
    factor = money_of(made, link.result)
    start = made.start.get(made.at.get(link.input, -1))
    if made.wrong or factor is None or start is None:
        return None
    with exact():
        moved = quantum(start + link.moves * change * HUNDRED)
        cells = run(made, [{link.input: start}, {link.input: moved}])
        told = [figure(cells, made.at[link.result], n) for n in range(2)]
        if not isinstance(told[0], Decimal) or not isinstance(told[1], Decimal):
            return None
        return Worth(quantum((told[1] - told[0]) * factor / TEN_THOUSAND), start, moved, quantum(told[0]), quantum(told[1]))


def money_of(made: Program, result: str) -> Decimal | None:
    """元 in one of the result's unit of measure; None where it is no money."""
    at = made.at.get(result)
    kind, factor = FACTORS.get(made.cells[at].uom if at is not None else "", ("", Decimal(0)))
    return factor if kind == "money" else None
