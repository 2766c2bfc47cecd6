"""One answer against one point: what it says, what it earns, or what is wrong with it. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from saas.checks.points import Limits, Point
from saas.values import HUNDRED, ONE, ZERO, NotANumber, parse_number

Verdict = Literal["pass", "fail", "partial", "na", "recorded"]
Answer = Mapping[str, Any]

TEXT_LONGEST = 2000
PHOTOS_MOST = 9
HALF = Decimal("0.5")
VALUE_OF = {"pass_fail": "verdict", "number": "number", "count": "number", "choice": "choice", "text": "text"}

_NUMBER_LONGEST = 40
_PLAIN = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?", re.ASCII)
_STRANGE = {kind: frozenset({"number", "choice", "text"} - {key}) for kind, key in VALUE_OF.items()}
_STRANGE["photo"] = frozenset({"number", "choice", "text"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken. `code` is a key for words.

    unanswered, unknown_point, duplicate, unreadable, wrong_kind, not_a_number, wrong_uom, too_many_digits,
    negative, unknown_option, text_too_long, too_many_photos, photo_missing, note_missing.
    """

    point: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class Reading(NamedTuple):
    """What an answer says before veto and levels: g is None where nothing is scored (na, recorded)."""

    verdict: Verdict
    g: Decimal | None = None
    number: Decimal | None = None
    book: Decimal | None = None
    difference: Decimal | None = None


NOT_APPLICABLE = Reading("na")
PASS, FAIL, RECORDED = Reading("pass", ONE), Reading("fail", ZERO), Reading("recorded")


def read(point: Point, answer: Answer, book: Decimal | None) -> Reading | Problem:
    """Read one answer, evidence included.

    Nothing is guessed: a point without a value is unanswered. book: the ledger figure of a count.
    """
    if not _STRANGE[point.kind].isdisjoint(answer):
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    loose = _loose_ends(point, answer)
    if loose is not None:
        return loose
    verdict = answer.get("verdict")
    if verdict == "na":
        return _without_value(point, answer)
    if verdict is not None and point.kind != "pass_fail":
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    reading = _count(point, answer, book) if point.kind == "count" else _READERS[point.kind](point, answer)
    if isinstance(reading, Problem) or point.evidence == "none":
        return reading
    return _evidence_missing(point, answer, reading) or reading


def _loose_ends(point: Point, answer: Answer) -> Problem | None:
    """Note and photos, which any answer may carry."""
    note, photos = answer.get("note"), answer.get("photos")
    if note is not None:
        if not isinstance(note, str):
            return Problem(point.code, "wrong_kind", {"kind": "text"})
        if len(note) > TEXT_LONGEST:
            return Problem(point.code, "text_too_long", {"longest": str(TEXT_LONGEST)})
    if photos is not None:
        if not isinstance(photos, list | tuple) or not all(isinstance(each, str) and each for each in photos):
            return Problem(point.code, "wrong_kind", {"kind": "photo"})
        if len(photos) > PHOTOS_MOST:
            return Problem(point.code, "too_many_photos", {"most": str(PHOTOS_MOST)})
    return None


def _without_value(point: Point, answer: Answer) -> Reading | Problem:
    key = VALUE_OF.get(point.kind)
    if key is not None and key != "verdict" and answer.get(key) is not None:
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    return NOT_APPLICABLE


def _pass_fail(point: Point, answer: Answer) -> Reading | Problem:
    verdict = answer.get("verdict")
    if verdict == "pass":
        return PASS
    if verdict == "fail":
        return FAIL
    return Problem(point.code, "unanswered" if verdict is None else "wrong_kind", {"kind": point.kind})


def _number(point: Point, answer: Answer) -> Reading | Problem:
    number = _decimal(point, answer.get("number"))
    if isinstance(number, Problem):
        return number
    limits = point.limits
    if limits is None or (limits.low is None and limits.high is None and limits.minus is None):
        return Reading("recorded", None, number)
    if limits.minus is not None:
        return _occurrences(point, limits.minus, number)
    if _within(number, limits.low, limits.high):
        return Reading("pass", ONE, number)
    return Reading("partial", HALF, number) if _in_yellow(number, limits) else Reading("fail", ZERO, number)


def _occurrences(point: Point, minus: Decimal, number: Decimal) -> Reading | Problem:
    """扣分: `minus` points for each occurrence, the point never below 0. The first is a finding already."""
    if number < 0:
        return Problem(point.code, "negative")
    if not number:
        return Reading("pass", ONE, number)
    left = max(ZERO, point.weight - minus * number)
    return Reading("fail", left / point.weight if point.weight else ZERO, number)


def _within(number: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _in_yellow(number: Decimal, limits: Limits) -> bool:
    if limits.yellow_low is None and limits.yellow_high is None:
        return False
    low = limits.low if limits.yellow_low is None else limits.yellow_low
    high = limits.high if limits.yellow_high is None else limits.yellow_high
    return _within(number, low, high)


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


def _evidence_missing(point: Point, answer: Answer, reading: Reading) -> Problem | None:
    failed = reading.verdict == "fail"
    photo = point.evidence == "photo_always" or (point.evidence == "photo" and failed)
    if photo and not answer.get("photos"):
        return Problem(point.code, "photo_missing")
    if point.evidence == "text" and failed and not (answer.get("note") or "").strip():
        return Problem(point.code, "note_missing")
    return None


_READERS: dict[str, Callable[[Point, Answer], Reading | Problem]] = {
    "pass_fail": _pass_fail,
    "number": _number,
    "choice": _choice,
    "text": _text,
    "photo": _photo,
}
