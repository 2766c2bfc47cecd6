"""What reading an answer gives: a reading, or a problem. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from saas.values import ONE, ZERO

Verdict = Literal["pass", "fail", "partial", "na", "recorded", "skipped"]
Answer = Mapping[str, Any]

TEXT_LONGEST = 2000
PHOTOS_MOST = 9
HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an answer cannot be taken. `code` is a key for words.

    unanswered, unknown_point, duplicate, unreadable, wrong_kind, not_a_number, wrong_uom, too_many_digits,
    negative, times_missing, range_reversed, unknown_option, text_too_long, too_many_photos, photo_missing,
    note_missing.
    """

    point: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


class Reading(NamedTuple):
    """What an answer says before veto and levels: g is None where nothing is scored (na, recorded, skipped).

    `choice`: what is kept as text of a scan (the code) and of a range (both ends).
    """

    verdict: Verdict
    g: Decimal | None = None
    number: Decimal | None = None
    book: Decimal | None = None
    difference: Decimal | None = None
    choice: str | None = None


NOT_APPLICABLE, SKIPPED = Reading("na"), Reading("skipped")
PASS, FAIL, RECORDED = Reading("pass", ONE), Reading("fail", ZERO), Reading("recorded")
