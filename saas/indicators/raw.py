"""The editor's fields as a definition, and back: `i.3.uom` is the uom of the fourth input. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from saas.indicators.figures import known_figure
from saas.indicators.form import ADDS, DIRECTIONS, FREQUENCIES, OVERS, SOURCES, SPLITS, Indicator, Input, Said
from saas.indicators.typed import amount
from saas.refusals import Problem, Refused
from saas.values import whole
from saas.words import N_

Raw = dict[str, Any]
NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,39}")
AMOUNTS = ("target", "target_low", "target_high", "floor", "stretch", "amber", "zero")
TEXTS = ("name", "note", "uom", "direction", "frequency", "formula", "owner", "split", "grace")
BLANK = {"name": "", "title": "", "uom": "", "source": "hand", "adds": "sum", "over": "sum", "figure": ""}
MOST = 40
LEVELS = {"post": N_("岗位"), "person": N_("人")}


def raw_of(given: Mapping[str, str]) -> Raw:
    """What was typed, inputs in order, gaps closed."""
    numbers = sorted({int(n) for key in given if key.startswith("i.") and (n := key.split(".")[1]).isdigit() and len(n) < 4})  # noqa: PLR2004
    inputs = [{field: given.get(f"i.{n}.{field}", usual) for field, usual in BLANK.items()} for n in numbers[:MOST]]
    trees = [key.removeprefix("tree.") for key in given if key.startswith("tree.")]
    levels = [level for level in LEVELS if given.get(f"level.{level}")]
    return {name: given.get(name, "") for name in (*TEXTS, *AMOUNTS)} | {"i": inputs, "trees": trees, "levels": levels}


def raw_from(form: Indicator, tongue: str) -> Raw:
    """A definition as its editor shows it, in the reader's language."""
    zero = (form.curve or {}).get("zero")
    return {
        "name": _text(form.name, tongue), "note": _text(form.note or {}, tongue), "uom": form.uom, "direction": form.direction,
        "frequency": form.frequency, "formula": form.formula, "owner": form.owner or "", "split": form.split,
        "grace": str(form.grace),
        **{name: _plain(getattr(form, name)) for name in AMOUNTS if name != "zero"}, "zero": "" if zero is None else str(zero),
        "i": [{"name": i.name, "title": _text(i.title, tongue), "uom": i.uom, "source": i.source, "adds": i.adds, "over": i.over,
               "figure": i.figure} for i in form.inputs],
        "trees": list(form.trees), "levels": [level for level in LEVELS if level in form.dimensions],
    }  # fmt: skip


def shaped(raw: Raw, do: str) -> Raw:
    """An input more or less: add.i, drop.i.2."""
    verb, _, rest = do.partition(".")
    if verb == "add" and len(raw["i"]) < MOST:
        raw["i"].append(dict(BLANK))
    elif verb == "drop" and (n := whole(rest.rpartition(".")[2], 3)) is not None and n < len(raw["i"]):
        raw["i"].pop(n)
    return raw


def written(raw: Raw, before: Indicator, tongue: str) -> tuple[Indicator, list[Problem]]:
    """The definition, and what keeps it from being one, at its fields. What the editor does not show stays."""
    problems: list[Problem] = []
    figures = {name: _amount(raw[name], name, problems) for name in AMOUNTS}
    for name, known in (("direction", DIRECTIONS), ("frequency", FREQUENCIES), ("split", SPLITS)):
        if raw[name] not in known:
            problems.append(Problem(name, N_("请选一项。")))
    if not raw["name"]:
        problems.append(Problem("name", N_("请写名称，最多 100 个字。")))
    inputs = [_input(n, each, before, tongue, problems) for n, each in enumerate(raw["i"]) if each["name"] or each["title"]]
    names = [one.name for one in inputs]
    problems += [Problem(f"i.{n}.name", N_("名称“%(name)s”用了两次。"), {"name": name}) for n, name in enumerate(names)
                 if names.count(name) > 1]  # fmt: skip
    made = Indicator(
        _said(raw["name"], before.name, tongue), raw["uom"], raw["direction"], raw["frequency"], raw["formula"], tuple(inputs),
        figures["target"], figures["target_low"], figures["target_high"], figures["floor"], figures["stretch"],
        _curve(before, figures["zero"], figures), raw["owner"] or None, _levels(raw, before), tuple(raw["trees"]), raw["split"],
        Decimal(5) if figures["amber"] is None else figures["amber"], min(366, whole(raw["grace"], 3) or 0), before.benchmark,
        _said(raw["note"], before.note, tongue) if raw["note"] else None, before.mark,
    )  # fmt: skip
    return made, problems


def _levels(raw: Raw, before: Indicator) -> tuple[str, ...]:
    """Below units figures are kept for posts or people where it says so; other dimensions stay as they were."""
    kept = [each for each in before.dimensions if each not in LEVELS or each in raw["levels"]]
    return (*kept, *(level for level in raw["levels"] if level not in kept))


def _curve(before: Indicator, zero: Decimal | None, figures: Mapping[str, Decimal | None]) -> dict[str, Any] | None:
    """With a point of no points: straight lines; another kind of curve that a pack brought stays."""
    if before.curve and before.curve.get("kind") not in ("linear", "range"):
        return before.curve
    if zero is None:
        return None
    made = {"kind": "range" if figures["target_low"] is not None else "linear", "zero": f"{zero:f}"}
    same = before.curve and {**before.curve, "zero": str(before.curve.get("zero"))} == made
    return before.curve if same else made


def _input(n: int, row: Mapping[str, str], before: Indicator, tongue: str, problems: list[Problem]) -> Input:
    name = row["name"] or re.sub(r"[^A-Za-z0-9_\u4e00-\u9fff]+", "_", row["title"]).strip("_")[:40]
    known = next((one for one in before.inputs if one.name == name), None)
    if not NAME.fullmatch(name):
        problems.append(Problem(f"i.{n}.name", N_("名称用字母、汉字、数字和下划线，不能以数字开头。")))
    if row["figure"] and not known_figure(row["figure"]):
        problems.append(Problem(f"i.{n}.figure", N_("没有这个取数。写成 checks.done/检查表编号 这样。")))
    for field, choices in (("source", SOURCES), ("adds", ADDS), ("over", OVERS)):
        if row[field] not in choices:
            problems.append(Problem(f"i.{n}.{field}", N_("请选一项。")))
    title = _said(row["title"] or name, known.title if known else None, tongue)
    return Input(name, title, row["uom"], row["source"], row["adds"], row["over"], row["figure"])  # type: ignore[arg-type]


def _amount(text: str, field: str, problems: list[Problem]) -> Decimal | None:
    try:
        return amount(text, field)
    except Refused as refused:
        problems += refused.problems
        return None


def _said(text: str, before: Said | None, tongue: str) -> Said:
    return {**(before or {}), tongue: text}


def _text(said: Said, tongue: str) -> str:
    return said.get(tongue) or next(iter(said.values()), "")


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
