"""One answer of a check as it stands, in the terms of its point: what a correction starts from. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.checks.answers import TEXT_LONGEST


@dataclass(frozen=True)
class Answered:
    """A point of a check with its value as the phone would send it; `corrections` made so far."""

    point: UUID
    code: str
    kind: str
    now: Mapping[str, Any]
    book: Decimal | None
    corrections: int


def value_of(kind: str, verdict: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """An answer's value by the kind of its point; `values` may hold more than the kind asks for."""
    if verdict == "na":
        return {"verdict": "na"}
    if kind == "pass_fail":
        return {"verdict": verdict}
    if kind in ("number", "count"):
        return {"number": f"{values['number'].normalize():f}"}
    if kind == "choice":
        return {"choice": values["choice"]}
    if kind == "photo":
        return {"photos": [str(photo) for photo in values["photos"]]}
    return {"text": values["text"][:TEXT_LONGEST]}
