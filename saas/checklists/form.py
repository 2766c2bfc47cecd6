"""A point and the fields of its form: flat texts there, columns here. Pure; one becomes the other and back."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from saas.checklists.drafted import DraftPoint
from saas.refusals import Problem
from saas.values import NotANumber, parse_number
from saas.words import N_

KINDS = (
    "pass_fail", "number", "reading", "range", "count", "ledger", "choice", "level", "photo", "text", "signature", "scan",
)  # fmt: skip
MEASURED = frozenset({"number", "reading", "range"})
COUNTED = frozenset({"count", "ledger"})
CHOSEN = frozenset({"choice", "level"})
BOUNDS = ("low", "high", "above", "below", "yellow_low", "yellow_high")
LIMITS: Mapping[str, tuple[str, ...]] = {
    "pass_fail": ("minus",), "number": (*BOUNDS, "minus"), "reading": BOUNDS, "range": BOUNDS,
    "count": ("tolerance", "tolerance_percent"), "ledger": ("tolerance", "tolerance_percent"),
}  # fmt: skip
PROOFS = ("photo", "text", "both")
NEW = {"zh": "新检查项", "en": "New item"}
OUTCOMES = ("fail", "pass", "always")
HOWS = ("fails", "is", "below", "above")
OPTIONS_MOST = 8
OPTION_PARTS = 4
LONGEST = 300
SHARE_FULL = Decimal(1)

FIELDS = (
    "text_zh", "text_en", "section", "kind", "weight", "veto", "uom", "detail", *BOUNDS, "tolerance", "tolerance_percent",
    "minus", "attribute", "level", "when_point", "when_how", "when_value", *(f"on_{outcome}" for outcome in OUTCOMES),
    "reason_zh", "reason_en", "options",
)  # fmt: skip


def fields_of(point: DraftPoint) -> dict[str, str]:
    """What the form shows of a point; `options` one a line: key | Chinese | English | share."""
    when = point.judge.get("when") or {}
    reason = point.mark.get("reason") or {}
    told = {
        "text_zh": point.text.get("zh", ""), "text_en": point.text.get("en", ""), "section": point.section, "kind": point.kind,
        "weight": f"{point.weight.normalize():f}", "veto": "on" if point.veto else "", "uom": point.uom or "",
        "detail": point.detail or "", "attribute": point.judge.get("attribute", ""), "level": _level(point),
        "when_point": when.get("point", ""), "when_how": next((how for how in HOWS if when.get(how)), ""),
        "when_value": next((str(when[how]) for how in HOWS[1:] if when.get(how)), ""),
        "reason_zh": reason.get("zh", ""), "reason_en": reason.get("en", ""), "options": _lines(point.options),
    }  # fmt: skip
    limits = {name: str(value) for name, value in (point.limits or {}).items() if value is not None}
    proof = {f"on_{outcome}": _proof(point, outcome) for outcome in OUTCOMES}
    return {name: (told | limits | proof).get(name, "") for name in FIELDS}


def point_from(given: Mapping[str, str], before: DraftPoint) -> tuple[DraftPoint, list[Problem]]:
    """The point as the form says it, with what cannot be read; only what belongs to its kind is taken."""
    faults: list[Problem] = []
    kind = given.get("kind") if given.get("kind") in KINDS else before.kind
    text = _both(given, "text", faults)
    if text != NEW:  # written in one language: the other does not go on saying that it is new
        text = {language: said for language, said in text.items() if said != NEW[language]} or text
    if not text.get("zh") and not text.get("en"):
        faults.append(Problem("text_zh", N_("请写检查什么。")))
    limits = {name: _figure(given, name, faults) for name in LIMITS.get(kind or "", ())}
    judge = _judge(given, kind or "", faults)
    reason = _both(given, "reason", faults)
    mark = {key: value for key, value in before.mark.items() if key not in ("reason", "level")}
    evidence, proof = _evidence(given)
    point = msgspec.structs.replace(
        before, text=text or before.text, kind=kind, section=given.get("section") or before.section,
        weight=_weight(given, before, faults), veto=given.get("veto") == "on", evidence=evidence,
        uom=(given.get("uom") or None) if kind in MEASURED | COUNTED else None, detail=given.get("detail") or None,
        limits={name: value for name, value in limits.items() if value is not None} or None,
        options=_options(given.get("options", ""), faults) if kind in CHOSEN else None,
        mark=mark | ({"reason": reason} if reason else {}), judge=judge | ({"evidence": proof} if proof else {}),
    )  # fmt: skip
    return point, faults


def _judge(given: Mapping[str, str], kind: str, faults: list[Problem]) -> dict[str, Any]:
    judge: dict[str, Any] = {}
    if kind == "ledger" and given.get("attribute"):
        judge["attribute"] = given["attribute"]
    if given.get("level") in ("C", "B", "A"):
        judge["level"] = given["level"]
    how = given.get("when_how")
    if given.get("when_point") and how in HOWS:
        if how == "fails":
            value: Any = True
        elif how == "is":
            value = given.get("when_value", "")
        else:
            value = _figure(given, "when_value", faults)
        if value in (None, ""):
            faults.append(Problem("when_value", N_("请填出现的条件。")))
        judge["when"] = {"point": given["when_point"], how: value}
    return judge


def _evidence(given: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The column of before holds the common cases; the rest stands by outcome."""
    wanted = {outcome: given.get(f"on_{outcome}", "") for outcome in OUTCOMES}
    wanted = {outcome: proof for outcome, proof in wanted.items() if proof in PROOFS}
    if wanted.get("always") == "photo":
        del wanted["always"]
        return "photo_always", wanted
    if wanted.get("fail") in ("photo", "text"):
        return wanted.pop("fail"), wanted
    return "none", wanted


def _proof(point: DraftPoint, outcome: str) -> str:
    kept: str = (point.judge.get("evidence") or {}).get(outcome, "")
    if outcome == "always" and point.evidence == "photo_always":
        return "photo"
    return point.evidence if outcome == "fail" and point.evidence in ("photo", "text") and not kept else kept


def _level(point: DraftPoint) -> str:
    level: str = point.judge.get("level") or point.mark.get("level", "")
    return level


def _weight(given: Mapping[str, str], before: DraftPoint, faults: list[Problem]) -> Decimal:
    typed = _figure(given, "weight", faults)
    if typed is None:
        return before.weight if given.get("weight") else Decimal(0)
    if Decimal(typed) < 0:
        faults.append(Problem("weight", N_("权重不能小于 0。")))
        return before.weight
    return Decimal(typed)


def _figure(given: Mapping[str, str], name: str, faults: list[Problem]) -> str | None:
    text = given.get(name, "")
    if not text:
        return None
    try:
        return f"{parse_number(text, given.get('uom', '')):f}"
    except NotANumber:
        faults.append(Problem(name, N_("请填数字，例如 12.5。")))
        return None


def _both(given: Mapping[str, str], name: str, faults: list[Problem]) -> dict[str, str]:
    told = {language: given.get(f"{name}_{language}", "").strip() for language in ("zh", "en")}
    for language, text in told.items():
        if len(text) > LONGEST:
            faults.append(Problem(f"{name}_{language}", N_("文字太长，最多 %(longest)s 字。"), {"longest": str(LONGEST)}))
    return {language: text for language, text in told.items() if text}


def _lines(options: list[dict[str, Any]] | None) -> str:
    rows = [(o["key"], o["text"].get("zh", ""), o["text"].get("en", ""), str(o["share"])) for o in options or ()]
    return "\n".join(" | ".join(row) for row in rows)


def _options(lines: str, faults: list[Problem]) -> list[dict[str, Any]]:
    """One option a line; a line without English or key is completed, one without a share is told."""
    found: list[dict[str, Any]] = []
    for number, line in enumerate((line for line in lines.splitlines() if line.strip(" |")), 1):
        key, zh, en, share = _four([part.strip() for part in line.replace("｜", "|").split("|")])
        try:
            earned = parse_number(share)
        except NotANumber:
            earned = Decimal(-1)
        if not 0 <= earned <= SHARE_FULL:
            faults.append(Problem("options", N_("第 %(n)s 个选项的得分比例要在 0 到 1 之间。"), {"n": str(number)}))
            continue
        text = {"zh": zh or en or key, "en": en or zh or key}
        found.append({"key": key or f"o{number}", "text": text, "share": f"{earned.normalize():f}"})
    return found[:OPTIONS_MOST]


def _four(parts: list[str]) -> tuple[str, str, str, str]:
    """Chinese | share, key | Chinese | share, or all four."""
    if len(parts) < OPTION_PARTS:
        key, zh = parts[:2] if len(parts) == OPTION_PARTS - 1 else ("", parts[0])
        return key, zh, "", parts[-1] if len(parts) > 1 else ""
    return parts[0], parts[1], parts[2], parts[3]


def with_options(given: Mapping[str, str]) -> dict[str, str]:
    """The rows of the form's table of options (o1_key, o1_zh, …) as the one field `options`."""
    if "o1_zh" not in given:
        return dict(given)
    rows = [[given.get(f"o{n}_{part}", "") for part in ("key", "zh", "en", "share")] for n in range(1, OPTIONS_MOST + 1)]
    lines = "\n".join(" | ".join(cell.replace("|", "/") for cell in row) for row in rows if any(row[:3]))
    return {name: text for name, text in given.items() if not name.startswith("o") or name.startswith("on_")} | {"options": lines}
