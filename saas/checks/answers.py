"""One answer against one point, evidence included: what it says and earns, or what is wrong with it. Pure."""

from collections.abc import Mapping
from decimal import Decimal

from saas.checks.kinds import value
from saas.checks.points import Point, When
from saas.checks.reading import NOT_APPLICABLE, PHOTOS_MOST, TEXT_LONGEST, Answer, Problem, Reading

# Kind → the keys that hold its value; a key of another kind is refused.
VALUE_OF: Mapping[str, tuple[str, ...]] = {
    "pass_fail": ("verdict",), "number": ("number",), "reading": ("number",), "count": ("number",), "ledger": ("number",),
    "range": ("low", "high"), "choice": ("choice",), "level": ("choice",), "text": ("text",), "signature": ("text",),
    "scan": ("code",), "photo": (),
}  # fmt: skip
VALUES = frozenset({"number", "choice", "text", "low", "high", "code"})

_STRANGE = {kind: VALUES - set(keys) for kind, keys in VALUE_OF.items()}
_COUNTED = _STRANGE["pass_fail"] - {"number"}


def read(point: Point, answer: Answer, book: Decimal | None, thing: str | None = None) -> Reading | Problem:
    """Read one answer, evidence included.

    Nothing is guessed: a point without a value is unanswered. book: the ledger figure of a count; thing: the
    code of the object that is due.
    """
    if not _strange(point).isdisjoint(answer):
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    loose = _loose_ends(point, answer)
    if loose is not None:
        return loose
    verdict = answer.get("verdict")
    if verdict == "na":
        reading: Reading | Problem = _without_value(point, answer)
    elif verdict is not None and point.kind != "pass_fail":
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    else:
        reading = value(point, answer, book, thing)
    if isinstance(reading, Problem) or (point.evidence == "none" and not point.proof):
        return reading
    return _evidence_missing(point, answer, reading) or reading


def is_asked(when: When, answer: Answer, reading: Reading) -> bool:
    """Whether a follow-up is asked, by the answer and reading of the point it follows."""
    if when.fails:
        return reading.verdict == "fail"
    if when.answer is not None:
        return when.answer in (reading.verdict, answer.get("choice"))
    if reading.number is None:
        return False
    above = when.above is None or reading.number > when.above
    return above and (when.below is None or reading.number < when.below)


def _strange(point: Point) -> frozenset[str]:
    if point.kind == "pass_fail" and point.limits is not None and point.limits.minus is not None:
        return _COUNTED
    return _STRANGE[point.kind]


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
    if any(answer.get(key) is not None for key in VALUES):
        return Problem(point.code, "wrong_kind", {"kind": point.kind})
    return NOT_APPLICABLE


def _evidence_missing(point: Point, answer: Answer, reading: Reading) -> Problem | None:
    asked: set[str | None] = {point.proof.get(reading.verdict), point.proof.get("always") if reading.verdict != "na" else None}
    if reading.verdict == "fail":
        asked.add(point.evidence)
    photo = not asked.isdisjoint(("photo", "both")) or (point.evidence == "photo_always" and reading.verdict != "na")
    if photo and not answer.get("photos"):
        return Problem(point.code, "photo_missing")
    if not asked.isdisjoint(("text", "both")) and not (answer.get("note") or "").strip():
        return Problem(point.code, "note_missing")
    return None
