"""What a better way would bring, how long its answer may take, and where it stands. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from saas.words import N_

TITLE_LONGEST, TEXT_LONGEST, ANSWER_LONGEST = 60, 500, 300
MOST_PHOTOS = 3
MOST_DAYS = 90

GAINS: dict[str, str] = {
    "time": N_("省时间"), "safe": N_("更安全"), "quality": N_("质量更好"), "cost": N_("省钱、少浪费"), "ease": N_("更省力"),
    "customer": N_("客户更满意"),
}  # fmt: skip
DECISIONS: dict[str, str] = {"adopted": N_("采纳"), "declined": N_("不采纳")}
# Where it stands, in the order in which it gets there; `waiting` first: it is somebody's turn.
STANDS: dict[str, str] = {
    "waiting": N_("等答复"), "adopted": N_("已采纳"), "measure": N_("已列为措施"), "done": N_("措施已完成"),
    "worked": N_("见效"), "no_effect": N_("没有见效"), "cannot_tell": N_("看不出效果"), "declined": N_("不采纳"),
    "withdrawn": N_("已撤回"),
}  # fmt: skip
# Columns of the board and what stands in each.
COLUMNS: dict[str, tuple[str, ...]] = {
    "waiting": ("waiting",), "adopted": ("adopted",), "measure": ("measure", "done"),
    "told": ("worked", "no_effect", "cannot_tell"), "declined": ("declined",),
}  # fmt: skip


@dataclass(frozen=True)
class Rules:
    """How long an answer may take, and after how many days more it goes one leader further up."""

    answer_days: int = 7
    raise_days: int = 3


USUAL = Rules()


def due_on(received: date, rules: Rules) -> date:
    return received + timedelta(days=rules.answer_days)


def step(due: date, today: date, rules: Rules) -> int:
    """How far up the line it should be by today: 0 in time, 1 from the first day late, one more every `raise_days`."""
    late = (today - due).days
    return 0 if late <= 0 else 1 + (late - 1) // rules.raise_days


def title(text: str) -> Mapping[str, str]:
    """What it is called: the words written, else that a photo tells it."""
    line = " ".join(text.split())
    if not line:
        return {"zh": "照片里的建议", "en": "A suggestion in a photo"}
    short = line if len(line) <= TITLE_LONGEST else line[: TITLE_LONGEST - 1] + "…"
    return {"zh": short, "en": short}


def stands(answer: str | None, *, withdrawn: bool, measure: bool, done: bool, verdict: str | None) -> str:
    """One word of STANDS: the furthest it came."""
    if withdrawn:
        return "withdrawn"
    if answer is None or answer == "declined":
        return answer or "waiting"
    if not measure:
        return "adopted"
    return verdict or ("done" if done else "measure")
