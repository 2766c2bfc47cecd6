"""What must agree in models.yaml: every formula is read, its units of measure fit, nothing is computed from itself, and
every worked example comes out to the last digit.
"""

from collections.abc import Iterator
from decimal import Decimal

from saas.formulas.fault import FormulaFault
from saas.models.form import model_of
from saas.models.program import Program, program
from saas.models.run import figure, run
from saas.packs.cross import marked, twice, unknown
from saas.packs.format import Pack
from saas.packs.models import Example, Model
from saas.packs.shape import Fault
from saas.packs.told import body
from saas.values import half_up
from saas.words import translator


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction, model by model."""
    yield from twice("models.yaml", (m.code for m in pack.models.models))
    for model in pack.models.models:
        yield from agree(model)


def agree(model: Model) -> Iterator[Fault]:
    """Every contradiction within one model."""
    at = f"models.yaml › {model.code}"
    yield from marked(at, model.mark)
    for given in model.inputs:
        yield from marked(f"{at} › inputs › {given.name}", given.mark)
    names = list(_names(model, at))
    yield from names
    if not names:
        yield from _formulas(model, at)


def formula_fault(at: str, fault: FormulaFault) -> Fault:
    """A formula's fault with its character, from 1."""
    zh, en = (fault.told(translator(locale)) for locale in ("zh-CN", "en"))
    return Fault(at, f"第 {fault.start + 1} 个字符：{zh}", f"character {fault.start + 1}: {en}")


def circles(uses: dict[str, set[str]], at: str) -> Iterator[Fault]:
    """Everything that is computed, over whatever steps, from itself."""
    rest = dict(uses)
    while done := [name for name, names in rest.items() if not names & rest.keys()]:
        rest = {name: names for name, names in rest.items() if name not in done}
    if rest:
        told = " → ".join(sorted(rest))
        yield Fault(at, f"公式绕成了圈：{told}", f"formulas run in a circle: {told}")


def _names(model: Model, at: str) -> Iterator[Fault]:
    top = [*(i.name for i in model.inputs), *(f.name for f in model.formulas), *(t.name for t in model.tables)]
    yield from twice(at, top)
    for table in model.tables:
        place = f"{at} › tables › {table.name}"
        yield from twice(place, [*(c.name for c in table.columns), *(f.name for f in table.formulas)])
        yield from twice(f"{place} › rows", (r.key for r in table.rows))
        for row in table.rows:
            for column in row.values:
                yield from unknown(f"{place} › rows › {row.key} › values.{column}", column, {c.name for c in table.columns})
    for name in model.results:
        if name not in {f.name for f in model.formulas}:
            yield Fault(f"{at} › results", f"没有公式“{name}”", f'there is no formula "{name}"')


def _formulas(model: Model, at: str) -> Iterator[Fault]:
    made = program(model_of(body(model, "code")))
    for wrong in made.wrong:
        place = " › ".join(wrong.place[:2] if wrong.place[0] != "tables" else (*wrong.place[:2], "formulas", *wrong.place[2:]))
        yield formula_fault(f"{at} › {place}{'' if wrong.place[0] == 'facts' else ' › formula'}", wrong.fault)
    for n, example in enumerate(model.examples, 1):
        yield from _example(made, example, f"{at} › examples › {n}")


def _example(made: Program, example: Example, at: str) -> Iterator[Fault]:
    inputs = {made.cells[n].path for n in made.start}
    lost = [fault for name in example.given for fault in unknown(f"{at} › given", name, inputs)]
    lost += [fault for name in example.expect for fault in unknown(f"{at} › expect", name, made.at.keys() - inputs)]
    yield from lost
    if lost or made.wrong:
        return
    cells = run(made, [example.given])
    for path, wanted in example.expect.items():
        value = figure(cells, made.at[path])
        if isinstance(value, Decimal) and example.places is not None:
            value = half_up(value, example.places)
        if not isinstance(value, Decimal):
            zh, en = (value.told(translator(one)) for one in ("zh-CN", "en"))
            yield Fault(f"{at} › expect", f"{path}: {zh}", f"{path}: {en}")
        elif value != wanted:
            yield Fault(
                f"{at} › expect", f"{path} 算出来是 {value:f}，不是 {wanted:f}", f"{path} comes out as {value:f}, not {wanted:f}"
            )
