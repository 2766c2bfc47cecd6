"""What stands on a home: which one opens first, and what waits, in the order in which it is asked for. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from saas.words import N_

Text = dict[str, str]
EXECUTIVE, LEADER, FUNCTION = "executive", "leader", "function"
HOMES = {EXECUTIVE: N_("本季度"), LEADER: N_("我的班组"), FUNCTION: N_("我管的指标")}


class Waiting(msgspec.Struct, frozen=True):
    """How much waits for the reader, by kind."""

    reviews: int = 0
    verify: int = 0
    findings: int = 0
    appeals: int = 0
    plans: int = 0
    measures: int = 0
    signals: int = 0
    budgets: int = 0
    suggestions: int = 0
    gates: int = 0

    @property
    def total(self) -> int:
        return sum(msgspec.structs.astuple(self))


class Stuck(msgspec.Struct, frozen=True, array_like=True):
    """A post that does not get on: overdue findings and since when, lists sent back, lists missed in the last week."""

    id: UUID
    name: Text
    unit: Text
    who: str | None
    overdue: int
    since: date | None
    returned: int
    missed: int


@dataclass(frozen=True)
class Item:
    """A line of what waits: its words, how many, and where it is done."""

    text: str
    count: int
    path: str


# In the order of what stops others: lists nobody has accepted stop everybody else's score.
LINES = (
    ("reviews", N_("待复核的检查"), "reviews"), ("verify", N_("待验收的问题"), "findings?state=acted"),
    ("findings", N_("我要整改的问题"), "findings?whose=mine"), ("appeals", N_("待我决定的申诉"), "appeals"),
    ("plans", N_("待批准的计划"), "plans"), ("measures", N_("我负责、还没完成的措施"), "measures"),
    ("signals", N_("请看这里"), "signals"), ("budgets", N_("等我方签字的预算项"), "budgets"),
    ("suggestions", N_("等答复的合理化建议"), "suggestions?state=waiting"), ("gates", N_("到期、该审的推行阶段"), "rollout"),
)  # fmt: skip


def items(waiting: Waiting, may: Collection[str] = ()) -> list[Item]:
    """What there is to do; `may`: kinds the reader has a page for, none named: all."""
    told = msgspec.structs.asdict(waiting)
    return [Item(text, told[key], path) for key, text, path in LINES if told[key] and (not may or key in may)]


def homes(roles: Collection[str], *, owns: bool) -> list[str]:
    """The homes of a reader, the first one opens: executives ask how the quarter goes, leaders what waits, and who answers
    for indicators how those stand. People from outside have their queue.
    """
    found = [home for home in (EXECUTIVE, LEADER) if home in roles]
    return [*found, FUNCTION] if owns or not found else found


def first(asked: str | None, mine: list[str]) -> str:
    """The one that is asked for, else the first."""
    return str(asked) if asked in mine else mine[0]


class Past(msgspec.Struct, frozen=True, array_like=True):
    """A closed cycle's score of the same unit."""

    id: UUID
    name: Text
    shown: Decimal | None
    grade: Text | None


class Gap(msgspec.Struct, frozen=True, array_like=True):
    """A point that costs most so far."""

    list: str
    point: str
    lost: Decimal
    share: Decimal
    text: Text | None
    list_name: Text | None
    owner: Text | None


class Doing(msgspec.Struct, frozen=True, array_like=True):
    """A measure that runs, or whose effect was told last."""

    plan: UUID
    title: Text
    unit: Text
    owner: Text
    due_on: date
    gain: Decimal
    done: bool
    verdict: str | None
