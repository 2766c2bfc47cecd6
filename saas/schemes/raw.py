"""A scheme as the text of its form: rows of titles, lists, grades and rules; and back from what a form sent. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.scores.scheme import COMPONENTS, SEAT

Rows = list[dict[str, str]]
GENERAL = (
    "roll_up", "own_posts", "own_weight", "missed", "late_penalty", "low", "high", "places", "veto_caps_grade", "demand_all",
    "read_days",
)  # fmt: skip
# Prefix of the form → what a new row begins with.
BLANK: dict[str, dict[str, str]] = {
    "t": {}, "l": {}, "g": {"key": "", "name": "", "least": "", "floors": ""}, "d": {"on": "overdue", "points": "", "cap": ""},
    "r": {"on": "found_by_self", "points": "", "cap": ""}, "x": {"code": "", "text": "", "points": "", "cap": "", "again": ""},
    "v": {"code": "", "text": "", "of": "post", "points": "", "grade": ""},
}  # fmt: skip
MOST_ROWS = 200


def raw_of(body: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """general: field → text; and the rows of t, l, g, d, r, x, v."""
    defaults = {"own_posts": "together", "missed": "zero", "late_penalty": "0", "low": "0", "high": "100", "places": "2"}
    general = {name: plain(body.get(name, defaults.get(name))) for name in GENERAL}
    general["demand_all"] = "1" if body.get("demand_all") else ""
    indicators, shares = body.get("indicators", {}), body.get("own_share", {})
    titles = [
        {"title": title, "measured": pairs(indicators.get(title, {})), "share": plain(shares.get(title))}
        | {name: plain(row.get(name)) for name in COMPONENTS}
        for title, row in sorted(body.get("components", {}).items(), key=lambda each: (each[0].startswith(SEAT), each[0]))
    ]
    return {
        "general": general, "t": titles, "l": [{"code": c, "weight": plain(w)} for c, w in body.get("lists", {}).items()],
        "g": [
            {"key": g["key"], "name": said(g.get("name"), locale) or g["key"], "least": plain(g["least"]),
             "floors": pairs(g.get("floors", {}))} for g in body.get("grades", ())
        ],
        "d": [_rule(rule, "on") for rule in body.get("deductions", ())],
        "r": [_rule(rule, "on") for rule in body.get("rewards", ())],
        "x": [
            _rule(rule, "code")
            | {"text": said(rule.get("text"), locale), "again": " ".join(plain(x) for x in rule.get("again", ()))}
            for rule in body.get("rulings", ())
        ],
        "v": [
            {"code": v["code"], "text": said(v.get("text"), locale), "of": v.get("of", "post"), "points": plain(v.get("points")),
             "grade": plain(v.get("grade"))} for v in body.get("vetoes", ())
        ],
    }  # fmt: skip


def raw_from(given: Mapping[str, str]) -> dict[str, Any]:
    """The same from a form that was sent: "t.0.checks" is a cell of the first title."""
    found: dict[str, dict[int, dict[str, str]]] = {prefix: {} for prefix in BLANK}
    for field, text in given.items():
        prefix, _, rest = field.partition(".")
        number, _, name = rest.partition(".")
        if prefix in found and number.isascii() and number.isdigit() and int(number) < MOST_ROWS:
            found[prefix].setdefault(int(number), {})[name] = text
    rows = {prefix: [BLANK[prefix] | row for _, row in sorted(rows.items())] for prefix, rows in found.items()}
    return {"general": {name: given.get(name, "") for name in GENERAL}, **rows}


def shaped(raw: dict[str, Any], do: str, title: str) -> dict[str, Any]:
    """A row more ("add.g") or less ("drop.g.1")."""
    verb, _, rest = do.partition(".")
    prefix, _, number = rest.partition(".")
    rows: Rows = list(raw.get(prefix, ()))
    if verb == "drop" and number.isascii() and number.isdigit() and int(number) < len(rows):
        del rows[int(number)]
    elif verb == "add" and prefix == "t":
        rows += [] if not title or any(row["title"] == title for row in rows) else [dict.fromkeys(COMPONENTS, "") | {
            "title": title, "measured": "", "share": ""}]  # fmt: skip
    elif verb == "add" and prefix in BLANK:
        rows.append(dict(BLANK[prefix]))
    return raw | {prefix: rows}


def pairs(weights: Mapping[str, Any]) -> str:
    """Codes with figures as people write them: "K01 30，K02 20"."""
    return "，".join(f"{code} {plain(weight)}" for code, weight in weights.items())


def plain(value: Any) -> str:
    return "" if value is None else str(value)


def said(text: Any, locale: str) -> str:
    """One language of a text that has two."""
    if isinstance(text, str) or not text:
        return text or ""
    return str(text.get("en" if locale == "en" else "zh") or next(iter(text.values())))


def _rule(rule: Mapping[str, Any], key: str) -> dict[str, str]:
    return {key: rule[key], "points": plain(rule["points"]), "cap": plain(rule.get("cap"))}
