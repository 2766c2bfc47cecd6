"""A definition in words, as history and the difference of two editions show it. Pure."""

from __future__ import annotations

from decimal import Decimal

from saas.indicators.form import Indicator, Said
from saas.words import N_

TITLES = {
    "name": N_("名称"), "formula": N_("公式"), "inputs": N_("输入"), "uom": N_("单位"), "direction": N_("方向"),
    "frequency": N_("频次"), "target": N_("目标"), "floor": N_("底线"), "stretch": N_("挑战值"), "curve": N_("计分"),
    "owner": N_("负责职务"), "split": N_("目标怎么分解"), "trees": N_("维度树"), "note": N_("说明"),
}  # fmt: skip


def told(one: Indicator) -> dict[str, str]:
    """Field → text."""
    inputs = (f"{i.name} [{i.uom}] {i.source} {i.adds}/{i.over} {i.figure}".strip() for i in one.inputs)
    target = _text(one.target) if one.direction != "range" else f"{_text(one.target_low)}–{_text(one.target_high)}"
    return {
        "name": _said(one.name), "formula": one.formula, "inputs": "; ".join(inputs), "uom": one.uom, "direction": one.direction,
        "frequency": one.frequency, "target": target, "floor": _text(one.floor), "stretch": _text(one.stretch),
        "curve": str(one.curve or ""), "owner": one.owner or "", "split": one.split, "trees": ", ".join(one.trees),
        "note": _said(one.note or {}),
    }  # fmt: skip


def _said(text: Said) -> str:
    return text.get("zh") or text.get("en") or ""


def _text(value: Decimal | None) -> str:
    return "" if value is None else f"{value:f}"
