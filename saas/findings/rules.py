"""Kinds, sources and severities of findings; how grave one is, when it is due, and who found it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from saas.words import N_

Severity = Literal["veto", "major", "minor"]
Kind = Literal["deviation", "hazard", "complaint", "suggestion"]
Source = Literal[
    "self", "leader", "spot_check", "count", "report", "customer", "regulator", "third_party", "call_back", "video", "meeting",
    "indicator", "process", "extent",
]  # fmt: skip
Finder = Literal["self", "leader", "other"]

SEVERITIES: dict[str, str] = {"veto": N_("一票否决"), "major": N_("重要"), "minor": N_("一般")}
KINDS: dict[str, str] = {"deviation": N_("偏差"), "hazard": N_("隐患"), "complaint": N_("投诉"), "suggestion": N_("建议")}
SOURCES: dict[str, str] = {
    "self": N_("自查"), "leader": N_("领导复核"), "spot_check": N_("领导抽查"), "count": N_("台账核对"), "report": N_("随手报"),
    "customer": N_("顾客"), "regulator": N_("监管检查"), "third_party": N_("第三方"), "call_back": N_("回访"),
    "video": N_("视频检查"), "meeting": N_("会议"), "indicator": N_("指标"), "process": N_("流程"), "extent": N_("举一反三"),
}  # fmt: skip
STATES: dict[str, str] = {
    "open": N_("待整改"), "acted": N_("待验收"), "verified": N_("已验收"), "withdrawn": N_("已撤回"), "merged": N_("已并入"),
}  # fmt: skip
WAITING = ("open", "acted")
MOST_WHYS = 5
HEAVY = Decimal(10)
MOST_DAYS, MOST_AGAIN = 365, 1000


@dataclass(frozen=True)
class Rule:
    """How a company treats a severity: days until due, evidence at verification, days within which the same comes again."""

    days: int
    evidence: bool
    again_days: int


RULES: dict[str, Rule] = {"veto": Rule(1, True, 90), "major": Rule(3, True, 90), "minor": Rule(7, False, 90)}

# What a company begins with: 人机料法环测 and management. (code, name)
CAUSES: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("people", {"zh": "人员", "en": "People"}), ("equipment", {"zh": "设备", "en": "Equipment"}),
    ("material", {"zh": "物料", "en": "Material"}), ("method", {"zh": "方法", "en": "Method"}),
    ("environment", {"zh": "环境", "en": "Surroundings"}), ("measuring", {"zh": "测量", "en": "Measuring"}),
    ("management", {"zh": "管理", "en": "Management"}),
)  # fmt: skip
# Days overdue after which it goes one leader further up, where the pack says nothing.
STEPS = (1, 3, 7)


def severity(*, veto: bool, weight: Decimal) -> Severity:
    """A failed veto point is gravest; a point of weight 10 and more is major, every other one minor."""
    if veto:
        return "veto"
    return "major" if weight >= HEAVY else "minor"


def due_on(found: date, days: int) -> date:
    """So many days after the day it was found."""
    return found + timedelta(days=days)


def overdue(state: str, due: date, today: date) -> bool:
    """Late as long as it is neither verified nor withdrawn."""
    return state in WAITING and due < today


def finder(source: str, *, holds: bool, leads: bool) -> Finder:
    """Whose eye it was, for self-honesty: the way it came in tells, or else what the person who told it is to the post."""
    if source == "self":
        return "self"
    if source in ("leader", "spot_check"):
        return "leader"
    if holds:
        return "self"
    return "leader" if leads else "other"


def cause_of(whys: list[str], text: str, category: str) -> str:
    """The cause in one sentence: as told, else the last why, else the name of its category."""
    return text or (whys[-1] if whys else category)
