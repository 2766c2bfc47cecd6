"""One answer of a check as it was sent and as it stands now, in the terms of its point. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from saas.checks.answers import TEXT_LONGEST


@dataclass(frozen=True)
class Correction:
    """One correction of a point: values in the terms of the point, who, when and why."""

    was: Mapping[str, Any]
    became: Mapping[str, Any]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Answered:
    """A point with its answer. `sent` and `now` are values as the phone sends them; both stay."""

    point: UUID
    code: str
    kind: str
    section: str
    text: Mapping[str, str]
    veto: bool
    uom: str | None
    limits: Mapping[str, Any]
    options: tuple[Mapping[str, Any], ...]
    verdict: str
    sent: Mapping[str, Any]
    now: Mapping[str, Any]
    words: str | None
    book: Decimal | None
    photos: tuple[UUID, ...]
    corrections: tuple[Correction, ...]

    @property
    def number(self) -> Decimal | None:
        """The reading or count as it stands, in the point's uom."""
        return Decimal(self.now["number"]) if "number" in self.now else None

    @property
    def chosen(self) -> Mapping[str, str] | None:
        """The text of the option as it stands."""
        return self.option(self.now.get("choice"))

    def option(self, key: str | None) -> Mapping[str, str] | None:
        return next((option["text"] for option in self.options if option["key"] == key), None)


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
