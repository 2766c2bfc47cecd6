"""What must agree in models.yaml: every name of a formula is defined, nothing is computed from itself."""

from collections.abc import Generator, Iterator

from saas.packs import formulas
from saas.packs.cross import marked, twice, unknown
from saas.packs.format import Pack
from saas.packs.models import Model, Table
from saas.packs.shape import Fault


def faults(pack: Pack) -> Iterator[Fault]:
    """Every contradiction, model by model."""
    yield from twice("models.yaml", (m.code for m in pack.models.models))
    for model in pack.models.models:
        at = f"models.yaml › {model.code}"
        yield from marked(at, model.mark)
        for figure in model.inputs:
            yield from marked(f"{at} › inputs › {figure.name}", figure.mark)
        yield from _names(model, at)
        yield from _formulas(model, at)
        yield from _examples(model, at)


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


def _cells(table: Table) -> set[str]:
    columns = [*(c.name for c in table.columns), *(f.name for f in table.formulas)]
    rows = [f".{r.key}" for r in table.rows]
    return {f"{table.name}{row}.{column}" for row in ["", *rows] for column in columns}


def _formulas(model: Model, at: str) -> Iterator[Fault]:
    known = {i.name for i in model.inputs} | {f.name for f in model.formulas}
    known |= {cell for table in model.tables for cell in _cells(table)}
    uses: dict[str, set[str]] = {}
    for line in model.formulas:
        uses[line.name] = yield from used(line.formula, known, f"{at} › formulas › {line.name} › formula")
    for table in model.tables:
        own = {cell.rpartition(".")[2] for cell in _cells(table)}
        for line in table.formulas:
            place = f"{at} › tables › {table.name} › formulas › {line.name} › formula"
            names = yield from used(line.formula, known | own, place)
            uses[f"{table.name}.{line.name}"] = {f"{table.name}.{name}" if name in own else name for name in names}
    for fact in model.facts:
        for side in (fact.left, fact.right):
            yield from used(side, known, f"{at} › facts › {fact.code}")
    yield from circles({name: {_column(n) for n in names} for name, names in uses.items()}, f"{at} › formulas")


def _column(name: str) -> str:
    """table.row.column is computed wherever table.column is."""
    parts = name.split(".")
    return f"{parts[0]}.{parts[2]}" if len(parts) > 2 else name  # noqa: PLR2004  table, row, column


def used(formula: str, known: set[str], at: str) -> Generator[Fault, None, set[str]]:
    """Tells what is wrong with a formula; returns the names it uses (for `yield from`)."""
    try:
        found = formulas.names(formula)
    except formulas.Unreadable as error:
        yield Fault(at, error.zh, error.en)
        return set()
    for name in sorted(found - known):
        yield from unknown(at, name, known)
    return found


def circles(uses: dict[str, set[str]], at: str) -> Iterator[Fault]:
    """Everything that is computed, over whatever steps, from itself."""
    rest = dict(uses)
    while done := [name for name, names in rest.items() if not names & rest.keys()]:
        rest = {name: names for name, names in rest.items() if name not in done}
    if rest:
        told = " → ".join(sorted(rest))
        yield Fault(at, f"公式绕成了圈：{told}", f"formulas run in a circle: {told}")


def _examples(model: Model, at: str) -> Iterator[Fault]:
    inputs = {i.name for i in model.inputs}
    for table in model.tables:
        inputs |= {f"{table.name}.{row.key}.{column.name}" for row in table.rows for column in table.columns}
    lines = {f.name for f in model.formulas} | {cell for table in model.tables for cell in _cells(table) if cell.count(".") > 1}
    for n, example in enumerate(model.examples, 1):
        place = f"{at} › examples › {n}"
        for name in example.given:
            yield from unknown(f"{place} › given", name, inputs)
        for name in example.expect:
            yield from unknown(f"{place} › expect", name, lines)
