"""`saas model run FILE --set name=value …`: the models of a file evaluated, every result with its tree, as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from saas.formulas.fault import NotAvailable
from saas.models.form import model_of
from saas.models.program import Program, program
from saas.models.run import contradictions, run
from saas.models.tree import Branch, tree
from saas.models.tried import figure_of
from saas.packs import cross_models
from saas.packs.models import Model, Models
from saas.packs.read import PackFaults, Reading
from saas.packs.shape import Fault
from saas.packs.told import body
from saas.values import NotANumber
from saas.words import translator

FILE = "models.yaml"
WRONG = 2


def run_model(path: Path, sets: Sequence[str], code: str | None) -> int:
    """Print the models of the file (only `code`, if said) with `name=value` put in; 2 with each fault's place on stderr."""
    try:
        models = _read(path, code)
        told = [_told(model, sets, several=len(models) > 1) for model in models]
    except PackFaults as error:
        sys.stderr.write(f"{str(error).replace(FILE, path.name)}\n")
        return WRONG
    except OSError as error:
        sys.stderr.write(f"{path}: {error.strerror}\n")
        return WRONG
    sys.stdout.write(json.dumps(told[0] if len(told) == 1 else told, ensure_ascii=False, indent=2) + "\n")
    return 0


def _read(path: Path, code: str | None) -> tuple[Model, ...]:
    reading = Reading({FILE: path.read_bytes()})
    given = reading.part(FILE, Models)
    if reading.faults:
        raise PackFaults(reading.faults)
    models = tuple(model for model in given.models if code in (None, model.code))
    if not models:
        raise PackFaults([Fault(FILE, f"没有模型“{code or ''}”", f'there is no model "{code or ""}"')])
    found = [reading.at_its_line(fault) for model in models for fault in cross_models.agree(model)]
    if found:
        raise PackFaults(found)
    return models


def _told(model: Model, sets: Sequence[str], *, several: bool) -> dict[str, Any]:
    made = program(model_of(body(model, "code")))
    given = _given(made, sets, several=several)
    cells = run(made, [given])
    return {
        "model": model.code,
        "set": {name: None if value is None else f"{value:f}" for name, value in given.items()},
        "results": [_branch(tree(made, cells, path)) for path in model.results],
        "contradictions": [
            {"fact": one.fact.code, "text": one.fact.text, "left": f"{one.left:f}", "right": f"{one.right:f}"}
            for one in contradictions(made, cells)
        ],
    }  # fmt: skip


def _given(made: Program, sets: Sequence[str], *, several: bool) -> dict[str, Decimal | None]:
    """`name=value`, `table.row.column=value`; what a model does not have is refused, unless several are run."""
    given: dict[str, Decimal | None] = {}
    for text in sets:
        name, equals, value = text.partition("=")
        at = made.at.get(name.strip())
        if not equals or (at not in made.start and not several):
            raise PackFaults([Fault(f"--set {text}", "没有这个输入", "there is no such input")])
        if at not in made.start:
            continue
        try:
            given[made.cells[at].path] = figure_of(value, made.cells[at].uom)
        except NotANumber:
            raise PackFaults([Fault(f"--set {text}", f"“{value}”不是数", f'"{value}" is not a number')]) from None
    return given


def _branch(one: Branch) -> dict[str, Any]:
    told: dict[str, Any] = {"name": one.path, "title": one.title, "uom": one.uom, "value": None}
    if isinstance(one.value, NotAvailable):
        told["why"] = {tongue: one.value.told(translator(locale)) for tongue, locale in (("zh", "zh-CN"), ("en", "en"))}
    else:
        told["value"] = f"{one.value:f}"
    if one.formula:
        told["formula"] = one.formula
    if one.again:
        told["again"] = True
    elif one.parts:
        told["parts"] = [_branch(part) for part in one.parts]
    return told
