"""How the people of the demo company fill their lists: believable, uneven, and the same for the same seed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from saas.checks.points import Point

# Per thousand. A knock-out point fails seldom; an ordinary one now and then.
FAILS, VETO_FAILS, PARTIAL, NOT_APPLICABLE = 48, 2, 34, 12
LOW_STOCK = 6
NOTES = ("已当场处理，店主知情", "缺货，明日补", "店主不在，约好下次", "已拍照，报主管", "设备老化，已报修", "昨晚停电，上午恢复")
TEXTS = {
    "C1-11": ("竞品无新动作", "竞品在门口加了一台冰柜", "竞品新品试吃，人流一般", "竞品降价 0.5 元", "竞品业务员今天来过"),
    "C2-11": ("店主签认", "店员代签，店主电话确认", "店主夫人签认"),
}


@dataclass(frozen=True)
class Habit:
    """One person's way of working, per thousand: misses and lateness, and how often each point fails.

    `prompt`, per hundred: how often an open finding moves at each of the two looks a day.
    """

    misses: int = 25
    late: int = 50
    fails: int = FAILS
    prompt: int = 40
    weak: Mapping[str, int] = field(default_factory=dict)
    rote: bool = False

    def chance(self, point: Point) -> int:
        """How often in a thousand this point fails for this person."""
        if self.rote:
            return 0
        if point.code in self.weak:
            return self.weak[point.code]
        return VETO_FAILS if point.veto else self.fails


def fill(point: Point, habit: Habit, book: Decimal | None, dice: Random) -> dict[str, Any]:
    """One answer as the phone sends it; `photos` is the number of photos to take."""
    answer: dict[str, Any] = {"point": point.code}
    if not point.veto and point.kind != "photo" and dice.randrange(1000) < NOT_APPLICABLE:
        return answer | {"verdict": "na"}
    failed = dice.randrange(1000) < habit.chance(point)
    partial = not failed and dice.randrange(1000) < PARTIAL
    answer |= _FILL[point.kind](point, failed, partial, book, dice)
    if point.kind == "photo" or point.evidence == "photo_always" or (failed and point.evidence == "photo"):
        answer["photos"] = 1
    if failed and (point.evidence == "text" or dice.randrange(3) == 0):
        answer["note"] = dice.choice(NOTES)
    return answer


def _pass_fail(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    return {"verdict": "fail" if failed else "pass"}


def _number(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    """Inside the limits, in the yellow band or outside, in steps that a person would read off."""
    limits = point.limits
    low, high = limits.low, limits.high
    step = Decimal("0.1") if point.uom in ("℃", "%") and high is not None and high < 1 else Decimal(1)
    if failed:
        edge = limits.yellow_high if limits.yellow_high is not None else high
        if edge is not None and (low is None or low == 0 or low == high or edge < 0):
            return _said(edge + step * dice.randint(1, 6))
        edge = limits.yellow_low if limits.yellow_low is not None else low
        return _said(max(Decimal(0), edge - step * dice.randint(1, 9)))
    if partial and limits.yellow_high is not None:
        return _said(high + (limits.yellow_high - high) * dice.randint(1, 9) / 10)
    if partial and limits.yellow_low is not None:
        return _said(low - (low - limits.yellow_low) * dice.randint(1, 9) / 10)
    if low is not None and high is not None:
        span = int((high - low) / step)
        return _said(low + step * dice.randint(max(0, span - 8) if span > 20 else 0, span))  # noqa: PLR2004
    if high is not None:
        return _said(high - step * dice.randint(0, 40) / (1 if step < 1 else 10))
    return _said(low + step * dice.randint(0, 6))


def _choice(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    ranked = sorted(point.options, key=lambda option: option.share, reverse=True)
    return {"choice": ranked[-1 if failed else 1 if partial and len(ranked) > 2 else 0].key}  # noqa: PLR2004


def _count(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    """Around the book figure; a small stock is found larger rather than smaller, so that it never runs below nothing."""
    figure = Decimal(20) if book is None else book
    allowed = point.limits.tolerance or figure * (point.limits.tolerance_percent or 0) / 100
    up = 1 if figure < LOW_STOCK or dice.randrange(2) else -1
    if failed:
        return _said(max(Decimal(0), figure + up * (int(allowed) + dice.randint(1, max(2, int(figure) // 30)))))
    return _said(max(Decimal(0), figure + up * dice.randint(0, int(allowed))))


def _photo(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    return {}


def _text(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    return {"text": dice.choice(TEXTS.get(point.code, NOTES))}


def _said(figure: Decimal) -> dict[str, Any]:
    return {"number": format(figure.quantize(Decimal("0.1")).normalize(), "f")}


_FILL = {"pass_fail": _pass_fail, "number": _number, "choice": _choice, "count": _count, "photo": _photo, "text": _text}
