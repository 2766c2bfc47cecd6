"""processes.yaml in the tables of processes, and back: version 1 of each, activity by activity. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from saas.packs.cross_flows import ANYBODY, starts, ways
from saas.packs.flows import Activity, Process
from saas.packs.rows import Batch, Birth
from saas.packs.told import body

COLUMNS = (
    "id, version_id, position, code, name, owner, job_title, outside, condition, amount, per, limit_note, ahead, back, starts, "
    "checklist, details, mark"
)
Rows = list[dict[str, Any]]


def processes(birth: Birth) -> Iterator[Batch]:
    """Processes in version 1 with their activities."""
    ids, source = birth.ids, birth.pack.processes.processes
    named = [(ids("process", p.code), p.code, msgspec.to_builtins(p.name), n) for n, p in enumerate(source, 1)]
    yield Batch("processes", "id, code, name, position", named)
    versions = [
        (ids("process_version", p.code), ids("process", p.code), 1, msgspec.to_builtins(p.name),
         msgspec.to_builtins(p.goal) if p.goal else {}, body(p.mark), birth.first_day, birth.now)
        for p in source
    ]  # fmt: skip
    yield Batch("process_versions", "id, process_id, number, name, goal, mark, effective_from, published_at", versions)
    yield Batch("activities", COLUMNS, [row for p in source for row in _activities(birth, p)])


def _activities(birth: Birth, process: Process) -> Iterator[tuple[Any, ...]]:
    version = birth.ids("process_version", process.code)
    for n, row in enumerate(told(process), 1):
        yield (birth.ids("activity", process.code, row["code"]), version, n, *(row[key] for key in COLUMNS.split(", ")[3:]))


def told(process: Process) -> Rows:
    """What the tables say of the activities of a process: the way to the next one written out, the start marked."""
    ahead, first = ways(process), starts(process)
    return [
        _row(each) | {"ahead": [_way(each, to) for to in ahead[each.code]], "starts": each.code in first}
        for each in process.activities
    ]


def _way(each: Activity, to: str) -> dict[str, Any]:
    case = next((case for case in each.cases if case.to == to), None)
    return {"to": to} | ({"when": body(case)["when"]} if case else {})


def _row(each: Activity) -> dict[str, Any]:
    said = body(each)
    limit = said.get("limit", {})
    title = each.job_title if each.job_title != ANYBODY else None
    return {
        "code": each.code, "name": said["name"], "owner": "outside" if each.outside else "title" if title else "anyone",
        "job_title": title, "outside": said.get("outside"), "condition": said.get("condition", {}),
        "amount": next(iter(limit.values()), None), "per": next(iter(limit), None), "limit_note": said.get("limit_note", {}),
        "back": said.get("back", []), "checklist": each.checklist, "details": list(each.details), "mark": said.get("mark"),
    }  # fmt: skip


def written(processes: Rows, activities: Rows, kept: dict[str, Any]) -> Rows:
    """Processes as a pack writes them. As they came with the pack while the tables say the same; else from the tables.

    A pack knows job titles only: a post is told by its title.
    """
    of: dict[str, Rows] = defaultdict(list)
    for row in activities:
        of[row["process"]].append(row)
    return [_process(process, of[process["code"]], kept.get(process["code"])) for process in processes if of[process["code"]]]


def _process(process: dict[str, Any], rows: Rows, kept: dict[str, Any] | None) -> dict[str, Any]:
    head = {"code": process["code"], "name": process["name"], "mark": process["mark"] or {"kind": "suggestion"}}
    head |= {"goal": process["goal"]} if process["goal"] else {}
    if kept is not None:
        known = msgspec.convert(head | kept, Process, strict=False)
        if [_same(row) for row in told(known)] == [_same(row) for row in rows]:
            return {**kept, **head}
    first = [row["code"] for row in rows if row["starts"]]
    following = [row["code"] for row in rows[1:]]
    return head | {"activities": [_activity(row, following[n : n + 1], first != [rows[0]["code"]]) for n, row in enumerate(rows)]}


def _same(row: dict[str, Any]) -> dict[str, Any]:
    amount = str(row["amount"]) if row["amount"] is not None else None
    return {key: row[key] for key in COLUMNS.split(", ")[3:]} | {"amount": amount}


def _activity(row: dict[str, Any], following: list[str], marked: bool) -> dict[str, Any]:
    ahead = [way["to"] for way in row["ahead"]]
    told = {
        "code": row["code"], "name": row["name"], "condition": row["condition"], "outside": row["outside"],
        "job_title": ANYBODY if row["owner"] == "anyone" else row["job_title"] or row.get("post_title"),
        "limit": {row["per"]: row["amount"]} if row["per"] else None, "limit_note": None if row["per"] else row["limit_note"],
        "next": ahead if ahead != following else None,
        "cases": [way for way in row["ahead"] if way.get("when")], "end": True if following and not ahead else None,
        "start": True if marked and row["starts"] else None, "back": row["back"], "checklist": row["checklist"],
        "details": row["details"], "mark": row["mark"],
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}


def picked(rows: Iterable[dict[str, Any]], codes: set[str]) -> Rows:
    """Rows whose checklist is still in use; of the others the checklist is left out."""
    return [row | {"checklist": row["checklist"] if row["checklist"] in codes else None} for row in rows]
