"""Rows of the tables as the working half of a pack: lists, scheme, measures, and what stands in pack_parts alone. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from saas.findings.rules import STEPS
from saas.packs.assemble import SUGGESTION, made, picked, whole
from saas.packs.assess import Cycles, Measures, Scheme
from saas.packs.flows import Blank, Channel, Gate, Processes, Rollout, Stage, Supervision
from saas.packs.indicators import Indicators
from saas.packs.kept import Kept, Rows
from saas.packs.lists import Checklists, Limits, Option, Point, Schedule, Section
from saas.packs.models import Models
from saas.packs.parts import Organisation
from saas.packs.rows_flows import picked as picked_flows
from saas.packs.rows_flows import written
from saas.packs.rows_indicators import written as written_indicators
from saas.packs.rows_models import written as written_models
from saas.packs.rows_rollout import SIDES
from saas.packs.rows_rollout import written as written_stages
from saas.packs.rows_times import told as timed
from saas.packs.told import written_mark


def checklists(given: Kept, organisation: Organisation) -> Checklists:
    """checklists.yaml: the versions in force."""
    points: dict[str, Rows] = defaultdict(list)
    for row in given.rows["points"]:
        points[row["list"]].append(row)
    plans: dict[str, Rows] = defaultdict(list)
    for row in given.rows["schedules"]:
        plans[row["list"]].append(row)
    tables: dict[str, Rows] = defaultdict(list)
    for row in given.rows["timetables"]:
        tables[row["list"]].append(row)
    codes = {node["code"] for node in given.rows["nodes"] if node["level"] == "detail"}
    told = []
    for row in given.rows["lists"]:
        mark = given.parts.get("checklists", {}).get(row["code"], {}).get("mark", SUGGESTION)
        reviewer = _usual_reviewer(given, points[row["code"]], organisation)
        base = given.parts.get("schedules", {}).get(row["code"])
        told.append({
            "code": row["code"], "name": row["name"], "scoring": row["scoring"], "mark": mark,
            "sections": [picked(Section, section) for section in row["sections"]],
            "points": [_point(point, mark, codes) for point in points[row["code"]]],
            "note": row["note"] or None, "schedule": _schedule(base, plans[row["code"]], reviewer, tables[row["code"]]),
        })  # fmt: skip
    return made(Checklists, {"checklists": [{k: v for k, v in one.items() if v is not None} for one in told]})


def _point(row: dict[str, Any], usual: dict[str, Any], details: set[str]) -> dict[str, Any]:
    mark, judge = written_mark(row["mark"]), row["judge"] or {}
    return picked(Point, {
        **row, "detail": row["detail_code"] if row["detail_code"] in details else None,
        "limits": picked(Limits, row["limits"]) if row["limits"] else None,
        "options": [picked(Option, option) for option in row["options"] or ()],
        "attribute": judge.get("attribute"), "level": judge.get("level"), "when": judge.get("when"),
        "evidence_by": judge.get("evidence"), "mark": None if mark == usual else mark, "reason": row["mark"].get("reason"),
    })  # fmt: skip


def _schedule(base: dict[str, Any] | None, rows: Rows, reviewer: str | None, tables: Rows) -> dict[str, Any] | None:
    """The plan as it was told, with what all its rows and its oldest timetable now say otherwise; without one, what they say."""
    told = timed(tables[0], base or {}) if tables else {}
    if told.get("event") or told.get("on"):
        known = {"reviewer": told["reviewer"] or reviewer, "job_title": told["job_title"]}
        return picked(Schedule, told | known) if all(known.values()) else base and picked(Schedule, base)
    if base is None and (not rows or not (reviewer or rows[0]["reviewer"])):
        return None
    plan = dict(base) if base else {
        "each": rows[0]["type"] or "post", "job_title": rows[0]["job_title"], "reviewer": rows[0]["reviewer"] or reviewer,
        "weekdays": sorted({day for row in rows for day in row["weekdays"]}),
    }  # fmt: skip
    alike = ("late_minutes", "workdays_only", "month_days", *(() if plan.get("shifts") else ("opens", "closes")))
    for field in alike:
        said = [row[field] for row in rows]
        if said and all(one == said[0] for one in said) and (field in plan or said[0]):
            plan[field] = said[0]
    if told and rows:
        plan = {field: said for field, said in plan.items() if field not in ("event", "on")} | {"only": told["only"]}
    return picked(Schedule, plan)


def _usual_reviewer(given: Kept, points: Rows, organisation: Organisation) -> str | None:
    """For lists that never named one: the title that most often reviews the details of its points."""
    details = {point["detail_code"] for point in points}
    title_of = {post.code: post.job_title for post in organisation.posts}
    said = Counter(title_of[a["post"]] for a in given.rows["answers"] if a["kind"] == "reviewing" and a["detail_code"] in details)
    return said.most_common(1)[0][0] if said else None


def scheme(given: Kept, lists: Checklists) -> dict[str, Any]:
    """scheme.yaml and cycles.yaml: both stand in the scheme's row."""
    row = given.rows["scheme"][0]
    body = dict(row["body"])
    cycles = body.pop("cycles")
    weights = body.get("lists", {})
    body["lists"] = {c.code: weights.get(c.code, "1") for c in lists.checklists}
    return {"scheme": made(Scheme, picked(Scheme, body | {"name": row["name"]})), "cycles": made(Cycles, picked(Cycles, cycles))}


def measures(given: Kept, lists: Checklists) -> Measures:
    """measures.yaml: the library, with the points it now has for each measure."""
    known = {point.code for checklist in lists.checklists for point in checklist.points}
    library: dict[str, dict[str, Any]] = {one["code"]: one | {"points": []} for one in whole(given, "measures")}
    for row in given.rows["library"]:
        fresh = {"code": row["code"], "problem": row["problem"], "text": row["title"], "moves": row["moves"], "points": []}
        if row["point_code"] in known:
            library.setdefault(row["code"], fresh)["points"].append(row["point_code"])
    said = [one for one in library.values() if one["points"] or one.get("moves") or one.get("processes")]
    return made(Measures, {"mark": _mark(given, "measures"), "measures": said})


def wholes(given: Kept) -> dict[str, Any]:
    """The files that no table of their own holds yet."""
    usual = [{"days": str(days), "job_title": None, "outside": None} for days in STEPS]
    escalation = [] if given.rows["escalation"] == usual else given.rows["escalation"]
    supervision = {"rhythm": given.rows["rhythm"], "channels": channels(given), "escalation": escalation}
    return {
        "processes": made(Processes, {"processes": _flows(given)}),
        "indicators": made(Indicators, written_indicators(given.rows, _mark(given, "indicators"))),
        "models": made(Models, {"models": written_models(given.rows["models"], SUGGESTION)}),
        "rollout": made(Rollout, {"mark": _mark(given, "rollout"), "stages": _stages(given)}),
        "supervision": made(Supervision, supervision | {"mark": _mark(given, "supervision")}),
    }


def _stages(given: Kept) -> Rows:
    """Of what is gone meanwhile the gates and scopes say nothing any more."""
    rows = given.rows
    known = {
        "units": {row["code"] for row in rows["units"]}, "lists": {row["code"] for row in rows["lists"]},
        "systems": {row["code"] for row in rows["nodes"] if row["level"] == "system"},
        "indicators": {row["code"] for row in rows["indicators"]},
    }  # fmt: skip
    return [
        picked(Stage, one | {side: [picked(Gate, gate) for gate in one[side]] for side in SIDES})
        for one in written_stages(rows["stages"], rows["gates"], known)
    ]


def channels(given: Kept) -> Rows:
    """Ways in for others, with the forms they have."""
    return [picked(Channel, row | {"fields": [picked(Blank, one) for one in row["fields"]]}) for row in given.rows["channels"]]


def _flows(given: Kept) -> list[dict[str, Any]]:
    if not given.rows["flows"]:
        # Founded before companies had tables of them.
        return whole(given, "processes")
    rows = picked_flows(given.rows["activities"], {row["code"] for row in given.rows["lists"]})
    return written(given.rows["flows"], rows, given.parts.get("processes", {}))


def _mark(given: Kept, file: str) -> dict[str, Any]:
    mark: dict[str, Any] = given.parts.get("marks", {}).get(file, SUGGESTION)
    return mark
