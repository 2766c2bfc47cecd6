"""From the text of a form to the body of a scheme, with what is wrong at its field. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, get_args

import msgspec

from saas.refusals import Problem
from saas.schemes.raw import said
from saas.scores.scheme import COMPONENTS, Fault, Merit, Missed, OwnPosts, RollUp, Scheme
from saas.values import NotANumber, parse_number
from saas.words import N_

PAIR = re.compile(r"\s*([^\s，,、=＝:：]+)[\s=＝:：]+([^\s，,、]+)\s*")
CODE = re.compile(r"[A-Za-z0-9_\-]{1,40}")
CHOICES: dict[str, tuple[str, ...]] = {"roll_up": get_args(RollUp), "own_posts": get_args(OwnPosts), "missed": get_args(Missed)}
MOST = 1_000_000


class Written:
    """body: the scheme, None where something is wrong; problems: at their fields."""

    def __init__(self, raw: Mapping[str, Any], old: Mapping[str, Any], locale: str) -> None:
        self.problems: list[Problem] = []
        self._locale = "en" if locale == "en" else "zh"
        made = dict(old) | self._general(raw["general"]) | self._titles(raw["t"])
        made["lists"] = {row["code"]: self._figure(f"l.{i}.weight", row.get("weight", "")) for i, row in enumerate(raw["l"])}
        made["grades"] = self._grades(raw["g"], old)
        made["deductions"] = self._rules("d", raw["d"], get_args(Fault), old.get("deductions", ()))
        made["rewards"] = self._rules("r", raw["r"], get_args(Merit), old.get("rewards", ()))
        made["rulings"], made["vetoes"] = self._rulings(raw["x"], old), self._vetoes(raw["v"], old)
        if not self.problems:
            self._sound(made)
        self.body = None if self.problems else {key: value for key, value in made.items() if value is not None}

    def _sound(self, made: Mapping[str, Any]) -> None:
        try:
            msgspec.convert({key: value for key, value in made.items() if value is not None}, Scheme, strict=False)
        except (msgspec.ValidationError, ValueError) as fault:
            self._wrong("general", N_("这份方案前后不一致，请检查上下限、等级和权重：%(fault)s"), fault=str(fault))

    def _general(self, given: Mapping[str, str]) -> dict[str, Any]:
        told: dict[str, Any] = {}
        for name, choices in CHOICES.items():
            told[name] = given.get(name) if given.get(name) in choices else choices[0]
        for name in ("low", "high", "late_penalty"):
            told[name] = self._figure(name, given.get(name, ""), signed=name != "late_penalty")
        told["own_weight"] = self._maybe("own_weight", given.get("own_weight", ""))
        for name, most in (("places", 6), ("read_days", 90)):
            text = given.get(name, "")
            if text.isascii() and text.isdigit() and int(text) <= most:
                told[name] = int(text)
            elif text or name == "places":
                self._wrong(name, N_("请填 0 到 %(most)s 的整数。"), most=most)
        told["demand_all"], told["veto_caps_grade"] = bool(given.get("demand_all")), given.get("veto_caps_grade") or None
        return told

    def _titles(self, rows: list[dict[str, str]]) -> dict[str, Any]:
        components: dict[str, Any] = {}
        indicators: dict[str, Any] = {}
        shares: dict[str, Any] = {}
        for i, row in enumerate(rows):
            title = row.get("title", "")
            filled = {name: row.get(name, "") for name in COMPONENTS if row.get(name, "").strip()}
            components[title] = {name: self._figure(f"t.{i}.{name}", text) for name, text in filled.items()}
            if row.get("measured", "").strip():
                indicators[title] = self._pairs(f"t.{i}.measured", row["measured"])
            if row.get("share", "").strip():
                shares[title] = self._figure(f"t.{i}.share", row["share"])
        return {"components": components, "indicators": indicators, "own_share": shares}

    def _grades(self, rows: list[dict[str, str]], old: Mapping[str, Any]) -> list[dict[str, Any]]:
        names = {grade["key"]: grade.get("name") for grade in old.get("grades", ())}
        made = []
        for i, row in enumerate(rows):
            key = self._code(f"g.{i}.key", row["key"])
            floors = self._pairs(f"g.{i}.floors", row["floors"]) if row["floors"].strip() else {}
            least = self._figure(f"g.{i}.least", row["least"], signed=True)
            made.append({"key": key, "name": self._text(names.get(key), row["name"] or key), "least": least, "floors": floors})
        return made

    def _rules(self, prefix: str, rows: list[dict[str, str]], known: tuple[str, ...], old: Any) -> list[dict[str, Any]]:
        names = {rule["on"]: rule.get("name") for rule in old}
        made = []
        for i, row in enumerate(rows):
            if row["on"] not in known:
                self._wrong(f"{prefix}.{i}.on", N_("请从列表里选一项。"))
            rule: dict[str, Any] = {"on": row["on"], "points": self._figure(f"{prefix}.{i}.points", row["points"])}
            if names.get(row["on"]):
                rule["name"] = names[row["on"]]
            cap = self._maybe(f"{prefix}.{i}.cap", row["cap"])
            made.append(rule if cap is None else rule | {"cap": cap})
        return made

    def _rulings(self, rows: list[dict[str, str]], old: Mapping[str, Any]) -> list[dict[str, Any]]:
        known = {rule["code"]: rule for rule in old.get("rulings", ())}
        made = []
        for i, row in enumerate(rows):
            code = self._code(f"x.{i}.code", row["code"])
            before = known.get(code, {})
            again = [self._figure(f"x.{i}.again", text) for text in row["again"].replace("，", " ").split()]
            points = self._figure(f"x.{i}.points", row["points"], signed=True)
            rule = before | {
                "code": code,
                "text": self._text(before.get("text"), row["text"] or code),
                "points": points,
                "again": again,
            }
            cap = self._maybe(f"x.{i}.cap", row["cap"])
            made.append({k: v for k, v in rule.items() if k != "cap"} | ({} if cap is None else {"cap": cap}))
        self._twice("x", [row["code"] for row in made])
        return made

    def _vetoes(self, rows: list[dict[str, str]], old: Mapping[str, Any]) -> list[dict[str, Any]]:
        known = {veto["code"]: veto for veto in old.get("vetoes", ())}
        made = []
        for i, row in enumerate(rows):
            code = self._code(f"v.{i}.code", row["code"])
            before = known.get(code, {})
            veto = before | {"code": code, "text": self._text(before.get("text"), row["text"] or code)}
            veto["of"] = row["of"] if row["of"] in ("post", "unit", "both") else "post"
            points, grade = self._maybe(f"v.{i}.points", row["points"]), row["grade"] or None
            if points is None and grade is None:
                self._wrong(f"v.{i}.points", N_("写最高分，或最高等级。"))
            rest = {k: v for k, v in veto.items() if k not in ("points", "grade")}
            made.append(rest | {k: v for k, v in (("points", points), ("grade", grade)) if v is not None})
        self._twice("v", [row["code"] for row in made])
        return made

    def _twice(self, prefix: str, codes: list[str]) -> None:
        for i, code in enumerate(codes):
            if code in codes[:i]:
                self._wrong(f"{prefix}.{i}.code", N_("编号“%(code)s”已经有了。"), code=code)

    def _text(self, before: Any, text: str) -> Any:
        """A text of two languages with one of them written anew."""
        if said(before, self._locale) == text:
            return before
        return (before if isinstance(before, dict) else {}) | {self._locale: text}

    def _code(self, field: str, text: str) -> str:
        if not CODE.fullmatch(text):
            self._wrong(field, N_("编号用字母、数字、横线，最多 40 个字符。"))
        return text

    def _pairs(self, field: str, text: str) -> dict[str, str]:
        found: dict[str, str] = {}
        rest = text
        while rest.strip(" ，,、"):
            match = PAIR.match(rest.lstrip(" ，,、"))
            if match is None:
                self._wrong(field, N_("写成“编号 数字”，用逗号隔开，例如 K01 30，K02 20。"))
                return found
            found[match[1]] = self._figure(field, match[2])
            rest = rest.lstrip(" ，,、")[match.end() :]
        return found

    def _maybe(self, field: str, text: str) -> str | None:
        return self._figure(field, text) if text.strip() else None

    def _figure(self, field: str, text: str, *, signed: bool = False) -> str:
        try:
            number = parse_number(text)
        except NotANumber:
            self._wrong(field, N_("“%(typed)s”不是数。"), typed=text)
            return "0"
        if abs(number) > MOST or (number < 0 and not signed):
            self._wrong(field, N_("请填 0 或更大的数。"))
        return str(number)

    def _wrong(self, field: str, message: str, **params: Any) -> None:
        self.problems.append(Problem(field, message, params))
