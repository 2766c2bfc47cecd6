"""How the people of the demo company fill their lists: believable, uneven, and the same for the same seed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from typing import Any

from saas.checks.kinds import value
from saas.checks.points import Limits, Point
from saas.checks.reading import Reading

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


def fill(point: Point, habit: Habit, book: Decimal | None, dice: Random, thing: str | None = None) -> dict[str, Any]:
    """One answer as the phone sends it; `photos` is the number of photos to take, `thing` the code on the label."""
    # Whoever ticks off has no eye for what does not apply, and writes down the same figure each time.
    dice = Random(point.code) if habit.rote else dice
    answer: dict[str, Any] = {"point": point.code}
    if not habit.rote and not point.veto and point.kind != "photo" and dice.randrange(1000) < NOT_APPLICABLE:
        return answer | {"verdict": "na"}
    failed = dice.randrange(1000) < habit.chance(point)
    partial = not failed and not habit.rote and dice.randrange(1000) < PARTIAL
    answer |= _scan(failed, thing) if point.kind == "scan" else _FILL[point.kind](point, failed, partial, book, dice)
    wanted = _wanted(point, answer, book, thing)
    if point.kind == "photo" or point.evidence == "photo_always" or (failed and point.evidence == "photo") or "photo" in wanted:
        answer["photos"] = 1
    if (failed and (point.evidence == "text" or dice.randrange(3) == 0)) or "text" in wanted:
        answer["note"] = dice.choice(NOTES)
    return answer


def _wanted(point: Point, answer: dict[str, Any], book: Decimal | None, thing: str | None) -> str:
    """What the outcome asks for besides, as one text."""
    said = value(point, answer, book, thing) if point.proof and point.kind != "photo" else None
    outcomes = ("always", said.verdict) if isinstance(said, Reading) else ("always",)
    return " ".join(point.proof.get(outcome, "") for outcome in outcomes).replace("both", "photo text")


def _pass_fail(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    if failed and point.limits and point.limits.minus is not None:
        return {"verdict": "fail", "number": str(dice.randint(1, 3))}
    return {"verdict": "fail" if failed else "pass"}


def _number(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    """Inside the limits, in the yellow band or outside, in steps that a person would read off."""
    limits = point.limits or Limits()
    if not limits.judges:
        return {"number": str(dice.randint(1, 3) if failed else 0 if limits.minus is not None else dice.randint(5, 60))}
    return _said(_figure(point, _inclusive(limits), failed, partial, dice), limits)


def _inclusive(limits: Limits) -> Limits:
    """The last figures that are still inside, where a limit itself is not."""
    step = Decimal(1).scaleb(-_places(limits))
    low = limits.low if limits.above is None else limits.above + step
    return replace(limits, low=low, high=limits.high if limits.below is None else limits.below - step)


def _figure(point: Point, limits: Limits, failed: bool, partial: bool, dice: Random) -> Decimal:
    low, high = limits.low, limits.high
    step = Decimal("0.1") if point.uom in ("℃", "%") and high is not None and high < 1 else Decimal(1)
    if failed:
        edge = limits.yellow_high if limits.yellow_high is not None else high
        if edge is not None and (low is None or low == 0 or low == high or edge < 0):
            return edge + step * dice.randint(1, 6)
        edge = limits.yellow_low if limits.yellow_low is not None else low
        return max(Decimal(0), edge - step * dice.randint(1, 9))
    if partial and limits.yellow_high is not None:
        return high + (limits.yellow_high - high) * dice.randint(1, 9) / 10
    if partial and limits.yellow_low is not None:
        return low - (low - limits.yellow_low) * dice.randint(1, 9) / 10
    if low is not None and high is not None:
        span = int((high - low) / step)
        return low + step * dice.randint(max(0, span - 8) if span > 20 else 0, span)  # noqa: PLR2004
    if high is not None:
        found = high - step * dice.randint(0, 40) / (1 if step < 1 else 10)
        return max(Decimal(0), found) if high > 0 else found
    return low + step * dice.randint(0, 6)


def _range(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    """Lowest and highest; one of them is outside where it fails."""
    ends = [_number(point, worse, False, book, dice)["number"] for worse in (failed, False)]
    low, high = sorted(ends, key=Decimal)
    return {"low": low, "high": high}


def _choice(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    ranked = sorted(point.options, key=lambda option: option.share, reverse=True)
    return {"choice": ranked[-1 if failed else 1 if partial and len(ranked) > 2 else 0].key}  # noqa: PLR2004


def _count(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    """Around the book figure; a small stock is found larger rather than smaller, so that it never runs below nothing."""
    figure = Decimal(20) if book is None else book
    limits = point.limits or Limits()
    allowed = limits.tolerance or figure * (limits.tolerance_percent or 0) / 100
    up = 1 if figure < LOW_STOCK or dice.randrange(2) else -1
    if failed:
        return _said(max(Decimal(0), figure + up * (int(allowed) + dice.randint(1, max(2, int(figure) // 30)))))
    return _said(max(Decimal(0), figure + up * dice.randint(0, int(allowed))))


def _photo(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    return {}


def _text(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    return {"text": dice.choice(TEXTS.get(point.code, NOTES))}


def _signature(point: Point, failed: bool, partial: bool, book: Decimal | None, dice: Random) -> dict[str, Any]:
    return {"text": "本人签认"}


def _scan(failed: bool, thing: str | None) -> dict[str, Any]:
    """The label of the thing, or of another one."""
    return {"code": f"{thing}-X" if failed and thing else thing or "A-001"}


def _said(figure: Decimal, limits: Limits | None = None) -> dict[str, Any]:
    return {"number": format(figure.quantize(Decimal(1).scaleb(-_places(limits))).normalize(), "f")}


def _places(limits: Limits | None) -> int:
    """Decimals that a person reads off: one, or as many as the limits have."""
    sides = (limits.low, limits.high, limits.above, limits.below, limits.yellow_low, limits.yellow_high) if limits else ()
    return max(1, *(-int(side.as_tuple().exponent) for side in sides if side is not None), 0)


_FILL = {
    "pass_fail": _pass_fail, "number": _number, "reading": _number, "range": _range, "choice": _choice, "level": _choice,
    "count": _count, "ledger": _count, "photo": _photo, "text": _text, "signature": _signature,
}  # fmt: skip
