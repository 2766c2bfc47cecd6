"""The value of one answer, kind by kind: what it says and earns, or what is wrong with it. Pure."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from saas.checks.points import Limits, Point
from saas.checks.reading import FAIL, HALF, PASS, RECORDED, TEXT_LONGEST, Answer, Problem, Reading
from saas.values import HUNDRED, ONE, ZERO, NotANumber, parse_number

CODE_LONGEST = 200
APART = ".."  # between the two ends of a range, as kept

_NUMBER_LONGEST = 40
_PLAIN = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?", re.ASCII)


def value(point: Point, answer: Answer, book: Decimal | None, thing: str | None) -> Reading | Problem:
    """Judge the value alone. book: the ledger figure of a count; thing: the code of the object that is due."""
    if point.kind in ("count", "ledger"):
        return _count(point, answer, book)
    if point.kind == "scan":
        return _scan(point, answer, thing)
    return _READERS[point.kind](point, answer)


def _pass_fail(point: Point, answer: Answer) -> Reading | Problem:
    verdict = answer.get("verdict")
    if verdict == "pass":
        return PASS
    if verdict != "fail":
        return Problem(point.code, "unanswered" if verdict is None else "wrong_kind", {"kind": point.kind})
    minus = point.limits.minus if point.limits else None
    if minus is None:
        return FAIL
    times = _decimal(point, answer.get("number"))
    if isinstance(times, Problem):
        return Problem(point.code, "times_missing") if times.code == "unanswered" else times
    return _occurrences(point, minus, times) if times > 0 else Problem(point.code, "times_missing")


def _number(point: Point, answer: Answer) -> Reading | Problem:
    number = _decimal(point, answer.get("number"))
    if isinstance(number, Problem):
        return number
    limits = point.limits
    if limits is not None and limits.minus is not None:
        return _occurrences(point, limits.minus, number)
    return _held_against(number, limits)


def _held_against(number: Decimal, limits: Limits | None) -> Reading:
    if limits is None or not limits.judges:
        return Reading("recorded", None, number)
    if _inside(number, limits):
        return Reading("pass", ONE, number)
    return Reading("partial", HALF, number) if _in_yellow(number, limits) else Reading("fail", ZERO, number)


def _range(point: Point, answer: Answer) -> Reading | Problem:
    """Both ends are judged and the worse one decides: it is the number that is kept, both stand in `choice`."""
    low, high = _decimal(point, answer.get("low")), _decimal(point, answer.get("high"))
    if isinstance(low, Problem):
        return low
    if isinstance(high, Problem):
        return high
    if low > high:
        return Problem(point.code, "range_reversed")
    ends = [_held_against(each, point.limits) for each in (high, low)]
    worse = min(ends, key=lambda end: ONE if end.g is None else end.g)
    return worse._replace(choice=f"{low:f}{APART}{high:f}")


def _occurrences(point: Point, minus: Decimal, number: Decimal) -> Reading | Problem:
    """扣分: `minus` points for each occurrence, the point never below 0. The first is a finding already."""
    if number < 0:
        return Problem(point.code, "negative")
    if not number:
        return Reading("pass", ONE, number)
    left = max(ZERO, point.weight - minus * number)
    return Reading("fail", left / point.weight if point.weight else ZERO, number)


def _inside(number: Decimal, limits: Limits) -> bool:
    strictly = (limits.above is None or number > limits.above) and (limits.below is None or number < limits.below)
    return strictly and _within(number, limits.low, limits.high)


def _within(number: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _in_yellow(number: Decimal, limits: Limits) -> bool:
    if limits.yellow_low is None and limits.yellow_high is None:
        return False
    low = limits.low if limits.yellow_low is None else limits.yellow_low
    high = limits.high if limits.yellow_high is None else limits.yellow_high
    # The band reaches past an exclusive limit on its own side only.
    past_low = limits.yellow_low is not None or limits.above is None or number > limits.above
    past_high = limits.yellow_high is not None or limits.below is None or number < limits.below
    return past_low and past_high and _within(number, low, high)


def _count(point: Point, answer: Answer, book: Decimal | None) -> Reading | Problem:
    number = _decimal(point, answer.get("number"))
    if isinstance(number, Problem):
        return number
    if number < 0:
        return Problem(point.code, "negative")
    if book is None:
        return Reading("recorded", None, number)
    difference = number - book
    if abs(difference) <= _tolerance(point.limits, book):
        return Reading("pass", ONE, number, book, difference)
    return Reading("fail", ZERO, number, book, difference)


def _tolerance(limits: Limits | None, book: Decimal) -> Decimal:
    if limits is None:
        return ZERO
    percent = limits.tolerance_percent or ZERO
    return max(limits.tolerance or ZERO, abs(book) * percent / HUNDRED)


def _choice(point: Point, answer: Answer) -> Reading | Problem:
    key = answer.get("choice")
    if key is None:
        return Problem(point.code, "unanswered", {"kind": point.kind})
    for option in point.options:
        if option.key == key:
            return _of_share(option.share)
    return Problem(point.code, "unknown_option", {"option": str(key)[:40]})


def _of_share(g: Decimal) -> Reading:
    if g == 1:
        return PASS
    return Reading("partial", g) if g else FAIL


def _text(point: Point, answer: Answer) -> Reading | Problem:
    text = answer.get("text")
    if text is None:
        return Problem(point.code, "unanswered", {"kind": point.kind})
    if not isinstance(text, str):
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    if len(text) > TEXT_LONGEST:
        return Problem(point.code, "text_too_long", {"longest": str(TEXT_LONGEST)})
    return _answered(point) if text.strip() else Problem(point.code, "unanswered", {"kind": point.kind})


def _photo(point: Point, answer: Answer) -> Reading | Problem:
    if not answer.get("photos"):
        return Problem(point.code, "unanswered", {"kind": point.kind})
    return _answered(point)


def _answered(point: Point) -> Reading:
    """A text or a photo earns its weight by being there; without weight it is only kept."""
    return PASS if point.weight else RECORDED


def _signature(point: Point, answer: Answer) -> Reading | Problem:
    """Drawn or typed: either is a name under the list."""
    return _answered(point) if answer.get("photos") else _text(point, answer)


def _scan(point: Point, answer: Answer, thing: str | None) -> Reading | Problem:
    """A label may hold the bare code or an address that ends with it; without an object there is nothing to match."""
    code = answer.get("code")
    if code is None or code == "":
        return Problem(point.code, "unanswered", {"kind": point.kind})
    if not isinstance(code, str):
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    if len(code) > CODE_LONGEST:
        return Problem(point.code, "text_too_long", {"longest": str(CODE_LONGEST)})
    tail = code.strip().rstrip("/").rpartition("/")[2]
    if not tail:
        return Problem(point.code, "unanswered", {"kind": point.kind})
    if thing is None:
        return RECORDED._replace(choice=tail)
    same = thing.casefold() in (tail.casefold(), code.strip().casefold())
    return PASS._replace(choice=thing) if same else FAIL._replace(choice=tail)


def _decimal(point: Point, typed: object) -> Decimal | Problem:
    """At most 12 digits before and 6 after the point: more is a slip of the thumb, not a reading."""
    if typed is None or typed == "":
        return Problem(point.code, "unanswered", {"kind": point.kind})
    if isinstance(typed, int) and not isinstance(typed, bool) and abs(typed) < 10**15:
        typed = str(typed)
    if not isinstance(typed, str) or len(typed) > _NUMBER_LONGEST:
        return Problem(point.code, "not_a_number")
    if _PLAIN.fullmatch(typed):
        return Decimal(typed)
    try:
        number = parse_number(typed, point.uom)
    except NotANumber as wrong:
        code = "unanswered" if wrong.code == "empty" else wrong.code
        return Problem(point.code, code, {"uom": point.uom} if code == "wrong_uom" else {})
    if _PLAIN.fullmatch(f"{number:f}"):
        return number
    return Problem(point.code, "too_many_digits", {"whole": "12", "decimals": "6"})


_READERS: Mapping[str, Callable[[Point, Answer], Reading | Problem]] = {
    "pass_fail": _pass_fail,
    "number": _number,
    "reading": _number,
    "range": _range,
    "choice": _choice,
    "level": _choice,
    "text": _text,
    "photo": _photo,
    "signature": _signature,
}
