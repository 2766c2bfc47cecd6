"""rollout.yaml as rows of a company, and those rows as a pack writes them. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from saas.packs.flows import Gate
from saas.packs.rows import Batch, Birth
from saas.packs.told import as_json, body

SIDES = ("entry", "exit")


def rollout(birth: Birth) -> Iterator[Batch]:
    """The stages and the criteria of their gates; the rollout itself begins when the company says so."""
    ids, stages = birth.ids, birth.pack.rollout.stages
    yield Batch(
        "rollout_stages", "id, code, position, name, scope, work, signs, weeks, units, lists, systems, prepares, state",
        [(ids("stage", one.code), one.code, n, body(one.name), body(one.scope), body(one.work),
          [body(sign) for sign in one.signs], as_json(one.weeks),
          [ids("unit", code) for code in one.units], list(one.checklists), list(one.systems), one.prepares,
          "waiting") for n, one in enumerate(stages, 1)],
    )  # fmt: skip
    yield Batch(
        "rollout_criteria", "id, stage_id, side, code, position, text, by, low, high, uom, days, indicator, lists",
        [(ids("gate", gate.code), ids("stage", one.code), side, gate.code, n, body(gate.text), gate.by, as_json(gate.low),
          as_json(gate.high), gate.uom or "", gate.days, gate.indicator, list(gate.checklists))
         for one in stages for side in SIDES for n, gate in enumerate(_gates(one, side), 1)],
    )  # fmt: skip


def written(stages: list[dict[str, Any]], criteria: list[dict[str, Any]], known: Mapping[str, set[str]]) -> list[dict[str, Any]]:
    """Stage by stage; codes of units, lists, systems and indicators that are gone are left out (`known`)."""
    found = []
    for row in stages:
        own = [one for one in criteria if one["stage"] == row["code"]]
        gates = {side: [_gate(one, known) for one in own if one["side"] == side] for side in SIDES}
        units = [code for code in row["units"] if code in known["units"]]
        lists = [code for code in row["lists"] if code in known["lists"]]
        systems = [code for code in row["systems"] if code in known["systems"]]
        found.append({name: row[name] for name in ("code", "name", "scope", "work", "weeks", "prepares", "signs")}
                     | gates | {"units": units, "checklists": lists, "systems": systems})  # fmt: skip
    return found


def _gates(stage: Any, side: str) -> tuple[Gate, ...]:
    gates: tuple[Gate, ...] = getattr(stage, side)
    return gates


def _gate(row: dict[str, Any], known: Mapping[str, set[str]]) -> dict[str, Any]:
    lost = row["by"] == "indicator" and row["indicator"] not in known["indicators"]
    return {name: row[name] for name in ("code", "text", "low", "high", "days")} | {
        "by": "other" if lost else row["by"], "uom": row["uom"] or None, "indicator": None if lost else row["indicator"],
        "checklists": [code for code in row["lists"] if code in known["lists"]],
    }  # fmt: skip
