"""A list filled in without a script: the fields of its form as the answers a phone would send. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.checks.points import ListVersion, Point

# Kind → (letter of the field, key of the answer).
VALUES: Mapping[str, tuple[tuple[str, str], ...]] = {
    "pass_fail": (), "number": (("n", "number"),), "reading": (("n", "number"),), "count": (("n", "number"),),
    "ledger": (("n", "number"),), "range": (("l", "low"), ("h", "high")), "choice": (("o", "choice"),),
    "level": (("o", "choice"),), "text": (("t", "text"),), "signature": (("t", "text"),), "scan": (("c", "code"),), "photo": (),
}  # fmt: skip


def answers_of(version: ListVersion, given: Mapping[str, str], photos: Mapping[str, list[str]]) -> dict[str, dict[str, Any]]:
    """Point code → answer; a point whose fields are all empty has none. `photos`: point code → ids."""
    found = {point.code: _answer(point, given, photos.get(point.code, [])) for point in version.points}
    return {code: answer for code, answer in found.items() if len(answer) > 1}


def _answer(point: Point, given: Mapping[str, str], photos: list[str]) -> dict[str, Any]:
    said: dict[str, Any] = {"point": point.code}
    verdict = given.get(f"v-{point.code}", "")
    if verdict == "na" or (verdict and point.kind == "pass_fail"):
        said["verdict"] = verdict
    values = VALUES[point.kind]
    if verdict == "fail" and point.limits is not None and point.limits.minus is not None:
        values = (("n", "number"),)
    if verdict != "na":
        said |= {key: text for letter, key in values if (text := given.get(f"{letter}-{point.code}", ""))}
    if note := given.get(f"m-{point.code}", ""):
        said["note"] = note
    return said | ({"photos": photos} if photos and verdict != "na" else {})
