"""Rows of the tables as the company half of a pack: the way back from `rows` and `rows_work`. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import msgspec

from saas.packs.kept import Kept
from saas.packs.ledger import Attribute, Objects
from saas.packs.lists import Checklists
from saas.packs.parts import Face, Organisation, Responsibilities, Standards
from saas.packs.rows_work import KINDS, Answer, Holders, answering
from saas.packs.told import called, written_mark

SUGGESTION = {"kind": "suggestion"}
BELOW = {"system": "categories", "category": "items", "item": "steps", "step": "details"}


def made(kind: type, data: dict[str, Any]) -> Any:
    """A part of the format from plain data; what is None was not said."""
    return msgspec.convert({key: value for key, value in data.items() if value is not None}, kind)


def picked(kind: type[msgspec.Struct], data: dict[str, Any]) -> dict[str, Any]:
    """The fields that the format knows: a table may come to say more."""
    names = {f.encode_name for f in msgspec.structs.fields(kind)}
    return {key: value for key, value in data.items() if key in names and value is not None}


def company(given: Kept) -> tuple[Face, Organisation]:
    """pack.yaml and organisation.yaml."""
    row = given.rows["company"][0]
    name = {"zh": row["name"], "en": row["name"]}
    layers = [layer | {"level": _level(given, layer["code"], n)} for n, layer in enumerate(given.rows["layers"])]
    face = {
        "key": row["industry"], "name": name, "summary": name, "version": "1.0", "locale": (row["locale"] or "zh")[:2],
        **given.parts.get("pack", {}).get("face", {}), "format": 2, "timezone": row["zone"], "layers": layers,
    }  # fmt: skip
    organisation = {
        "mark": given.parts.get("marks", {}).get("organisation", SUGGESTION),
        "job_titles": list(_titles(given)),
        "units": given.rows["units"],
        "posts": given.rows["posts"],
        "shifts": whole(given, "shifts"),
    }
    return made(Face, face), made(Organisation, _said(organisation))


def whole(given: Kept, part: str) -> list[dict[str, Any]]:
    """Entries that stand in pack_parts alone."""
    return [{"code": code} | body for code, body in given.parts.get(part, {}).items()]


def _level(given: Kept, code: str, place: int) -> str:
    told = given.parts.get("layers", {}).get(code)
    last = len(given.rows["layers"]) - 1
    return told["level"] if told else "management" if place == 0 else "implementing" if place == last else "executive"


def _said(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _said(one) for key, one in value.items() if one is not None}
    return [_said(one) for one in value] if isinstance(value, list) else value


def _titles(given: Kept) -> Iterable[dict[str, Any]]:
    """The list of titles, and after it those that only a post names."""
    layer_of = {unit["code"]: unit["layer"] for unit in given.rows["units"]}
    first: dict[str, str] = {}
    for post in given.rows["posts"]:
        first.setdefault(post["job_title"], layer_of[post["unit"]])
    listed = {title["code"]: title for title in given.rows["titles"]}
    lowest = given.rows["layers"][-1]["code"]
    for code in dict.fromkeys([*listed, *first]):
        title = listed.get(code, {"code": code, "name": {"zh": code, "en": code}, "role": "staff"})
        kept = given.parts.get("job_titles", {}).get(code, {})
        role = "executive" if title["role"] == "admin" else title["role"]
        yield title | {
            "role": role, "layer": kept.get("layer", first.get(code, lowest)), "duties": _duties(given, code, title["name"]),
        }  # fmt: skip


def _duties(given: Kept, title: str, name: dict[str, str]) -> dict[str, Any]:
    below: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for line in given.rows["duties"]:
        if line["job_title"] == title:
            below[line["parent_id"]].append(line)
    overall = below[None][0] if below[None] else {"id": object(), "text": name}
    return {
        "overall": overall["text"],
        "categories": [
            {
                "name": category["text"],
                "items": [
                    {"name": item["text"], "details": [detail["text"] for detail in below[item["id"]]]}
                    for item in below[category["id"]]
                ],
            }
            for category in below[overall["id"]]
        ],
    }


def standards(given: Kept) -> Standards:
    """standards.yaml: the version in force."""
    below: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for node in given.rows["nodes"]:
        below[node["parent_id"]].append(node)
    kept = {row["id"]: {"file": called(row["sha"], row["kind"]), "name": row["name"]} for row in given.rows["files"]}

    def told(node: dict[str, Any]) -> dict[str, Any]:
        said = {"code": node["code"], "name": node["name"], "files": [kept[one] for one in node["attachments"]]}
        if node["level"] != "detail":
            return said | {BELOW[node["level"]]: [told(one) for one in below[node["id"]]]}
        more = given.parts.get("details", {}).get(node["code"], {})
        demand = {"criterion": node["criterion"], "principle": None if node["criterion"] else node["principle"]}
        return said | {"mark": written_mark(node["mark"]), "unchecked": node["unchecked"]} | demand | more

    quiz = [_quiz_point(one) for row in given.rows["quiz"] for one in row["quiz"]]
    return made(Standards, _said({"systems": [told(node) for node in below[None]], "quiz": quiz}))


def _quiz_point(asked: dict[str, Any]) -> dict[str, Any]:
    return {"text": asked["text"], "options": asked["options"], "right": asked["right"] + 1, "detail": asked["code"] or None}


def responsibilities(given: Kept, organisation: Organisation, tree: Standards) -> Responsibilities:
    """responsibilities.yaml: the rule by job title while it says what the table says, else post by post."""
    holders = Holders(organisation)
    answers: dict[str, dict[Answer, None]] = defaultdict(dict)
    for row in given.rows["answers"]:
        answers[row["detail_code"]][Answer(row["unit"], row["post"], row["kind"])] = None
    rules = {
        detail: {"detail": detail} | body
        for detail, body in given.parts.get("responsibilities", {}).items()
        if set(answering(holders, made(Responsibilities, {"responsibilities": [{"detail": detail} | body]}).responsibilities[0]))
        == set(answers[detail])
    }
    exact = [line for detail in _details(tree) if detail not in rules for line in _by_post(detail, answers[detail])]
    known = set(_details(tree))
    kept = [rule for detail, rule in rules.items() if detail in known]
    return made(Responsibilities, {"responsibilities": kept, "by_post": exact})


def _details(tree: Standards) -> list[str]:
    return [
        detail.code
        for system in tree.systems
        for category in system.categories
        for item in category.items
        for step in item.steps
        for detail in step.details
    ]


def _by_post(detail: str, answers: Iterable[Answer]) -> list[dict[str, Any]]:
    lines: dict[str, dict[str, Any]] = {}
    for unit, post, kind in answers:
        line = lines.setdefault(unit, {"detail": detail, "unit": unit} | {kind: [] for kind in KINDS[1:]})
        if kind == "responsible":
            line[kind] = post
        else:
            line[kind].append(post)
    return list(lines.values())


def objects(given: Kept, lists: Checklists) -> Objects:
    """objects.yaml."""
    kinds = [_kind(row) for row in given.rows["kinds"]]
    figured = {row["code"]: {a["code"] for a in row["attributes"] if a["kind"] == "number"} for row in kinds}
    known = {row["code"]: {a["code"] for a in row["attributes"]} for row in kinds}
    counted = {p.code for checklist in lists.checklists for p in checklist.points if p.kind in ("count", "ledger")}
    book: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for row in given.rows["book"]:
        if row["point_code"] in counted:
            book[row["code"]][row["point_code"]] = row["figure"]
    days = _days(given, lists)
    things = []
    for row in given.rows["objects"]:
        values = {
            name: Decimal(str(value)) if name in figured[row["type"]] else value
            for name, value in row["attributes"].items()
            if name in known[row["type"]] and value is not None
        }
        thing = row | {"at": row["attributes"].get("at"), "attributes": values, "book": book[row["code"]]}
        things.append(thing | {"days": days.get(row["code"], ())})
    mark = given.parts.get("marks", {}).get("objects", SUGGESTION)
    grounds = [_said(row) for row in given.rows["territories"]]
    return made(Objects, _said({"mark": mark, "types": kinds, "territories": grounds, "objects": things}))


def _kind(row: dict[str, Any]) -> dict[str, Any]:
    """A play that is called after its place needs no code."""
    plays = [
        {name: value for name, value in play.items() if (name, value) != ("code", f"p{n}")}
        for n, play in enumerate(row["playbook"], 1)
    ]
    return row | {"attributes": [picked(Attribute, one) for one in row["attributes"]], "playbook": plays}


def _days(given: Kept, lists: Checklists) -> dict[str, list[int]]:
    """Objects that are checked on other days than their list says."""
    usual = {c.code: list(c.schedule.weekdays) for c in lists.checklists if c.schedule}
    return {
        row["object"]: row["weekdays"]
        for row in given.rows["schedules"]
        if row["object"] and row["list"] in usual and row["weekdays"] != usual[row["list"]]
    }
