"""A scheme as flat text, field by field: for its history, for two who edit it, and for what differs between versions. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from saas.schemes.raw import pairs, plain
from saas.words import N_

TITLES = {
    "name": N_("名称"), "roll_up": N_("汇总方式"), "own_posts": N_("本级岗位"), "own_weight": N_("本级岗位的权重"),
    "missed": N_("漏查"),
    "late_penalty": N_("迟交折扣"), "low": N_("下限"), "high": N_("上限"), "places": N_("小数位"),
    "demand_all": N_("要求各项齐全"),
    "veto_caps_grade": N_("一票否决后最高等级"), "lists": N_("检查表权重"), "read_days": N_("阅读期限（天）"),
}  # fmt: skip
PLAIN = (
    "roll_up",
    "own_posts",
    "own_weight",
    "missed",
    "late_penalty",
    "low",
    "high",
    "places",
    "demand_all",
    "veto_caps_grade",
    "read_days",
)


@dataclass(frozen=True)
class Changed:
    """One field of a scheme that differs; "" where there is none."""

    field: str
    old: str
    new: str


def told(name: Mapping[str, str], body: Mapping[str, Any]) -> dict[str, str]:
    """Every rule as one line of text."""
    flat = {"name": " / ".join(name.values())} | {key: plain(body.get(key)) for key in PLAIN}
    flat["lists"] = pairs(body.get("lists", {}))
    for part in ("components", "indicators"):
        flat |= {f"{part}.{title}": pairs(row) for title, row in body.get(part, {}).items()}
    flat |= {f"own_share.{layer}": plain(share) for layer, share in body.get("own_share", {}).items()}
    for part, key in (("grades", "key"), ("deductions", "on"), ("rewards", "on"), ("rulings", "code"), ("vetoes", "code")):
        for row in body.get(part, ()):
            flat[f"{part}.{row[key]}"] = _line(row, key)
    return flat


def difference(old: Mapping[str, str], new: Mapping[str, str]) -> list[Changed]:
    """What differs between two versions, in the order of the newer one; what is gone at the end."""
    fields = [*new, *(field for field in old if field not in new)]
    return [Changed(f, old.get(f, ""), new.get(f, "")) for f in fields if old.get(f, "") != new.get(f, "")]


def _line(row: Mapping[str, Any], key: str) -> str:
    skip = {key, "mark", "name", "text"}
    parts = [f"{name} {_value(value)}" for name, value in row.items() if name not in skip and value not in (None, [], {})]
    text = row.get("text") or row.get("name")
    said = " / ".join(text.values()) if isinstance(text, dict) else plain(text)
    return "；".join([*([said] if said else []), *parts])


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return pairs(value)
    return " ".join(map(plain, value)) if isinstance(value, list | tuple) else plain(value)
