"""What differs between two states of a list, point by point. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from saas.checklists.drafted import DraftPoint
from saas.checklists.form import fields_of
from saas.words import N_

TITLES: Mapping[str, str] = {
    "text_zh": N_("检查项"), "text_en": N_("检查项（英文）"), "section": N_("所在部分"), "kind": N_("类型"), "weight": N_("权重"),
    "veto": N_("一票否决"), "uom": N_("计量单位"), "detail": N_("标准细节"), "low": N_("下限"), "high": N_("上限"),
    "above": N_("须大于"), "below": N_("须小于"), "yellow_low": N_("部分合格下限"), "yellow_high": N_("部分合格上限"),
    "tolerance": N_("允许差"), "tolerance_percent": N_("允许差率"), "minus": N_("每处扣分"), "attribute": N_("台账属性"),
    "level": N_("级别"), "when_point": N_("跟在哪一项后"), "when_how": N_("追问条件"), "when_value": N_("条件的值"),
    "on_fail": N_("不合格时的佐证"), "on_pass": N_("合格时的佐证"), "on_always": N_("每次的佐证"),
    "reason_zh": N_("为什么要佐证"), "reason_en": N_("为什么要佐证（英文）"), "options": N_("选项"), "removed": N_("已删除"),
}  # fmt: skip


@dataclass(frozen=True)
class Changed:
    """One point: its text, and for what stayed the fields that differ as (title, before, after)."""

    how: Literal["added", "removed", "changed", "moved"]
    code: str
    text: Mapping[str, str]
    fields: tuple[tuple[str, str, str], ...] = ()


def difference(before: Sequence[DraftPoint], after: Sequence[DraftPoint]) -> list[Changed]:
    """In the order of the new list; what was removed stands last. Moved: another order among those that stayed."""
    old, new = {point.code: point for point in before}, {point.code: point for point in after}
    stayed_before = [code for code in old if code in new]
    stayed = [code for code in new if code in old]
    still = _in_step(stayed_before, stayed)
    found = [one for code in new for one in _one(old.get(code), new[code], moved=code in old and code not in still)]
    return found + [Changed("removed", code, point.text) for code, point in old.items() if code not in new]


def sections_differ(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> list[tuple[Any, str, str]]:
    """(name, weight before, weight after) of the sections whose weight or name differs; "" where there is none."""
    old, new = ({part["code"]: part for part in parts} for parts in (before, after))
    rows = []
    for code in {**new, **old}:
        was, now = old.get(code), new.get(code)
        if was is None or now is None or (was["name"], str(was["weight"])) != (now["name"], str(now["weight"])):
            rows.append(((now or was or {})["name"], str(was["weight"]) if was else "", str(now["weight"]) if now else ""))
    return rows


def _one(old: DraftPoint | None, new: DraftPoint, *, moved: bool) -> list[Changed]:
    if old is None:
        return [Changed("added", new.code, new.text)]
    was, now = fields_of(old), fields_of(new)
    fields = tuple((TITLES[name], was[name], now[name]) for name in now if was[name] != now[name])
    if fields:
        return [Changed("changed", new.code, new.text, fields)]
    return [Changed("moved", new.code, new.text)] if moved else []


def _in_step(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The longest run of codes that kept their order: whatever is not in it was moved."""
    place = {code: n for n, code in enumerate(before)}
    best: list[list[str]] = []
    for code in after:
        before_it: list[list[str]] = [[], *(run for run in best if place[run[-1]] < place[code])]
        best.append([*max(before_it, key=len), code])
    runs: list[list[str]] = [[], *best]
    longest: list[str] = max(runs, key=len)
    return set(longest)
